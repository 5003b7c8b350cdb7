package io.stator.simulation;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** Stands for {@link java.util.concurrent.Executors}. */
public final class SimulatedExecutors {
    private SimulatedExecutors() {}

    /** Returns a pool of one thread. */
    public static ExecutorService newSingleThreadExecutor(ThreadFactory factory) {
        return newFixedThreadPool(1, factory);
    }

    /** Returns a pool of so many threads. */
    public static ExecutorService newFixedThreadPool(int threads, ThreadFactory factory) {
        return new SimulatedPool(threads, threads, 0, TimeUnit.SECONDS, new SimulatedQueue<>(), factory);
    }

    /** Returns a pool of as many threads as are needed. */
    public static ExecutorService newCachedThreadPool(ThreadFactory factory) {
        SimulatedPool pool = new SimulatedPool(
                Integer.MAX_VALUE, Integer.MAX_VALUE, 60, TimeUnit.SECONDS, new SimulatedQueue<>(), factory);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
