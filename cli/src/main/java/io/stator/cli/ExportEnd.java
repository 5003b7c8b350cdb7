package io.stator.cli;

import io.stator.Anomaly;
import java.time.Instant;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/**
 * The point in time that an export ends with.
 *
 * @param t the last transaction, or that of which this is the id; null when it does not matter
 * @param instant the last instant; null when it does not matter
 */
record ExportEnd(@Nullable Long t, @Nullable Instant instant) {
    /** Returns the end that a text means; null is none. */
    static ExportEnd of(@Nullable String text) {
        if (text == null) {
            return new ExportEnd(null, null);
        }
        Object point = Arguments.timePoint(text).value();
        if (point instanceof Long number) {
            return new ExportEnd(io.stator.Transaction.toT(number), null);
        }
        if (point instanceof Date date) {
            return new ExportEnd(null, date.toInstant());
        }
        if (point instanceof Instant instant) {
            return new ExportEnd(null, instant);
        }
        throw new Anomaly.Incorrect("--as-of must be a t, a transaction id or a date: as-of=" + text);
    }

    /** Returns the last transaction that may be before the end, of a database with this basis. */
    long lastT(long basis) {
        return t == null ? basis : Math.min(basis, t);
    }

    /** Returns whether a transaction is after the end. */
    boolean isAfter(CopiedTransaction transaction) {
        return instant != null
                && transaction.instant() != null
                && transaction.instant().isAfter(instant);
    }
}
