package io.stator.dynamodb;

import java.time.Duration;
import java.util.Objects;
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

    /** The answer, or the wait before the next attempt, or neither before the first. */
    private record Attempt<A>(
            int number, @Nullable A answer, @Nullable Duration pause, int unreachable) {}

    /** What was answered, and at which attempt. */
    record Answer<A>(A answer, int attempts) {}

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
        return Futures.map(
                Steps.repeat(new Attempt<A>(0, null, null, 0), attempt -> attempt.answer != null, retry::next),
                attempt -> new Answer<>(Objects.requireNonNull(attempt.answer), attempt.number));
    }

    private CompletableFuture<Attempt<A>> next(Attempt<A> last) {
        if (last.pause != null) {
            return rested(last, last.pause);
        }
        CompletableFuture<A> call = steps.call(operation, table, request);
        CompletableFuture<Attempt<A>> next = Futures.linkedTo(call);
        int number = last.number + 1;
        call.whenComplete((answer, failure) -> {
            if (failure == null) {
                next.complete(new Attempt<>(number, answer, null, last.unreachable));
                return;
            }
            Throwable cause = Futures.cause(failure);
            boolean unreachable = cause instanceof DynamoException.Unavailable;
            int times = last.unreachable + (unreachable ? 1 : 0);
            Duration pause = BACKOFF.after(number, steps.random());
            if (isRetryable(cause) && times <= UNREACHABLE_RETRIES_MAX && isBeforeDeadline(pause)) {
                next.complete(new Attempt<>(number, null, pause, times));
            } else {
                next.completeExceptionally(cause);
            }
        });
        return next;
    }

    private CompletableFuture<Attempt<A>> rested(Attempt<A> last, Duration duration) {
        CompletableFuture<@Nullable Void> pause = steps.pause(duration);
        CompletableFuture<Attempt<A>> next = Futures.linkedTo(pause);
        pause.whenComplete((nothing, failure) -> {
            if (failure == null) {
                next.complete(new Attempt<>(last.number, null, null, last.unreachable));
            } else {
                next.completeExceptionally(Futures.cause(failure));
            }
        });
        return next;
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
