package io.stator.server;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads that work on requests, and those that wait for one. Thread-safe. */
final class Workers {
    private static final long IDLE_SECONDS = 60;

    private final ThreadPoolExecutor executor;

    Workers(int working, int waiting) {
        AtomicInteger number = new AtomicInteger();
        this.executor = new ThreadPoolExecutor(
                working, working, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting), work -> {
                    Thread thread = new Thread(work, "stator-server-work-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
    }

    /** Takes work, and returns whether there is room for it. */
    boolean offer(Runnable work) {
        try {
            executor.execute(work);
            return true;
        } catch (RejectedExecutionException full) {
            return false;
        }
    }

    boolean isFull() {
        return executor.getQueue().remainingCapacity() == 0;
    }

    int working() {
        return executor.getActiveCount();
    }

    int waiting() {
        return executor.getQueue().size();
    }

    /** Interrupts what is left. */
    void stop() {
        executor.shutdownNow();
    }
}
