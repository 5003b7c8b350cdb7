package io.stator.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Stands for {@link java.util.concurrent.ThreadPoolExecutor}. */
public class SimulatedPool extends AbstractExecutorService {
    private final int coreMax;
    private final int max;
    private final long idleNanos;
    private final BlockingQueue<Runnable> queue;
    private final ThreadFactory factory;
    private final Waiters ending = new Waiters();
    private final Waiters idle = new Waiters();
    private final Deque<Runnable> handed = new ArrayDeque<>();
    private final boolean handsOver;
    private boolean coreEnds;
    private boolean shutdown;
    private int threads;

    /** Creates one without threads. */
    public SimulatedPool(
            int coreMax, int max, long idle, TimeUnit unit, BlockingQueue<Runnable> queue, ThreadFactory factory) {
        this.coreMax = coreMax;
        this.max = max;
        this.idleNanos = unit.toNanos(idle);
        this.queue = queue;
        this.handsOver = queue instanceof SynchronousQueue;
        this.factory = factory;
    }

    /** Says whether all threads end that are idle. */
    public void allowCoreThreadTimeOut(boolean ends) {
        coreEnds = ends;
    }

    /** Returns how many threads there are. */
    public int getPoolSize() {
        return threads;
    }

    /** Returns what waits. */
    public BlockingQueue<Runnable> getQueue() {
        return queue;
    }

    /** Takes out what waits. */
    public boolean remove(Runnable waiting) {
        return queue.remove(waiting);
    }

    @Override
    public void execute(Runnable work) {
        Waiters.running().requireAlive();
        if (shutdown) {
            throw new RejectedExecutionException("it is shut down");
        }
        if (threads < coreMax) {
            begin(work);
        } else if (handsOver && handed.size() < idle.size()) {
            handed.add(work);
            idle.wakeOne();
        } else if (queue.offer(work)) {
            idle.wakeOne();
        } else if (threads < max) {
            begin(work);
        } else {
            throw new RejectedExecutionException("there is no room");
        }
    }

    private void begin(Runnable first) {
        Thread thread = factory.newThread(() -> work(first));
        Substitutes.start(thread);
        threads++;
    }

    private void work(Runnable first) {
        try {
            Runnable next = first;
            while (next != null) {
                next.run();
                next = next();
            }
        } finally {
            threads--;
            ending.wakeAll();
        }
    }

    private @Nullable Runnable next() {
        boolean ends = coreEnds || threads > coreMax;
        long end = Waiters.running().world.now() + idleNanos;
        Runnable next = waiting();
        while (next == null && !shutdown) {
            long left = ends ? end - Waiters.running().world.now() : World.FOREVER;
            if (left <= 0) {
                return null;
            }
            idle.await(left);
            next = waiting();
        }
        return next;
    }

    private @Nullable Runnable waiting() {
        Runnable given = handed.poll();
        return given == null ? queue.poll() : given;
    }

    @Override
    public void shutdown() {
        shutdown = true;
        idle.wakeAll();
    }

    @Override
    public List<Runnable> shutdownNow() {
        List<Runnable> left = new ArrayList<>();
        queue.drainTo(left);
        shutdown();
        return left;
    }

    @Override
    public boolean isShutdown() {
        return shutdown;
    }

    @Override
    public boolean isTerminated() {
        return shutdown && threads == 0;
    }

    @Override
    public boolean awaitTermination(long time, TimeUnit unit) throws InterruptedException {
        Task task = Waiters.running();
        long end = task.world.now() + unit.toNanos(time);
        while (!isTerminated()) {
            long left = end - task.world.now();
            if (left <= 0) {
                return false;
            }
            ending.awaitInterruptibly(left);
        }
        return true;
    }
}
