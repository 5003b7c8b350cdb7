package io.stator.dynamodb;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What {@link CompletableFuture} leaves open: unwrapped failures, and cancelling that reaches the request. */
final class Futures {
    private Futures() {}

    /** Waits for a future and returns its value, or throws what it failed with, never wrapped. */
    static <T extends @Nullable Object> T join(CompletableFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException failure) {
            throw unchecked(cause(failure));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            future.cancel(true);
            throw new DynamoException.Interrupted("interrupted while waiting for an answer", interrupted);
        }
    }

    /** Returns the future of a call; one that failed with what was thrown instead of it. */
    static <R> CompletableFuture<R> started(Supplier<CompletableFuture<R>> call) {
        try {
            return call.get();
        } catch (RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    /** Returns what really failed, without the wrappers that futures put around it. */
    static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** Returns a failure as something that can be thrown. */
    static RuntimeException unchecked(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException runtime
                ? runtime
                : new DynamoException.Fault("the call failed: " + failure.getMessage(), failure);
    }

    /**
     * Returns a future of a function of this future's value. A failure passes through {@code onFailure} first; cancelling the
     * returned future cancels the given one.
     */
    static <A extends @Nullable Object, T extends @Nullable Object> CompletableFuture<T> mapped(
            CompletableFuture<A> source,
            Function<? super A, ? extends T> function,
            Function<Throwable, Throwable> onFailure) {
        CompletableFuture<T> result = new Linked<>(source);
        source.whenComplete((value, failure) -> {
            if (failure != null) {
                result.completeExceptionally(onFailure.apply(cause(failure)));
                return;
            }
            try {
                result.complete(function.apply(value));
            } catch (RuntimeException | Error mappingFailure) {
                result.completeExceptionally(onFailure.apply(mappingFailure));
            }
        });
        return result;
    }

    /** Returns a future of a function of this future's value; cancelling it cancels the given one. */
    static <A extends @Nullable Object, T extends @Nullable Object> CompletableFuture<T> map(
            CompletableFuture<A> source, Function<? super A, ? extends T> function) {
        return mapped(source, function, Function.identity());
    }

    /** Returns a future that another one works for: cancelling it cancels that one too. */
    static <T extends @Nullable Object> CompletableFuture<T> linkedTo(CompletableFuture<?> source) {
        return new Linked<>(source);
    }

    private static final class Linked<T extends @Nullable Object> extends CompletableFuture<T> {
        private final CompletableFuture<?> source;

        Linked(CompletableFuture<?> source) {
            this.source = source;
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            boolean cancelled = super.cancel(mayInterruptIfRunning);
            if (cancelled) {
                source.cancel(mayInterruptIfRunning);
            }
            return cancelled;
        }
    }

    /** Returns whether a failure is the cancelling of a future. */
    static boolean isCancellation(@Nullable Throwable failure) {
        return failure != null && cause(failure) instanceof CancellationException;
    }
}
