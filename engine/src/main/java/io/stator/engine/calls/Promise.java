package io.stator.engine.calls;

import io.stator.Anomaly;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The future of a call. Who waits for it hears from whoever answers the call; what depends on it runs in a thread of {@link
 * Completions}. So it does not matter to the one what the other does, or whether there is a thread for it.
 *
 * @param <T> the type of what is returned
 */
public final class Promise<T extends @Nullable Object> extends CompletableFuture<T> {
    private final Answer<T> answer;
    private final Completions completions;
    private final Anomaly cancelled;
    private @Nullable Runnable whenGivenUp;
    private @Nullable Future<?> alarm;
    private boolean delivered;

    /** The next one of a queue; belongs to the queue. */
    @Nullable
    Promise<?> next;

    /**
     * Creates one, for which there must be room in what completes it.
     *
     * @param cancelled the answer of a call that is cancelled in time
     */
    public Promise(Answer<T> answer, Completions completions, Anomaly cancelled) {
        this.answer = answer;
        this.completions = completions;
        this.cancelled = cancelled;
    }

    /** Says what is to be done when nobody waits any more; before anybody else knows this promise. */
    public void whenGivenUp(Runnable action) {
        whenGivenUp = action;
    }

    /** Says what is to be put off once there is an answer; before anybody else knows this promise. */
    public void ring(Future<?> set) {
        alarm = set;
    }

    /** Has this future completed, once there is an answer; does so once, its place among those that wait for that is free then. */
    public void deliver() {
        if (isFirst()) {
            completions.deliver(this, this);
        }
    }

    /** Puts the alarm off; returns whether nobody has done so before: who is told so has the future completed. */
    boolean isFirst() {
        Future<?> set;
        synchronized (this) {
            if (delivered) {
                return false;
            }
            delivered = true;
            set = alarm;
            alarm = null;
            whenGivenUp = null;
        }
        if (set != null) {
            set.cancel(false);
        }
        return true;
    }

    /** Makes this a promise that nobody was given. */
    public void takeBack() {
        if (isFirst()) {
            completions.forget();
        }
    }

    Completions completions() {
        return completions;
    }

    /** Completes this future with the answer, and runs what depends on it. */
    void complete() {
        Throwable failure = answer.failure();
        if (failure != null) {
            super.completeExceptionally(failure);
        } else {
            super.complete(answer.value());
        }
    }

    private void giveUp() {
        answer.abandon();
        Runnable action;
        synchronized (this) {
            action = whenGivenUp;
        }
        if (action != null) {
            action.run();
        }
    }

    @Override
    public boolean isDone() {
        return answer.isGiven() || super.isDone();
    }

    @Override
    public boolean isCompletedExceptionally() {
        return super.isDone() ? super.isCompletedExceptionally() : answer.failure() != null;
    }

    @Override
    public T join() {
        boolean interrupted = false;
        while (!isDone()) {
            try {
                await(null);
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return super.isDone() ? super.join() : joined();
    }

    private void await(@Nullable Long nanos) throws InterruptedException {
        answer.new Wait(System::nanoTime, nanos).await();
    }

    @SuppressWarnings("NullAway") // a value is null only where it may be
    private T joined() {
        Throwable failure = answer.failure();
        if (failure != null) {
            throw new CompletionException(failure);
        }
        return answer.value();
    }

    @SuppressWarnings("NullAway") // a value is null only where it may be
    private T got() throws ExecutionException {
        Throwable failure = answer.failure();
        if (failure != null) {
            throw new ExecutionException(failure);
        }
        return answer.value();
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        while (!isDone()) {
            await(null);
        }
        return super.isDone() ? super.get() : got();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        if (!isDone()) {
            await(unit.toNanos(timeout));
        }
        if (!isDone()) {
            throw new TimeoutException("there is no result yet");
        }
        return super.isDone() ? super.get() : got();
    }

    @Override
    public T getNow(T absent) {
        if (super.isDone() || !answer.isGiven()) {
            return super.getNow(absent);
        }
        return joined();
    }

    /** Returns the result, as {@code Future} of later versions of Java says it. */
    public T resultNow() {
        if (!isDone() || isCompletedExceptionally()) {
            throw new IllegalStateException("there is no result");
        }
        return join();
    }

    /** Returns what the call failed with, as {@code Future} of later versions of Java says it. */
    public Throwable exceptionNow() {
        if (!isDone() || !isCompletedExceptionally() || isCancelled()) {
            throw new IllegalStateException("there is no exception");
        }
        try {
            join();
        } catch (CompletionException failed) {
            return Objects.requireNonNullElse(failed.getCause(), failed);
        }
        throw new IllegalStateException("there is no exception");
    }

    /** Cancels this future, and the call too unless it is being put into effect already. */
    @Override
    public boolean cancel(boolean mayInterrupt) {
        if (!super.isDone() && answer.isGiven()) {
            return false;
        }
        boolean cancelled = super.cancel(mayInterrupt);
        answer.withdraw(this.cancelled);
        giveUp();
        return cancelled;
    }

    @Override
    public boolean complete(T value) {
        if (answer.isGiven()) {
            return false;
        }
        boolean completed = super.complete(value);
        giveUp();
        return completed;
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        if (answer.isGiven()) {
            return false;
        }
        boolean completed = super.completeExceptionally(failure);
        giveUp();
        return completed;
    }

    @Override
    public CompletableFuture<T> completeAsync(Supplier<? extends T> supplier) {
        return completeAsync(supplier, defaultExecutor());
    }

    @Override
    public CompletableFuture<T> completeAsync(Supplier<? extends T> supplier, Executor executor) {
        executor.execute(() -> {
            try {
                complete(supplier.get());
            } catch (Throwable failure) {
                completeExceptionally(failure);
            }
        });
        return this;
    }

    @Override
    public void obtrudeValue(T value) {
        super.obtrudeValue(value);
        giveUp();
    }

    @Override
    public void obtrudeException(Throwable failure) {
        super.obtrudeException(failure);
        giveUp();
    }
}
