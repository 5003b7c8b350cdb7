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
        Mapped<A, B> mapped = new Mapped<>(future);
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

    private static final class Mapped<A extends @Nullable Object, B extends @Nullable Object>
            extends CompletableFuture<B> {
        private final CompletableFuture<A> source;

        Mapped(CompletableFuture<A> source) {
            this.source = source;
        }

        @Override
        public boolean cancel(boolean mayInterrupt) {
            boolean cancelled = super.cancel(mayInterrupt);
            source.cancel(mayInterrupt);
            return cancelled;
        }
    }
}
