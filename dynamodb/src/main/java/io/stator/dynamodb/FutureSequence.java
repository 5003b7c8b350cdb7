package io.stator.dynamodb;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One future after another: failures are never wrapped, and cancelling reaches the one that is under way. */
final class FutureSequence<A extends @Nullable Object, B extends @Nullable Object> extends CompletableFuture<B> {
    private volatile CompletableFuture<?> current;

    private FutureSequence(CompletableFuture<A> first) {
        this.current = first;
    }

    /** Returns the future that the value of the first leads to. */
    static <A extends @Nullable Object, B extends @Nullable Object> CompletableFuture<B> then(
            CompletableFuture<A> first, Function<? super A, CompletableFuture<B>> next) {
        return then(first, next, CompletableFuture::failedFuture);
    }

    /** Returns the future that the value or the failure of the first leads to. */
    static <A extends @Nullable Object, B extends @Nullable Object> CompletableFuture<B> then(
            CompletableFuture<A> first,
            Function<? super A, CompletableFuture<B>> next,
            Function<Throwable, CompletableFuture<B>> onFailure) {
        FutureSequence<A, B> result = new FutureSequence<>(first);
        first.whenComplete((value, failure) ->
                result.go(() -> failure == null ? next.apply(value) : onFailure.apply(Futures.cause(failure))));
        return result;
    }

    private void go(Supplier<CompletableFuture<B>> next) {
        try {
            CompletableFuture<B> second = next.get();
            current = second;
            if (isCancelled()) {
                second.cancel(true);
            }
            second.whenComplete(this::end);
        } catch (RuntimeException | Error failure) {
            completeExceptionally(failure);
        }
    }

    private void end(@Nullable B value, @Nullable Throwable failure) {
        if (failure == null) {
            complete(value);
        } else {
            completeExceptionally(Futures.cause(failure));
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        if (cancelled) {
            current.cancel(mayInterruptIfRunning);
        }
        return cancelled;
    }
}
