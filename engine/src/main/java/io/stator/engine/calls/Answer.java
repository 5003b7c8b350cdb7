package io.stator.engine.calls;

import io.stator.Anomaly;
import io.stator.TxReport;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a submitted transaction: awaited by its caller, given by the writer, who needs no memory for that.
 * Thread-safe.
 */
public final class Answer {
    private boolean taken;
    private boolean given;
    private boolean abandoned;
    private @Nullable TxReport report;
    private @Nullable Anomaly failure;

    /** Takes the transaction out of its caller's hands, to write it; returns false when the caller has withdrawn it. */
    public synchronized boolean take() {
        taken |= !given;
        return taken;
    }

    /** Gives the transaction up unless it is going to be written; returns whether it will never be applied. */
    public synchronized boolean withdraw(Anomaly reason) {
        if (!taken && !given) {
            fail(reason);
        }
        return !taken;
    }

    /** Answers with a report, unless there is an answer. */
    public synchronized void succeed(TxReport result) {
        if (!given) {
            report = result;
            given = true;
            notifyAll();
        }
    }

    /** Answers with an anomaly, unless there is an answer. */
    public synchronized void fail(Anomaly reason) {
        if (!given) {
            failure = reason;
            given = true;
            notifyAll();
        }
    }

    /** Sends those home who wait for an answer. */
    public synchronized void abandon() {
        abandoned = true;
        notifyAll();
    }

    public synchronized boolean isGiven() {
        return given;
    }

    /** Returns the report; null when there is no answer, or it is an anomaly. */
    public synchronized @Nullable TxReport report() {
        return report;
    }

    /** Returns the anomaly; null when there is no answer, or it is a report. */
    public synchronized @Nullable Anomaly failure() {
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
                return given || abandoned || (!endless && endNanos - nanoClock.getAsLong() <= 0);
            }
        }
    }
}
