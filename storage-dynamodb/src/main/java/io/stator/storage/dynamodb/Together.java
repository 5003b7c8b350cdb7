package io.stator.storage.dynamodb;

import io.stator.engine.storage.CallersTime;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Does several things at a time: the thread that asks for them does some itself, and others help as far as there are any that are free, so
 * that nothing waits in a queue. Thread-safe.
 */
final class Together {
    /** How many calls of one storage are made at a time for the same purpose, such as to put the segments of a merging. */
    static final int PARALLEL_CALLS_MAX = 16;

    private static final long IDLE_SECONDS = 5;

    private final @Nullable ThreadPoolExecutor helpers;

    /** Creates one that does at most so many things at a time. */
    Together(int parallelMax) {
        this.helpers = parallelMax < 2
                ? null
                : new ThreadPoolExecutor(
                        0, parallelMax - 1, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                            Thread thread = new Thread(task, "stator-dynamodb");
                            thread.setDaemon(true);
                            return thread;
                        });
    }

    /** What is to be done, and how far it is. */
    private static final class Work<T> {
        private final List<T> all;
        private final Consumer<T> body;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

        Work(List<T> all, Consumer<T> body) {
            this.all = all;
            this.body = body;
        }

        /** Does one thing after the other, until none is left or one failed. */
        void run() {
            try {
                for (int i = next.getAndIncrement(); i < all.size() && failure.get() == null; ) {
                    body.accept(all.get(i));
                    i = next.getAndIncrement();
                }
            } catch (Throwable thrown) {
                if (!failure.compareAndSet(null, thrown)) {
                    Throwable first = failure.get();
                    if (first != null && first != thrown) {
                        first.addSuppressed(thrown);
                    }
                }
            }
        }
    }

    /** Does something with each of some, and returns when all is done; what fails first is thrown once nothing more is on its way. */
    <T> void each(List<T> all, Consumer<T> body) {
        Work<T> work = new Work<>(all, body);
        Semaphore ended = new Semaphore(0);
        int helping = help(work, all.size() - 1, ended);
        work.run();
        ended.acquireUninterruptibly(helping);
        Throwable failure = work.failure.get();
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
    }

    /** Has free threads help, and returns how many do; the time of who waits for this one is theirs. */
    private int help(Work<?> work, int wanted, Semaphore ended) {
        LongSupplier left = CallersTime.left();
        Runnable task = () -> {
            try {
                work.run();
            } finally {
                ended.release();
            }
        };
        int helping = 0;
        try {
            while (helpers != null && helping < wanted) {
                helpers.execute(left == null ? task : () -> inTime(left, task));
                helping++;
            }
        } catch (RejectedExecutionException noneIsFree) {
            return helping;
        } catch (OutOfMemoryError noThreadNow) {
            return helping;
        }
        return helping;
    }

    private static void inTime(LongSupplier left, Runnable task) {
        boolean unused = CallersTime.within(left, () -> {
            task.run();
            return true;
        });
    }

    /** Ends the threads when they have done what they are doing. */
    void close() {
        if (helpers != null) {
            helpers.shutdown();
        }
    }
}
