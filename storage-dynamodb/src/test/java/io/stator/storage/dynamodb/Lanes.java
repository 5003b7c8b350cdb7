package io.stator.storage.dynamodb;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does parts of a test side by side, each in a thread of its own. */
final class Lanes {
    /** A part of a test, by its number. */
    @FunctionalInterface
    interface Lane {
        void run(int lane) throws Exception;
    }

    private Lanes() {}

    /** Runs so many parts; the failure of one fails the test when all have ended. */
    static void run(int lanes, Lane lane) {
        ExecutorService threads = Executors.newFixedThreadPool(lanes);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < lanes; i++) {
                int number = i;
                running.add(threads.submit(() -> {
                    lane.run(number);
                    return null;
                }));
            }
            Throwable first = null;
            for (Future<?> each : running) {
                Throwable failure = failure(each);
                if (first == null) {
                    first = failure;
                } else if (failure != null) {
                    first.addSuppressed(failure);
                }
            }
            rethrow(first);
        } finally {
            threads.shutdownNow();
        }
    }

    private static Throwable failure(Future<?> running) {
        try {
            running.get();
            return null;
        } catch (ExecutionException failed) {
            return failed.getCause();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return interrupted;
        }
    }

    private static void rethrow(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure != null) {
            throw new CompletionException(failure);
        }
    }
}
