package io.stator.dynamodb;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How something that takes several calls makes them: an algorithm written once over it runs blocking or asynchronously.
 *
 * <p>In the blocking form every future is complete when it is returned, and all work happens on the calling thread.
 */
interface Steps {
    /** Calls the service; never throws, failures are in the future. */
    <Q, A> CompletableFuture<A> call(Operation<Q, A> operation, @Nullable String table, Supplier<Q> request);

    /** Returns a future that completes after a while, or fails when the client is closed meanwhile. */
    CompletableFuture<@Nullable Void> pause(Duration duration);

    /** Returns the monotonic clock, in nanoseconds. */
    long nanoTime();

    /** Returns a random number from 0 (inclusive) to 1 (exclusive). */
    double random();

    /**
     * Takes steps from a state to the next until one is done, and returns that one. Steps that are complete at once are taken
     * in a loop, so any number of them needs no stack.
     */
    static <S> CompletableFuture<S> repeat(
            S start, Predicate<? super S> done, Function<? super S, CompletableFuture<S>> step) {
        return StepsRepetition.of(start, done, step);
    }
}
