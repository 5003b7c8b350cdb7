package io.stator.simulation;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A simulated thread, which only goes on when it has its turn, and stands for the one that the program made. */
final class Task {
    /** What a simulated thread is doing. */
    enum State {
        READY,
        BLOCKED,
        ENDED
    }

    final World world;
    final Machine machine;
    final Thread program;
    final int number;
    final Strand strand;
    final List<Task> joining = new ArrayList<>();
    final Map<SimulatedLocal<?>, Object> locals = new IdentityHashMap<>();
    State state = State.READY;
    boolean permit;
    boolean isInterrupted;
    int initializing;

    /** Counts blockings, so that a timer that comes late wakes nobody. */
    long blockings;

    private boolean timedOut;

    Task(World world, Machine machine, Thread program, int number) {
        this.world = world;
        this.machine = machine;
        this.program = program;
        this.number = number;
        this.strand = world.isContinued() ? new Continued(this) : new OwnThread(this);
    }

    /** Returns the simulated thread that runs, or null outside of simulations. */
    static @Nullable Task running() {
        return Thread.currentThread() instanceof Carrier carrier ? carrier.running : null;
    }

    boolean isKilled() {
        return machine.isDead() || world.isOver();
    }

    void requireAlive() {
        if (isKilled()) {
            throw Killed.KILLED;
        }
    }

    /** Runs the program, which it does once, with the turn. */
    void run() {
        try {
            if (!isKilled()) {
                Runnable work = program;
                work.run();
            }
        } catch (Killed expected) {
            state = State.ENDED;
        } catch (Throwable failure) {
            if (!isKilled()) {
                world.fail("thread " + program.getName() + " ended", failure);
            }
        }
        world.end(this);
    }

    /** Waits until it is woken, or for some time; returns whether it was woken. */
    boolean block(long nanos) {
        requireAlive();
        state = State.BLOCKED;
        timedOut = false;
        long blocking = ++blockings;
        if (nanos != World.FOREVER) {
            world.at(Math.max(0, nanos), () -> {
                if (blockings == blocking && state == State.BLOCKED) {
                    timedOut = true;
                    world.ready(this);
                }
            });
        }
        world.next(this);
        blockings++;
        requireAlive();
        return !timedOut;
    }

    void wake() {
        if (state == State.BLOCKED) {
            world.ready(this);
        }
    }
}
