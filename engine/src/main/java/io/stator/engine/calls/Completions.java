package io.stator.engine.calls;

import io.stator.Anomaly;
import io.stator.Limit;
import io.stator.SystemConfig;
import io.stator.engine.durable.Warnings;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The threads in which futures of a system are completed, and what depends on them runs. Thread-safe.
 *
 * <p>A future waits for a thread only when all are taken by what depends on others. The futures of a batch are handed over
 * together, and one thread completes those that nothing depends on; before it runs what depends on one, it calls or starts
 * another thread for the rest, as long as there are fewer than {@link Limit#COMPLETION_THREADS}. Futures that may come to
 * wait are counted when they are promised, and no more than {@link Limit#QUEUED_COMPLETIONS} are: so handing over those that
 * were promised never waits, never fails, and needs no memory.
 */
public final class Completions {
    /** How long a thread without work stays. */
    private static final long IDLE_MILLIS = 2_000;

    /**
     * How often a thread without work looks, while futures are promised, whether another one is held up by what came to
     * depend on a future at the very moment it was completed.
     */
    private static final long LOOKOUT_MILLIS = 100;

    /** The threads there are while futures are promised: one completes them and one looks out. */
    private static final long THREADS_MIN = 2;

    /** How often a completion is tried that memory runs out for, and how long is waited in between. */
    private static final int ATTEMPTS_MAX = 100;

    private static final long ATTEMPT_PAUSE_NANOS = 10_000_000;

    private final String name;
    private final long threadsMax;
    private final long threadsMin;
    private final long promisesMax;
    private final @Nullable Executor executor;
    private final AtomicLong promised = new AtomicLong();
    private final AtomicLong threads = new AtomicLong();
    private long idle;

    /** How many of the idle threads were called and have not heard it yet. */
    private long called;

    /** How many threads run what a program made depend on a future, and may not come back soon. */
    private long lent;

    private long started;
    private @Nullable Promise<?> first;
    private @Nullable Promise<?> last;
    private volatile boolean warned;

    /** Creates one for a system; its threads have names that begin with the one given. */
    public Completions(String name, SystemConfig config) {
        this.name = name;
        this.threadsMax = config.limit(Limit.COMPLETION_THREADS);
        this.threadsMin = Math.min(THREADS_MIN, threadsMax);
        this.promisesMax = config.limit(Limit.QUEUED_COMPLETIONS);
        this.executor = config.completionExecutor().orElse(null);
    }

    /**
     * Makes room for a future that will be handed over.
     *
     * @throws Anomaly.Busy when there is none
     */
    public void promise() {
        if (promised.incrementAndGet() > promisesMax) {
            promised.decrementAndGet();
            throw new Anomaly.Busy("the futures of " + promisesMax + " calls wait to be completed (limit "
                    + Limit.QUEUED_COMPLETIONS.key() + "), because what depends on others holds " + threads
                    + " threads (limit "
                    + Limit.COMPLETION_THREADS.key() + "): retry after a pause, and let no continuation wait");
        }
        if (threads.get() < threadsMin) {
            startThreads();
        }
    }

    /** Gives back the room of a future that will not be handed over. */
    public void forget() {
        promised.decrementAndGet();
    }

    private synchronized void startThreads() {
        try {
            while (threads.get() < threadsMin) {
                startThread();
            }
        } catch (Throwable noThread) {
            if (threads.get() == 0) {
                promised.decrementAndGet();
                throw noThread;
            }
        }
    }

    private void startThread() {
        Thread thread = new Thread(this::work, name + "-" + (started + 1));
        thread.setDaemon(true);
        thread.start();
        started++;
        threads.incrementAndGet();
    }

    /** Completes promised futures that have their answers, linked from the first to the last, in a thread of its own. */
    synchronized void deliver(Promise<?> head, Promise<?> tail) {
        if (last == null) {
            first = head;
        } else {
            last.next = head;
        }
        last = tail;
        callThread();
    }

    /** Sees to it that a thread comes for the first future of the queue. */
    private void callThread() {
        long quiet = idle - called;
        if (threads.get() - quiet - lent > 0) {
            return; // one is on its way
        }
        if (quiet > 0) {
            called++;
            notify();
        } else if (threads.get() < threadsMax) {
            try {
                startThread();
            } catch (Throwable noThreadNow) {
                return; // those there are come to it
            }
        }
    }

    private void work() {
        Promise<?> future = take();
        while (future != null) {
            boolean lends = executor != null || future.getNumberOfDependents() > 0;
            if (lends) {
                lend();
            }
            try {
                complete(future);
            } catch (Throwable nobodyElseMayMissAThreadForIt) {
                LockSupport.parkNanos(ATTEMPT_PAUSE_NANOS);
            }
            if (lends) {
                comeBack();
            }
            Thread.interrupted(); // what depends on a future may have interrupted the thread
            future = take();
        }
    }

    /** Takes note that this thread runs what is not ours, and has another one come for the rest of the queue. */
    private synchronized void lend() {
        lent++;
        if (first != null) {
            callThread();
        }
    }

    private synchronized void comeBack() {
        lent--;
    }

    /** Returns the future that waits longest, or null when this thread is not needed any more. */
    private synchronized @Nullable Promise<?> take() {
        long idleMillis = 0;
        while (first == null) {
            long promises = promised.get();
            if (idleMillis >= IDLE_MILLIS && (promises == 0 || threads.get() > threadsMin) && leave()) {
                return null;
            }
            long millis = promises == 0 ? IDLE_MILLIS : LOOKOUT_MILLIS;
            idle++;
            try {
                wait(millis);
                idleMillis += millis;
            } catch (InterruptedException nobodyMayInterrupt) {
                idleMillis = 0;
            }
            idle--;
            called = Math.max(0, called - 1);
        }
        Promise<?> future = first;
        first = future.next;
        future.next = null;
        if (first == null) {
            last = null;
        }
        promised.decrementAndGet();
        return future;
    }

    /** Takes this thread off the list, unless a future was promised meanwhile that counts on it. */
    private boolean leave() {
        long left = threads.decrementAndGet();
        if (left < threadsMin && promised.get() > 0) {
            threads.incrementAndGet();
            return false;
        }
        return true;
    }

    private void warnOnce(Executor own, Throwable refused) {
        if (!warned) {
            warned = true;
            Warnings.log(
                    Completions.class,
                    "the executor of the program refused to complete a future; those it refuses are completed without it: "
                            + own.getClass().getName(),
                    refused);
        }
    }

    private void complete(Promise<?> future) {
        Executor own = executor;
        if (own != null) {
            try {
                own.execute(future::complete);
                return;
            } catch (Throwable refused) {
                warnOnce(own, refused);
            }
        }
        for (int i = 0; i < ATTEMPTS_MAX; i++) {
            try {
                future.complete();
                return;
            } catch (OutOfMemoryError fewer) {
                // what depends on the future and has not been told yet is told by the next attempt
                LockSupport.parkNanos(ATTEMPT_PAUSE_NANOS);
            }
        }
    }
}
