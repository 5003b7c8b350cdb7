package io.stator.engine.calls;

import io.stator.Anomaly;
import io.stator.Limit;
import io.stator.SystemConfig;
import io.stator.engine.database.Deadline;
import io.stator.spi.Require;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Threads for calls of one kind: what is computed, or what waits for storage. Thread-safe.
 *
 * <p>There are at most {@link Limit#ASYNC_THREADS} of them, started when they are needed; {@link Limit#QUEUED_CALLS} calls may wait for
 * one, the next is tried again some times, after pauses for which an asynchronous call needs no thread, and then refused as busy. A call that is cancelled, or whose time is over, is answered at once and leaves the queue; if it is
 * being done it is told to stop by its deadline, at the next look. No code of a program that waits for the answer runs here.
 */
public final class Lane {
    private static final Anomaly CANCELLED = new Anomaly.Interrupted("the call was cancelled");
    private static final long IDLE_SECONDS = 2;

    /**
     * What a call does.
     *
     * @param <T> the type of what is returned
     */
    public interface Work<T extends @Nullable Object> {
        /** Does it; throws what the deadline throws. */
        T run(Deadline deadline);
    }

    private final String name;
    private final long queuedMax;
    private final Completions completions;
    private final Alarms alarms;
    private final LongSupplier nanoClock;
    private final ThreadPoolExecutor threads;
    private final Repeats repeats;

    /** Creates one without threads. */
    public Lane(String name, SystemConfig limits, Completions completions, Alarms alarms, LongSupplier nanoClock) {
        this.name = name;
        this.queuedMax = limits.limit(Limit.QUEUED_CALLS);
        this.completions = completions;
        this.alarms = alarms;
        this.nanoClock = nanoClock;
        this.repeats = Repeats.STANDARD;
        AtomicInteger started = new AtomicInteger();
        int threadsMax = (int) limits.limit(Limit.ASYNC_THREADS);
        this.threads = new ThreadPoolExecutor(
                threadsMax,
                threadsMax,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>((int) queuedMax),
                task -> new LaneThread(threads(), task, name + "-" + started.incrementAndGet()));
        threads.allowCoreThreadTimeOut(true);
    }

    private Lane(Lane shared, Repeats repeats) {
        this.name = shared.name;
        this.queuedMax = shared.queuedMax;
        this.completions = shared.completions;
        this.alarms = shared.alarms;
        this.nanoClock = shared.nanoClock;
        this.threads = shared.threads;
        this.repeats = repeats;
    }

    /** Returns one with the same threads, in which what finds no room is tried again so often. */
    public Lane with(Repeats other) {
        return new Lane(this, other);
    }

    private ThreadPoolExecutor threads() {
        return threads;
    }

    private static final class LaneThread extends Thread {
        private final ThreadPoolExecutor pool;

        LaneThread(ThreadPoolExecutor pool, Runnable task, String name) {
            super(task, name);
            this.pool = pool;
            setDaemon(true);
        }
    }

    /** A call on its way. */
    private final class Call<T extends @Nullable Object> implements Runnable {
        private final Answer<T> answer = new Answer<>();
        private final Deadline deadline;
        private volatile @Nullable Work<T> work;
        private @Nullable Promise<T> promise;
        private volatile @Nullable Future<?> pause;

        Call(Work<T> work, @Nullable Duration timeout) {
            this.work = work;
            LongSupplier clock = () -> {
                if (answer.isGiven()) {
                    throw CANCELLED;
                }
                return nanoClock.getAsLong();
            };
            this.deadline = timeout == null ? Deadline.endless(clock) : Deadline.after(timeout, clock);
        }

        @Override
        public void run() {
            Work<T> todo = work;
            try {
                if (todo != null && !answer.isGiven()) {
                    answer.succeed(Waiting.until(deadline, () -> todo.run(deadline)));
                }
            } catch (Throwable thrown) {
                answer.fail(CallFailures.of(thrown));
            } finally {
                work = null;
                Thread.interrupted(); // code that was called may have interrupted the thread
                deliver();
            }
        }

        /** Ends the call early: gives an answer unless there is one, and lets go of everything. */
        void stop(Anomaly reason) {
            answer.fail(reason);
            work = null;
            threads.remove(this);
            Future<?> paused = pause;
            if (paused != null) {
                paused.cancel(false);
            }
            deliver();
        }

        /** Looks for a place after a pause; never waits, never throws. */
        void later(int done) {
            try {
                pause = alarms.after(repeats.pauseNanos(done), () -> again(done + 1));
            } catch (Throwable noMemory) {
                stop(CallFailures.of(noMemory));
            }
        }

        private void again(int done) {
            pause = null;
            if (answer.isGiven() || offer(this)) {
                return;
            }
            if (repeats.hasMore(done)) {
                later(done);
            } else {
                stop(full());
            }
        }

        private void deliver() {
            Promise<T> promised = promise;
            if (promised != null) {
                promised.deliver();
            }
        }
    }

    /**
     * Does something and waits for it.
     *
     * @param timeout how long; endless when it is null or zero
     * @param meaning what it means that the time is over, or that the caller was interrupted
     * @throws Anomaly.Busy when too many calls wait, after all repetitions
     */
    @SuppressWarnings("NullAway") // a value is null only where it may be
    public <T extends @Nullable Object> T call(Work<T> work, @Nullable Duration timeout, String meaning) {
        if (Thread.currentThread() instanceof LaneThread thread && thread.pool == threads) {
            Deadline inner = timeout == null ? Deadline.endless(nanoClock) : Deadline.after(timeout, nanoClock);
            return Waiting.until(inner, () -> work.run(inner));
        }
        StackRoom.requireToHandOver();
        Call<T> call = new Call<>(work, timeout);
        Answer<T>.Wait wait = call.answer.new Wait(nanoClock, timeout == null ? null : Require.nanos(timeout));
        try {
            boolean inTime = true;
            for (int done = 0; inTime && !offer(call); done++) {
                if (!repeats.hasMore(done)) {
                    throw full();
                }
                inTime = wait.pause(repeats.pauseNanos(done));
            }
            if (!inTime || !wait.await()) {
                call.stop(CallFailures.timeout(meaning));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            call.stop(CallFailures.interrupted(meaning, interrupted));
        }
        Throwable failure = call.answer.failure();
        if (failure != null) {
            throw CallFailures.inThisThread(failure);
        }
        return call.answer.value();
    }

    /**
     * Has something done and returns before it is; never blocks, never throws.
     *
     * @param timeout how long it may take; endless when it is null or zero
     * @param meaning what it means that the time is over
     * @param first hears of the result before anybody else; null when nobody does
     */
    public <T extends @Nullable Object> CompletableFuture<T> start(
            Work<T> work,
            @Nullable Duration timeout,
            String meaning,
            @Nullable BiConsumer<? super @Nullable T, ? super @Nullable Throwable> first) {
        Promise<T> promise = null;
        try {
            StackRoom.requireToHandOver();
            Call<T> call = new Call<>(work, timeout);
            Promise<T> made = new Promise<>(call.answer, completions, CANCELLED);
            completions.promise();
            promise = made;
            call.promise = promise;
            promise.whenGivenUp(() -> call.stop(CANCELLED));
            if (first != null) {
                promise.whenComplete(first);
            }
            if (timeout != null && !timeout.isZero()) {
                promise.ring(alarms.after(Require.nanos(timeout), () -> call.stop(CallFailures.timeout(meaning))));
            }
            if (!offer(call)) {
                if (!repeats.hasMore(0)) {
                    throw full();
                }
                call.later(0);
            }
            return promise;
        } catch (Throwable refused) {
            if (promise != null) {
                promise.takeBack();
            }
            Anomaly failure = CallFailures.of(refused);
            if (first != null) {
                first.accept(null, failure);
            }
            return CompletableFuture.failedFuture(failure);
        }
    }

    /** Gives a call to a thread, or has it wait for one; returns false when there is no room. */
    private boolean offer(Call<?> call) {
        try {
            threads.execute(call);
            return true;
        } catch (RejectedExecutionException full) {
            return false;
        }
    }

    private Anomaly full() {
        return new Anomaly.Busy(queuedMax + " calls wait for a thread of " + name + " (limits "
                + Limit.QUEUED_CALLS.key() + " and " + Limit.ASYNC_THREADS.key() + "): retry after a pause");
    }
}
