package io.stator.dynamodb;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;

/** Steps from state to state that come one after the other. */
final class StepsRepetition<S> extends CompletableFuture<S> {
    private final Predicate<? super S> done;
    private final Function<? super S, CompletableFuture<S>> step;
    private volatile CompletableFuture<S> current;

    private StepsRepetition(S start, Predicate<? super S> done, Function<? super S, CompletableFuture<S>> step) {
        this.done = done;
        this.step = step;
        this.current = CompletableFuture.completedFuture(start);
    }

    static <S> CompletableFuture<S> of(
            S start, Predicate<? super S> done, Function<? super S, CompletableFuture<S>> step) {
        StepsRepetition<S> repetition = new StepsRepetition<>(start, done, step);
        repetition.advance(start);
        return repetition;
    }

    private void advance(S start) {
        S state = start;
        try {
            while (!isDone()) {
                if (done.test(state)) {
                    complete(state);
                    return;
                }
                CompletableFuture<S> next = step.apply(state);
                current = next;
                if (isCancelled()) {
                    next.cancel(true);
                    return;
                }
                if (!next.isDone()) {
                    next.whenComplete(this::resume);
                    return;
                }
                state = Futures.join(next);
            }
        } catch (RuntimeException | Error failure) {
            completeExceptionally(failure);
        }
    }

    private void resume(S state, Throwable failure) {
        if (failure != null) {
            completeExceptionally(Futures.cause(failure));
        } else {
            advance(state);
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
