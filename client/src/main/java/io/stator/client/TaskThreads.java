package io.stator.client;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads that are started when no other one is free, up to a greatest number, and end when they have nothing to do.
 *
 * <p>What waits for them is not more than the calls that are on their way, which {@link ClientLimits#QUEUED_CALLS} bounds.
 */
final class TaskThreads implements Executor {
    private static final long IDLE_SECONDS = 10;

    private final ThreadPoolExecutor pool;

    TaskThreads(String name, int most) {
        AtomicInteger number = new AtomicInteger();
        Waiting waiting = new Waiting();
        this.pool = new ThreadPoolExecutor(
                0,
                most,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                waiting,
                task -> {
                    Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                },
                (task, full) -> waiting.keep(task));
    }

    @Override
    public void execute(Runnable task) {
        pool.execute(task);
    }

    /** Takes a task at once only when a thread waits for one, so that otherwise a thread is started. */
    private static final class Waiting extends LinkedTransferQueue<Runnable> {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean offer(Runnable task) {
            return tryTransfer(task);
        }

        void keep(Runnable task) {
            super.offer(task);
        }
    }
}
