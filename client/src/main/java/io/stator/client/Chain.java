package io.stator.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A future that is made of others: to cancel it cancels the one it waits for. */
final class Chain<T> extends CompletableFuture<T> {
    private volatile @Nullable CompletableFuture<?> source;

    private Chain() {}

    private void waitFor(CompletableFuture<?> other) {
        source = other;
        if (isDone()) {
            other.cancel(true);
        }
    }

    /** Returns the future of what another one becomes. */
    static <A, B> CompletableFuture<B> then(
            CompletableFuture<A> first, Function<? super A, ? extends CompletableFuture<B>> next) {
        Chain<B> chain = new Chain<>();
        chain.waitFor(first);
        first.whenComplete((value, failure) -> {
            if (failure != null) {
                chain.completeExceptionally(Failures.unwrapped(failure));
                return;
            }
            try {
                CompletableFuture<B> second = next.apply(value);
                chain.waitFor(second);
                second.whenComplete(chain::hear);
            } catch (Throwable thrown) {
                chain.completeExceptionally(thrown);
            }
        });
        return chain;
    }

    /** Returns the future of what a function, which must be quick, makes of another one. */
    static <A, B> CompletableFuture<B> map(CompletableFuture<A> first, Function<? super A, ? extends B> function) {
        Chain<B> chain = new Chain<>();
        chain.waitFor(first);
        first.whenComplete((value, failure) -> chain.hear(value, failure, function));
        return chain;
    }

    /** As {@link #map}, for a function of a program and what depends on the future: they run in threads that are there for that. */
    static <A, B> CompletableFuture<B> handed(
            CompletableFuture<A> first, Function<? super A, ? extends B> function, Executor threads) {
        Chain<B> chain = new Chain<>();
        chain.waitFor(first);
        first.whenComplete((value, failure) -> {
            if (!chain.isDone()) {
                threads.execute(() -> chain.hear(value, failure, function));
            }
        });
        return chain;
    }

    private void hear(@Nullable T value, @Nullable Throwable failure) {
        hear(value, failure, itself -> itself);
    }

    @SuppressWarnings("NullAway") // a value is null only where it may be
    private <A> void hear(@Nullable A value, @Nullable Throwable failure, Function<? super A, ? extends T> function) {
        if (failure != null) {
            completeExceptionally(Failures.unwrapped(failure));
            return;
        }
        try {
            complete(function.apply(value));
        } catch (Throwable thrown) {
            completeExceptionally(thrown);
        }
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
        boolean cancelled = super.cancel(mayInterrupt);
        CompletableFuture<?> other = source;
        if (other != null) {
            other.cancel(mayInterrupt);
        }
        return cancelled;
    }
}
