package io.stator.simulation;

import org.jspecify.annotations.Nullable;

/** A real thread that simulated threads run on, one at a time. */
final class Carrier extends Thread {
    /** The simulated thread that runs on it. */
    @Nullable
    Task running;

    Carrier(World world, String name, Runnable work) {
        super(null, work, "simulated-" + name, 0, false);
        setDaemon(true);
        setContextClassLoader(world.loader());
    }
}
