package io.stator.simulation;

import java.util.ArrayList;
import java.util.List;

/** A simulated process: threads that stop together, and clocks of their own. */
public final class Machine {
    private static final long MILLIS_AT_BEGIN = 1_800_000_000_000L;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final World world;
    private final String name;
    private final long nanosAtBegin;
    private long skewMillis;
    private long pausedUntil;
    private boolean dead;
    final List<Task> tasks = new ArrayList<>();

    Machine(World world, String name, long nanosAtBegin) {
        this.world = world;
        this.name = name;
        this.nanosAtBegin = nanosAtBegin;
    }

    /** Returns what people call it. */
    public String name() {
        return name;
    }

    /** Returns its monotonic clock, which begins anywhere. */
    public long nanoTime() {
        return nanosAtBegin + world.now();
    }

    /** Returns what it takes for the time of day. */
    public long millis() {
        return MILLIS_AT_BEGIN + skewMillis + world.now() / NANOS_PER_MILLI;
    }

    /** Sets its time of day forward, or back. */
    public void jump(long millis) {
        skewMillis += millis;
        world.note("clock of " + name + " jumps by " + millis);
    }

    /** Has it stand still for some time. */
    public void pause(long nanos) {
        pausedUntil = Math.max(pausedUntil, world.now() + nanos);
        world.at(nanos, () -> {});
        world.note(name + " stands still for " + nanos);
    }

    /** Ends all that it does, at once; what it has sent is on its way. */
    public void crash() {
        if (!dead) {
            world.note(name + " crashes");
            dead = true;
            world.kill(this);
        }
    }

    /** Returns whether it has crashed. */
    public boolean isDead() {
        return dead;
    }

    boolean isRunning(long now) {
        return dead || pausedUntil <= now;
    }

    /** Begins a thread. */
    public void start(String title, Runnable work) {
        world.start(this, new Thread(work, name + "/" + title));
    }
}
