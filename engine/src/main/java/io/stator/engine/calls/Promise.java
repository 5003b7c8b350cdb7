package io.stator.engine.calls;

import io.stator.Anomaly;
import io.stator.TxReport;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The promise of a report. Who waits for it hears from the writer itself; what depends on it runs in a thread of {@link
 * Completions}. So it does not matter to the one what the other does, or whether there is a thread for it.
 */
public final class Promise extends CompletableFuture<TxReport> {
    private static final Anomaly CANCELLED =
            new Anomaly.Interrupted("the transaction was cancelled before it was applied");

    private final Answer answer;

    /** The next one of a queue; belongs to the queue. */
    public @Nullable Promise next;

    public Promise(Answer answer) {
        this.answer = answer;
    }

    /** Completes this future with the answer, and runs what depends on it. */
    void deliver() {
        TxReport report = answer.report();
        if (report != null) {
            super.complete(report);
        } else {
            super.completeExceptionally(Objects.requireNonNull(answer.failure(), "there must be an answer"));
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
    public TxReport join() {
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

    private TxReport joined() {
        Anomaly failure = answer.failure();
        if (failure != null) {
            throw new CompletionException(failure);
        }
        return Objects.requireNonNull(answer.report());
    }

    private TxReport got() throws ExecutionException {
        Anomaly failure = answer.failure();
        if (failure != null) {
            throw new ExecutionException(failure);
        }
        return Objects.requireNonNull(answer.report());
    }

    @Override
    public TxReport get() throws InterruptedException, ExecutionException {
        while (!isDone()) {
            await(null);
        }
        return super.isDone() ? super.get() : got();
    }

    @Override
    public TxReport get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        if (!isDone()) {
            await(unit.toNanos(timeout));
        }
        if (!isDone()) {
            throw new TimeoutException("there is no report yet");
        }
        return super.isDone() ? super.get() : got();
    }

    @Override
    public TxReport getNow(TxReport absent) {
        if (super.isDone() || !answer.isGiven()) {
            return super.getNow(absent);
        }
        return joined();
    }

    /** Returns the report, as {@code Future} of later versions of Java says it. */
    public TxReport resultNow() {
        if (!isDone() || isCompletedExceptionally()) {
            throw new IllegalStateException("there is no report");
        }
        return join();
    }

    /** Returns what the transaction failed with, as {@code Future} of later versions of Java says it. */
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

    /** Cancels this future, and the transaction too unless the writer has it already. */
    @Override
    public boolean cancel(boolean mayInterrupt) {
        if (!super.isDone() && answer.isGiven()) {
            return false;
        }
        boolean cancelled = super.cancel(mayInterrupt);
        answer.withdraw(CANCELLED);
        answer.abandon();
        return cancelled;
    }

    @Override
    public boolean complete(TxReport value) {
        if (answer.isGiven()) {
            return false;
        }
        boolean completed = super.complete(value);
        answer.abandon();
        return completed;
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        if (answer.isGiven()) {
            return false;
        }
        boolean completed = super.completeExceptionally(failure);
        answer.abandon();
        return completed;
    }

    @Override
    public CompletableFuture<TxReport> completeAsync(Supplier<? extends TxReport> supplier) {
        return completeAsync(supplier, defaultExecutor());
    }

    @Override
    public CompletableFuture<TxReport> completeAsync(Supplier<? extends TxReport> supplier, Executor executor) {
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
    public void obtrudeValue(TxReport value) {
        super.obtrudeValue(value);
        answer.abandon();
    }

    @Override
    public void obtrudeException(Throwable failure) {
        super.obtrudeException(failure);
        answer.abandon();
    }
}
