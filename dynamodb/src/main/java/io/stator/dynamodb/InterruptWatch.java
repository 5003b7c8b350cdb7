package io.stator.dynamodb;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Looks every few milliseconds whether a thread that waits for a socket was interrupted, which the socket does not tell it, and ends its
 * waiting. Its own thread sleeps while there is nothing to watch, and is there from the first call until this is closed. Thread-safe.
 */
final class InterruptWatch implements AutoCloseable {
    /** How long an interruption may go unnoticed. */
    static final long LOOK_NANOS = 20_000_000;

    private final Set<Watched> all = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Thread looking;
    private volatile boolean asleep;
    private volatile boolean closed;

    /** A thread that waits, and what ends its waiting. */
    static final class Watched {
        private final Thread thread = Thread.currentThread();
        private final Runnable abort;

        private Watched(Runnable abort) {
            this.abort = abort;
        }
    }

    /** Returns the thread that looks, or null before the first call. */
    @Nullable
    Thread thread() {
        return looking;
    }

    /** Watches the calling thread from now on. */
    Watched begin(Runnable abort) {
        Watched watched = new Watched(abort);
        all.add(watched);
        Thread known = looking;
        if (known == null) {
            start();
        } else if (asleep) {
            LockSupport.unpark(known);
        }
        return watched;
    }

    /** Watches a thread no longer. */
    void end(Watched watched) {
        all.remove(watched);
    }

    private synchronized void start() {
        if (looking != null || closed) {
            return;
        }
        Thread thread = new Thread(this::run, "stator-dynamodb-interrupts");
        thread.setDaemon(true);
        looking = thread; // before it runs, for it is the one to say when it does not
        try {
            thread.start();
        } catch (OutOfMemoryError noThreadNow) {
            // the next call tries again, and until then an interruption is noticed when a call has its answer
            looking = null;
        }
    }

    /** Looks until this is closed; should it fail, as without memory to tell a failure, the next call has another thread look. */
    private void run() {
        try {
            lookOn();
        } finally {
            looking = null;
        }
    }

    private void lookOn() {
        boolean idle = false;
        while (!closed) {
            if (!all.isEmpty()) {
                idle = false;
                look();
                LockSupport.parkNanos(this, LOOK_NANOS);
            } else if (!idle) {
                idle = true; // the next call may be about to come: who makes many wakes nobody
                LockSupport.parkNanos(this, LOOK_NANOS);
            } else {
                asleep = true;
                if (all.isEmpty() && !closed) {
                    LockSupport.park(this);
                }
                asleep = false;
                idle = false;
            }
        }
    }

    private void look() {
        for (Watched each : all) {
            try {
                if (each.thread.isInterrupted() && all.remove(each)) {
                    each.abort.run();
                }
            } catch (RuntimeException | Error failed) {
                System.getLogger(InterruptWatch.class.getName())
                        .log(
                                System.Logger.Level.WARNING,
                                "could not end a call whose thread was interrupted: it ends with its answer or its time-out",
                                failed);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(looking);
    }
}
