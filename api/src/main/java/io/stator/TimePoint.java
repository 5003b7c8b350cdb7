package io.stator;

import io.stator.spi.Require;
import java.time.Instant;
import java.util.Date;

/**
 * A point in the time of a database, for what is not known to be one until the program runs; elsewhere hand over the number or the
 * {@link Instant} itself.
 *
 * <p>Nothing here waits.
 */
public final class TimePoint {
    private final Object value;

    private TimePoint(Object value) {
        this.value = value;
    }

    /**
     * Returns a point in time: a t, a transaction id, an {@link Instant}, a {@link Date}, or what else means one of these. Whether
     * it does is checked where it is used.
     *
     * @throws Anomaly.Incorrect when an argument is null
     */
    public static TimePoint of(Object value) {
        return Require.present(value, "value") instanceof TimePoint point ? point : new TimePoint(value);
    }

    /** Returns what was given. Never fails. */
    public Object value() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TimePoint point && value.equals(point.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return String.valueOf(value);
    }
}
