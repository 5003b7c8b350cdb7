package io.stator.client;

import io.stator.Anomaly;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Executor;

/** Lets only so many exchanges be on their way at once; the others wait for their turn, first come, first served. Thread-safe. */
final class Turns {
    private final Executor executor;
    private final Set<Runnable> waiting = new LinkedHashSet<>();
    private int free;

    Turns(int most, Executor executor) {
        this.free = most;
        this.executor = executor;
    }

    /**
     * Runs something when it is its turn, at once if it is; {@link #leave} must be called after it.
     *
     * @throws Anomaly.Busy when too many wait
     */
    void enter(Runnable turn) {
        synchronized (this) {
            if (free == 0) {
                if (waiting.size() >= ClientLimits.QUEUED_CALLS) {
                    throw new Anomaly.Busy("at most " + ClientLimits.QUEUED_CALLS
                            + " calls of a client may wait: wait for some of them before asking for more");
                }
                waiting.add(turn);
                return;
            }
            free--;
        }
        turn.run();
    }

    /** Gives up waiting, if it waits. */
    synchronized void withdraw(Runnable turn) {
        waiting.remove(turn);
    }

    /** Ends a turn, and begins the next one. */
    void leave() {
        Runnable next;
        synchronized (this) {
            Iterator<Runnable> first = waiting.iterator();
            if (!first.hasNext()) {
                free++;
                return;
            }
            next = first.next();
            first.remove();
        }
        executor.execute(next);
    }
}
