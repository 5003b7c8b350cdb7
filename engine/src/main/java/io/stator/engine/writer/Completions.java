package io.stator.engine.writer;

import io.stator.Anomaly;
import io.stator.Limit;
import io.stator.SystemConfig;
import io.stator.engine.durable.Warnings;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The threads in which futures of a system are completed, and what depends on them runs. Thread-safe.
 *
 * <p>A future waits for a thread only when all are taken by what depends on others; a thread is started as long as there
 * are fewer than {@link Limit#COMPLETION_THREADS}. Futures that may come to wait are counted when they are promised, and
 * no more than {@link Limit#QUEUED_COMPLETIONS} are: so handing over one that was promised never waits, never fails, and
 * needs no memory.
 */
public final class Completions {
    /** How long a thread without work stays. */
    private static final long IDLE_MILLIS = 2_000;

    /** How often a completion is tried that memory runs out for, and how long is waited in between. */
    private static final int ATTEMPTS_MAX = 100;

    private static final long ATTEMPT_PAUSE_NANOS = 10_000_000;

    private final String name;
    private final long threadsMax;
    private final long promisesMax;
    private final @Nullable Executor executor;
    private long promised;
    private long queued;
    private long idle;
    private long threads;
    private long started;
    private @Nullable ReportFuture first;
    private @Nullable ReportFuture last;
    private volatile boolean warned;

    /**
     * Creates them, without a thread.
     *
     * @param name what the names of the threads begin with
     */
    public Completions(String name, SystemConfig config) {
        this.name = name;
        this.threadsMax = config.limit(Limit.COMPLETION_THREADS);
        this.promisesMax = config.limit(Limit.QUEUED_COMPLETIONS);
        this.executor = config.completionExecutor().orElse(null);
    }

    /**
     * Makes room for a future that will be handed over.
     *
     * @throws Anomaly.Busy when there is none
     */
    synchronized void promise() {
        if (promised >= promisesMax) {
            throw new Anomaly.Busy("the futures of " + promised + " transactions wait to be completed (limit "
                    + Limit.QUEUED_COMPLETIONS.key() + "), because what depends on others holds " + threads
                    + " threads (limit "
                    + Limit.COMPLETION_THREADS.key() + "): retry after a pause, and let no continuation wait");
        }
        if (threads == 0) {
            startThread();
        }
        promised++;
    }

    /** Gives back the room of a future that will not be handed over. */
    synchronized void forget() {
        promised--;
    }

    private void startThread() {
        Thread thread = new Thread(this::work, name + "-" + (started + 1));
        thread.setDaemon(true);
        thread.start();
        started++;
        threads++;
    }

    /** Completes a promised future that has its answer, in a thread of its own. */
    synchronized void deliver(ReportFuture future) {
        if (last == null) {
            first = future;
        } else {
            last.next = future;
        }
        last = future;
        queued++;
        if (queued > idle && threads < threadsMax) {
            try {
                startThread();
            } catch (Throwable noThreadNow) {
                notifyAll(); // there is one already, which comes to it
            }
        } else {
            notifyAll();
        }
    }

    private void work() {
        ReportFuture future = take();
        while (future != null) {
            try {
                complete(future);
            } catch (Throwable nobodyElseMayMissAThreadForIt) {
                LockSupport.parkNanos(ATTEMPT_PAUSE_NANOS);
            }
            Thread.interrupted(); // what depends on a future may have interrupted the thread
            future = take();
        }
    }

    /** Returns the future that waits longest, or null when this thread is not needed any more. */
    private synchronized @Nullable ReportFuture take() {
        idle++;
        boolean waited = false;
        while (first == null) {
            if (waited && (threads > 1 || promised == 0)) {
                idle--;
                threads--;
                return null;
            }
            try {
                wait(IDLE_MILLIS);
                waited = true;
            } catch (InterruptedException nobodyMayInterrupt) {
                waited = false;
            }
        }
        idle--;
        ReportFuture future = first;
        first = future.next;
        future.next = null;
        if (first == null) {
            last = null;
        }
        queued--;
        promised--;
        return future;
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

    private void complete(ReportFuture future) {
        Executor own = executor;
        if (own != null) {
            try {
                own.execute(future::deliver);
                return;
            } catch (Throwable refused) {
                warnOnce(own, refused);
            }
        }
        for (int i = 0; i < ATTEMPTS_MAX; i++) {
            try {
                future.deliver();
                return;
            } catch (OutOfMemoryError fewer) {
                // what depends on the future and has not been told yet is told by the next attempt
                LockSupport.parkNanos(ATTEMPT_PAUSE_NANOS);
            }
        }
    }
}
