package io.stator.engine.calls;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The future of what a function makes of another one's value. It fails with the same exceptions, not wrapped; to cancel it cancels the
 * other one.
 *
 * @param <A> what the other one returns
 * @param <B> what this one returns
 */
public final class Derived<A extends @Nullable Object, B extends @Nullable Object> extends CompletableFuture<B> {
    private final Function<? super A, ? extends B> function;
    private final @Nullable Function<Throwable, ? extends B> ofFailure;
    private volatile @Nullable CompletableFuture<?> source;

    /** Creates one. */
    public Derived(Function<? super A, ? extends B> function) {
        this(function, null);
    }

    /**
     * Creates one.
     *
     * @param ofFailure makes something of a failure of the other one; null when it is that of this one
     */
    public Derived(Function<? super A, ? extends B> function, @Nullable Function<Throwable, ? extends B> ofFailure) {
        this.function = function;
        this.ofFailure = ofFailure;
    }

    /** Says which future is cancelled with this one. */
    public void comesFrom(CompletableFuture<?> other) {
        source = other;
        if (isCancelled()) {
            other.cancel(true);
        }
    }

    /** Hears what became of the other one. */
    @SuppressWarnings("NullAway") // a value is null only where it may be
    public void hear(@Nullable A value, @Nullable Throwable failure) {
        Function<Throwable, ? extends B> told = ofFailure;
        if (failure != null && told == null) {
            completeExceptionally(failure);
            return;
        }
        try {
            complete(failure != null && told != null ? told.apply(failure) : function.apply(value));
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
