package io.stator.engine.database;

import io.stator.Anomaly;
import io.stator.spi.Require;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The moment at which a computation must give up. */
public final class Deadline implements Budget {
    private static final Deadline NONE = new Deadline(() -> 0, 0, true);

    private final LongSupplier nanoClock;
    private final long endNanos;
    private final boolean endless;

    private Deadline(LongSupplier nanoClock, long endNanos, boolean endless) {
        this.nanoClock = nanoClock;
        this.endNanos = endNanos;
        this.endless = endless;
    }

    /** Returns the deadline that never comes. */
    public static Deadline none() {
        return NONE;
    }

    /** Returns the deadline that never comes; but whoever looks at it looks at the clock, which may throw to end what is done. */
    public static Deadline endless(LongSupplier nanoClock) {
        return new Deadline(nanoClock, 0, true);
    }

    /** Returns the deadline that comes after some time; one that never comes after zero, which stands for no time-out. */
    public static Deadline after(Duration timeout, LongSupplier nanoClock) {
        if (timeout.isZero()) {
            return endless(nanoClock);
        }
        return new Deadline(nanoClock, nanoClock.getAsLong() + Require.nanos(timeout), false);
    }

    /** Throws {@link Anomaly.Unavailable} when the deadline has come. */
    @Override
    public void check() {
        if (isOver()) {
            throw new Anomaly.Unavailable("Total timeout elapsed");
        }
    }

    /** Returns how long it is until the deadline comes, as a time-out, which is never zero; null when it never does. */
    public @Nullable Duration left() {
        return endless ? null : Duration.ofNanos(Math.max(1, endNanos - nanoClock.getAsLong()));
    }

    /** Returns whether the deadline has come. */
    public boolean isOver() {
        long now = nanoClock.getAsLong();
        return !endless && endNanos - now <= 0;
    }
}
