package io.stator.engine.database;

import io.stator.Anomaly;
import io.stator.spi.Require;
import java.time.Duration;
import java.util.function.LongSupplier;

/** The moment at which a computation must give up. */
public final class Deadline implements Budget {
    private static final Deadline NONE = new Deadline(() -> 0, Long.MAX_VALUE);

    private final LongSupplier nanoClock;
    private final long endNanos;

    private Deadline(LongSupplier nanoClock, long endNanos) {
        this.nanoClock = nanoClock;
        this.endNanos = endNanos;
    }

    /** Returns the deadline that never comes. */
    public static Deadline none() {
        return NONE;
    }

    /** Returns the deadline that comes after some time. */
    public static Deadline after(Duration timeout, LongSupplier nanoClock) {
        return new Deadline(nanoClock, nanoClock.getAsLong() + Require.nanos(timeout));
    }

    /** Throws {@link Anomaly.Unavailable} when the deadline has come. */
    @Override
    public void check() {
        if (isOver()) {
            throw new Anomaly.Unavailable("Total timeout elapsed");
        }
    }

    /** Returns whether the deadline has come. */
    public boolean isOver() {
        return this != NONE && endNanos - nanoClock.getAsLong() <= 0;
    }
}
