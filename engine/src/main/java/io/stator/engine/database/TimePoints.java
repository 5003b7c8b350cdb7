package io.stator.engine.database;

import io.stator.Anomaly;
import io.stator.Index;
import io.stator.edn.Edn;
import io.stator.engine.datom.EntityIds;
import io.stator.engine.datom.Fact;
import io.stator.engine.index.FactCursor;
import io.stator.engine.index.Prefix;
import io.stator.engine.schema.SystemIds;
import io.stator.spi.GivenValues;
import io.stator.spi.WholeNumbers;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Turns points in time into the number of a transaction.
 *
 * <p>An instant means the first transaction of exactly that instant, or else the last one before it.
 */
final class TimePoints {
    private TimePoints() {}

    static long toT(DatabaseValue unfiltered, @Nullable Object timePoint) {
        return point(timePoint) instanceof Instant instant
                ? ofInstant(unfiltered, instant)
                : EntityIds.toT((Long) point(timePoint));
    }

    /** Returns the long or the instant that a time point is given by. */
    private static Object point(@Nullable Object timePoint) {
        if (timePoint instanceof Instant) {
            return timePoint;
        }
        Object point = GivenValues.take(timePoint);
        Object known = point instanceof Instant ? point : WholeNumbers.asLong(point);
        if (known != null) {
            return known;
        }
        throw new Anomaly.Incorrect("time point must be a t, a transaction id, an Instant or a Date: time point="
                + Edn.describe(timePoint)
                + (timePoint == null
                        ? ""
                        : " class=" + timePoint.getClass().getTypeName() + GivenValues.advice(timePoint)));
    }

    /** Returns the milliseconds of an instant, whose fraction says whether it is after another one; the nearest that a long can hold. */
    private static long millis(Instant instant) {
        return ((Instant) Objects.requireNonNull(GivenValues.take(instant))).toEpochMilli();
    }

    private static long ofInstant(DatabaseValue unfiltered, Instant instant) {
        Fact next = firstFrom(unfiltered, instant);
        if (next == null) {
            return unfiltered.basisT();
        }
        long t = EntityIds.counter(next.e);
        return next.bits == millis(instant) && instant.getNano() % 1_000_000 == 0 ? t : t - 1;
    }

    /** Returns the t of the first transaction not before a point in time; one past the basis when there is none. */
    static long firstAtOrAfter(DatabaseValue unfiltered, Object timePoint) {
        if (point(timePoint) instanceof Instant instant) {
            Fact next = firstFrom(unfiltered, instant);
            return next == null ? unfiltered.basisT() + 1 : EntityIds.counter(next.e);
        }
        return toT(unfiltered, timePoint);
    }

    private static @Nullable Fact firstFrom(DatabaseValue unfiltered, Instant instant) {
        long millis = millis(instant);
        boolean fraction = instant.getNano() % 1_000_000 != 0 && millis < Long.MAX_VALUE;
        Instant from = Instant.ofEpochMilli(fraction ? millis + 1 : millis);
        Fact pattern = Fact.of(0, SystemIds.TX_INSTANT, from, 0, true);
        FactCursor cursor = unfiltered.factsFrom(new Prefix(Index.AVET, pattern, 2));
        for (Fact fact = cursor.next(); fact != null && fact.a == SystemIds.TX_INSTANT; fact = cursor.next()) {
            if (EntityIds.partition(fact.e) == EntityIds.PARTITION_TX) {
                return fact;
            }
        }
        return null;
    }
}
