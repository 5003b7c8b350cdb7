package io.stator.dynamodb;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls of the blocking client on threads of its own, several at a time. Idle threads end by themselves, so nothing is left behind by
 * a reader that neither reads to the end nor closes.
 */
final class ThreadedSteps implements Steps {
    private static final int IDLE_SECONDS_MAX = 2;

    private final Service service;
    private final ThreadPoolExecutor threads;

    /** Steps for at most so many calls at once. */
    ThreadedSteps(Service service, int callsMax) {
        this.service = service;
        this.threads = new ThreadPoolExecutor(
                callsMax,
                callsMax,
                IDLE_SECONDS_MAX,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(2 * callsMax),
                ThreadedSteps::thread);
        threads.allowCoreThreadTimeOut(true);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "stator-dynamodb-scan");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public <Q, A> CompletableFuture<A> call(Operation<Q, A> operation, @Nullable String table, Supplier<Q> request) {
        try {
            return CompletableFuture.supplyAsync(() -> service.run(operation, table, request), threads);
        } catch (RejectedExecutionException closed) {
            return CompletableFuture.failedFuture(
                    new DynamoException.Closed("the results were closed during the call", closed)
                            .in(operation.name(), table));
        }
    }

    @Override
    public CompletableFuture<@Nullable Void> pause(Duration duration) {
        return service.async().pause(duration);
    }

    @Override
    public long nanoTime() {
        return service.async().nanoTime();
    }

    @Override
    public double random() {
        return service.async().random();
    }

    /** Gives up the calls under way and ends the threads. */
    void close() {
        threads.shutdownNow();
    }
}
