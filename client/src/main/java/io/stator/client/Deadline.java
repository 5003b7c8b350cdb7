package io.stator.client;

import io.stator.Anomaly;
import io.stator.spi.Require;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a call must give up; immutable.
 *
 * @param isEndless whether it never must
 * @param endNanos when, on the clock of this process
 */
record Deadline(boolean isEndless, long endNanos) {
    static final Deadline NONE = new Deadline(true, 0);

    static final String OVER = "Total timeout elapsed";

    /** Returns the deadline that comes after some time; the one that never comes after zero, which stands for no time-out. */
    static Deadline after(Duration timeout) {
        return timeout.isZero()
                ? NONE
                : new Deadline(false, System.nanoTime() + Math.min(Require.nanos(timeout), Long.MAX_VALUE / 2));
    }

    /** Returns the deadline that comes after some time; the one that never comes for null. */
    static Deadline afterOrNone(@Nullable Duration timeout) {
        return timeout == null ? NONE : after(timeout);
    }

    /** Returns how much time is left; less than 1 when none is. */
    long leftNanos() {
        return isEndless ? Long.MAX_VALUE : endNanos - System.nanoTime();
    }

    /** Returns the anomaly of a call that takes too long. */
    static Anomaly over() {
        return new Anomaly.Unavailable(OVER);
    }
}
