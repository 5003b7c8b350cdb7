package io.stator.dynamodb;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One call that is tried again, with full jitter and until a deadline, as long as it fails with something that may be gone later.
 *
 * <p>For calls that can be repeated without harm: reads, and writes with an idempotency token.
 */
final class Retry<Q, A> {
    /** The waits between attempts. */
    static final Backoff BACKOFF = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(2));

    /** How often a service that cannot be reached is asked again, after all retries of the SDK. */
    static final int UNREACHABLE_RETRIES_MAX = 2;

    private final Steps steps;
    private final Operation<Q, A> operation;
    private final @Nullable String table;
    private final Supplier<Q> request;
    private final long startNanos;
    private final long timeoutNanos;

    /** Where a call that is tried again stands. */
    private sealed interface Attempt<A> {
        /** Returns where it stands after the next step. */
        CompletableFuture<Attempt<A>> next(Retry<?, A> retry);
    }

    /** Calling for the first time or again, after so many calls, so many of which reached nobody. */
    private record Calling<A>(int calls, int unreachable) implements Attempt<A> {
        @Override
        public CompletableFuture<Attempt<A>> next(Retry<?, A> retry) {
            return retry.called(this);
        }
    }

    /** Waiting until it is called again. */
    private record Pausing<A>(Calling<A> again, Duration pause) implements Attempt<A> {
        @Override
        public CompletableFuture<Attempt<A>> next(Retry<?, A> retry) {
            return FutureSequence.then(retry.steps.pause(pause), nothing -> CompletableFuture.completedFuture(again));
        }
    }

    /** What was answered, and at which attempt. */
    record Answer<A>(A answer, int attempts) implements Attempt<A> {
        @Override
        public CompletableFuture<Attempt<A>> next(Retry<?, A> retry) {
            return CompletableFuture.completedFuture(this);
        }
    }

    private Retry(
            Steps steps, Operation<Q, A> operation, @Nullable String table, Supplier<Q> request, Duration timeout) {
        this.steps = steps;
        this.operation = operation;
        this.table = table;
        this.request = request;
        this.startNanos = steps.nanoTime();
        this.timeoutNanos = timeout.toNanos();
    }

    /** Makes the call; the failure of the last attempt is in the future. */
    static <Q, A> CompletableFuture<Answer<A>> call(
            Steps steps, Operation<Q, A> operation, @Nullable String table, Supplier<Q> request, Duration timeout) {
        Retry<Q, A> retry = new Retry<>(steps, operation, table, request, timeout);
        Attempt<A> first = new Calling<>(0, 0);
        return Futures.map(
                Steps.repeat(first, attempt -> attempt instanceof Answer, attempt -> attempt.next(retry)),
                attempt -> (Answer<A>) attempt);
    }

    private CompletableFuture<Attempt<A>> called(Calling<A> calling) {
        int calls = calling.calls + 1;
        return FutureSequence.then(
                steps.call(operation, table, request),
                answer -> CompletableFuture.completedFuture(new Answer<>(answer, calls)),
                failure -> failed(failure, calls, calling.unreachable));
    }

    private CompletableFuture<Attempt<A>> failed(Throwable failure, int calls, int unreachableBefore) {
        int unreachable = unreachableBefore + (failure instanceof DynamoException.Unavailable ? 1 : 0);
        Duration pause = BACKOFF.after(calls, steps.random());
        return isRetryable(failure) && unreachable <= UNREACHABLE_RETRIES_MAX && isBeforeDeadline(pause)
                ? CompletableFuture.completedFuture(new Pausing<>(new Calling<>(calls, unreachable), pause))
                : CompletableFuture.failedFuture(failure);
    }

    private boolean isBeforeDeadline(Duration pause) {
        return steps.nanoTime() - startNanos + pause.toNanos() < timeoutNanos;
    }

    private static boolean isRetryable(Throwable failure) {
        return failure instanceof DynamoException known
                && known.isRetryable()
                && !(failure instanceof DynamoException.TimedOut);
    }
}
