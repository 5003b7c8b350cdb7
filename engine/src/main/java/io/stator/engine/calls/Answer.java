package io.stator.engine.calls;

import io.stator.Anomaly;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a call: awaited by its caller, given by whoever does what is asked for, who needs no memory for that. Thread-safe.
 *
 * @param <T> the type of what is returned
 */
public final class Answer<T extends @Nullable Object> {
    private boolean taken;
    private boolean given;
    private boolean abandoned;
    private @Nullable T value;
    private @Nullable Throwable failure;

    /** Takes the call out of its caller's hands, to put it into effect; returns false when the caller has withdrawn it. */
    public synchronized boolean take() {
        taken |= !given;
        return taken;
    }

    /** Gives the call up unless it is going to be put into effect; returns whether it never will. */
    public synchronized boolean withdraw(Anomaly reason) {
        if (!taken && !given) {
            fail(reason);
        }
        return !taken;
    }

    /** Answers with a value, unless there is an answer. */
    public synchronized void succeed(T result) {
        if (!given) {
            value = result;
            given = true;
            notifyAll();
        }
    }

    /** Answers without a value, unless there is an answer. */
    public synchronized void done() {
        given = true;
        notifyAll();
    }

    /** Answers with a failure, which is an anomaly unless code of the program threw it, unless there is an answer. */
    public synchronized void fail(Throwable reason) {
        if (!given) {
            failure = reason;
            given = true;
            notifyAll();
        }
    }

    /** Sends those home who wait for an answer. */
    synchronized void abandon() {
        abandoned = true;
        notifyAll();
    }

    /** Returns whether there is an answer. */
    public synchronized boolean isGiven() {
        return given;
    }

    /** Returns the value; null when there is no answer, or it is a failure, or it is null. */
    public synchronized @Nullable T value() {
        return value;
    }

    /** Returns the failure; null when there is no answer, or it is a value. */
    public synchronized @Nullable Throwable failure() {
        return failure;
    }

    /** A caller's waiting for the answer, made before it is needed; it ends early when the time is over. */
    public final class Wait implements ForkJoinPool.ManagedBlocker {
        private final LongSupplier nanoClock;
        private final long endNanos;
        private final boolean endless;

        /** Creates one that takes at most so long; without a limit when it is null. */
        public Wait(LongSupplier nanoClock, @Nullable Long nanos) {
            this.nanoClock = nanoClock;
            this.endless = nanos == null;
            this.endNanos = nanos == null ? 0 : nanoClock.getAsLong() + nanos;
        }

        /** Returns whether the time is over. */
        public boolean isOver() {
            return !endless && endNanos - nanoClock.getAsLong() <= 0;
        }

        /** Returns how much time is left; the greatest number when there is no limit. */
        public long leftNanos() {
            return endless ? Long.MAX_VALUE : endNanos - nanoClock.getAsLong();
        }

        /** Pauses, for no longer than until there is an answer; returns whether there is time left then. */
        public boolean pause(long nanos) throws InterruptedException {
            long left = endless ? nanos : Math.min(nanos, endNanos - nanoClock.getAsLong());
            new Wait(nanoClock, Math.max(0, left)).await();
            return !isOver();
        }

        /** Returns whether there is an answer, once there is one or the time is over. */
        public boolean await() throws InterruptedException {
            ForkJoinPool.managedBlock(this);
            return isGiven();
        }

        @Override
        public boolean block() throws InterruptedException {
            synchronized (Answer.this) {
                while (!isReleasable()) {
                    if (endless) {
                        Answer.this.wait();
                    } else {
                        TimeUnit.NANOSECONDS.timedWait(Answer.this, endNanos - nanoClock.getAsLong());
                    }
                }
            }
            return true;
        }

        @Override
        public boolean isReleasable() {
            synchronized (Answer.this) {
                return given || abandoned || isOver();
            }
        }
    }
}
