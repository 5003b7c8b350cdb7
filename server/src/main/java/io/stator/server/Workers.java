package io.stator.server;

import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sees to it that no more requests are worked on at once than may be, and that no more wait for it than may. Thread-safe.
 *
 * <p>While few are worked on, whoever brings a request works on it: to hand it over to another thread and to be told of its end would take longer than most requests.
 * Those that had to wait are worked on by threads of this pool, in the order in which they came.
 */
final class Workers {
    private static final long IDLE_SECONDS = 60;

    private final int most;
    private final Semaphore free;
    private final Queue<Runnable> queue;
    private final ThreadPoolExecutor executor;
    private final int waitingMax;

    Workers(int working, int waiting) {
        AtomicInteger number = new AtomicInteger();
        this.most = working;
        this.waitingMax = waiting;
        this.free = new Semaphore(working);
        this.queue = new ArrayBlockingQueue<>(waiting);
        this.executor = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                    Thread thread = new Thread(work, "stator-server-work-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** Does work now or lets it wait, and returns whether there is room for it; when it returns, the work may be over. */
    boolean offer(Runnable work) {
        if (queue.isEmpty() && free.tryAcquire()) {
            try {
                work.run();
            } finally {
                free.release();
                startWaiting();
            }
            return true;
        }
        boolean taken = queue.offer(work);
        startWaiting();
        return taken;
    }

    /** Lets work wait for a thread of this pool, whoever brings it; returns whether there is room for it. */
    boolean offerLater(Runnable work) {
        boolean taken = queue.offer(work);
        startWaiting();
        return taken;
    }

    /** Starts a thread for what waits, as long as there may be one more; there are never more than there is leave for. */
    private void startWaiting() {
        while (!queue.isEmpty() && free.tryAcquire()) {
            try {
                executor.execute(this::workOff);
            } catch (RejectedExecutionException stopped) {
                free.release();
                return;
            }
        }
    }

    private void workOff() {
        try {
            for (Runnable work = queue.poll(); work != null; work = queue.poll()) {
                work.run();
            }
        } finally {
            free.release();
            startWaiting(); // what came after the last look, before the leave was given back
        }
    }

    boolean isFull() {
        return queue.size() >= waitingMax;
    }

    int working() {
        return most - free.availablePermits();
    }

    int waiting() {
        return queue.size();
    }

    /** Interrupts what is left. */
    void stop() {
        executor.shutdownNow();
    }
}
