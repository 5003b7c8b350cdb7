package io.stator.simulation;

import java.util.Random;

/** Stands for {@link java.security.SecureRandom}. */
public final class SimulatedChance extends Random {
    private static final long serialVersionUID = 1;

    /** Creates one, whose chance is that of the world. */
    public SimulatedChance() {
        super(seed());
    }

    private static long seed() {
        Task task = Task.running();
        return task == null || task.initializing > 0 ? 0 : task.world.random().nextLong();
    }
}
