package io.stator.spi;

import io.stator.Anomaly;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the asynchronous calls of the API have in common: whatever goes wrong is told by the future.
 *
 * <p>Nothing here waits.
 */
public final class Futures {
    private Futures() {}

    /** Returns the future of a call; one that failed with what was thrown instead of it. Fails with what the call throws if that is no anomaly. */
    public static <T extends @Nullable Object> CompletableFuture<T> of(Supplier<CompletableFuture<T>> call) {
        try {
            return call.get();
        } catch (Anomaly refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    /**
     * Returns the future of what a function makes of another one's value. It fails with the same exceptions, not wrapped, and to
     * cancel it cancels the other one.
     */
    public static <A extends @Nullable Object, B extends @Nullable Object> CompletableFuture<B> map(
            CompletableFuture<A> future, Function<? super A, ? extends B> function) {
        Chained<B> mapped = new Chained<>(future);
        future.whenComplete((value, failure) -> {
            if (failure != null) {
                mapped.completeExceptionally(failure);
                return;
            }
            try {
                mapped.complete(function.apply(value));
            } catch (Throwable thrown) {
                mapped.completeExceptionally(thrown);
            }
        });
        return mapped;
    }

    /**
     * Returns the future of a call that begins with what another one returned. It fails with the same exceptions as either of them, not
     * wrapped, and to cancel it cancels the one that is on its way.
     */
    public static <A extends @Nullable Object, B extends @Nullable Object> CompletableFuture<B> then(
            CompletableFuture<A> first, Function<? super A, ? extends CompletableFuture<B>> next) {
        Chained<B> chained = new Chained<>(first);
        first.whenComplete((value, failure) -> {
            if (failure != null) {
                chained.completeExceptionally(failure);
                return;
            }
            try {
                chained.follow(next.apply(value));
            } catch (Throwable thrown) {
                chained.completeExceptionally(thrown);
            }
        });
        return chained;
    }

    /** A future that is made of others: to cancel it cancels the one it waits for. */
    private static final class Chained<B extends @Nullable Object> extends CompletableFuture<B> {
        private volatile CompletableFuture<?> onItsWay;

        Chained(CompletableFuture<?> first) {
            this.onItsWay = first;
        }

        void follow(CompletableFuture<B> next) {
            onItsWay = next;
            if (isCancelled()) {
                next.cancel(true);
            }
            next.whenComplete((value, failure) -> {
                if (failure != null) {
                    completeExceptionally(failure);
                } else {
                    complete(value);
                }
            });
        }

        @Override
        public boolean cancel(boolean mayInterrupt) {
            boolean cancelled = super.cancel(mayInterrupt);
            onItsWay.cancel(mayInterrupt);
            return cancelled;
        }
    }
}
