package io.stator.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A simulated thread: a real one that only goes on when it has its turn, and stands for the one that the program made. */
final class Task extends Thread {
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
    final List<Task> joining = new ArrayList<>();
    State state = State.READY;
    boolean permit;
    boolean isInterrupted;
    int initializing;

    /** Counts blockings, so that a timer that comes late wakes nobody. */
    long blockings;

    private volatile boolean turn;
    private boolean timedOut;

    Task(World world, Machine machine, Thread program, int number) {
        super(null, null, "simulated-" + program.getName(), 0, false);
        this.world = world;
        this.machine = machine;
        this.program = program;
        this.number = number;
        setDaemon(true);
        setContextClassLoader(world.loader());
    }

    /** Returns the simulated thread that runs, or null outside of simulations. */
    static @Nullable Task running() {
        return Thread.currentThread() instanceof Task task ? task : null;
    }

    boolean isKilled() {
        return machine.isDead() || world.isOver();
    }

    void requireAlive() {
        if (isKilled()) {
            throw Killed.KILLED;
        }
    }

    @Override
    public void run() {
        awaitTurn();
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

    void awaitTurn() {
        while (!turn) {
            LockSupport.park(this);
        }
        turn = false;
    }

    void giveTurn() {
        turn = true;
        LockSupport.unpark(this);
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
