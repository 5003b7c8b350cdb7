package io.stator.engine.writer;

import io.stator.Anomaly;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.durable.WriterFailures;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The newest durable value of a database, and why there will be no newer one; thread-safe. */
final class Publication {
    private final LongSupplier nanoClock;
    private volatile DatabaseValue value;
    private volatile @Nullable Anomaly refusal;
    private volatile boolean over;

    Publication(DatabaseValue value, LongSupplier nanoClock) {
        this.value = value;
        this.nanoClock = nanoClock;
    }

    DatabaseValue value() {
        return value;
    }

    /** Returns why no more transactions are taken, or null when they are. */
    @Nullable
    Anomaly refusal() {
        return refusal;
    }

    /** Returns whether there will be no other value any more. */
    boolean isOver() {
        return over;
    }

    /** Makes a value the newest one, and tells those who wait for one. */
    synchronized void publish(DatabaseValue next) {
        value = next;
        notifyAll();
    }

    /** Says why no more transactions are taken, unless that was said, and tells those who wait for one. */
    synchronized void refuse(Anomaly reason) {
        if (refusal == null) {
            refusal = reason;
        }
        notifyAll();
    }

    /** Says that there will be no other value. */
    void end(Anomaly reason) {
        over = true;
        refuse(reason);
    }

    /**
     * Waits for a value whose basis is at least t.
     *
     * @throws Anomaly.Unavailable when there is none in time
     */
    synchronized DatabaseValue await(long t, long nanos) {
        long end = nanoClock.getAsLong() + nanos;
        while (value.basisT() < t) {
            Anomaly refused = refusal;
            if (refused != null && (over || WriterFailures.isUnsettled(refused))) {
                throw inThisThread(refused);
            }
            long left = end - nanoClock.getAsLong();
            if (left <= 0) {
                throw new Anomaly.Unavailable("Total timeout elapsed: database '" + value.name()
                        + "' does not yet have t=" + t + ", its basis is " + value.basisT());
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new Anomaly.Interrupted("interrupted while waiting for t=" + t, Map.of(), interrupted);
            }
        }
        return value;
    }

    /** Returns an anomaly like one that another thread made, with where this thread is. */
    static Anomaly inThisThread(Anomaly failure) {
        try {
            return failure.category().anomaly(String.valueOf(failure.getMessage()), failure.data(), failure);
        } catch (OutOfMemoryError itself) {
            return failure;
        }
    }
}
