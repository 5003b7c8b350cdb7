package io.stator.client;

import io.stator.Anomaly;
import io.stator.client.wire.WireKeys;
import io.stator.edn.Edn;
import io.stator.edn.Tagged;
import io.stator.spi.GivenValues;
import java.math.BigInteger;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Points in the time of a database as they are sent. */
final class TimePoints {
    private static final long T_BITS = (1L << 42) - 1;

    private static final int NANOS_OF_MILLI = 1_000_000;

    /** The seconds whose milliseconds a long can hold. */
    private static final long SECONDS_MAX = Long.MAX_VALUE / 1_000;

    private TimePoints() {}

    /**
     * Returns a time point as it is sent: a t, an instant, or one within a millisecond in a way that our own servers read.
     *
     * @throws Anomaly.Incorrect when it is none
     */
    static Object sent(Object given) {
        if (isFine(given)) {
            return new Tagged(WireKeys.FINE_INSTANT, given.toString());
        }
        Object point = GivenValues.take(given);
        if (point instanceof BigInteger big && big.bitLength() < Long.SIZE) {
            return big.longValue();
        }
        if (point instanceof Long || point instanceof Instant) {
            return point;
        }
        throw new Anomaly.Incorrect("time point must be a t, a transaction id, an Instant or a Date: time point="
                + Edn.describe(given) + " class=" + given.getClass().getTypeName() + GivenValues.advice(given));
    }

    /** Returns whether something is an instant within a millisecond, which the wire has no type for. */
    static boolean isFine(Object given) {
        return given instanceof Instant instant
                && instant.getNano() % NANOS_OF_MILLI != 0
                && Math.abs(instant.getEpochSecond()) < SECONDS_MAX;
    }

    /** Returns the start or end of a part of the log as it is sent: what begins at or after an instant begins at or after the millisecond that comes next. */
    static Object sentBound(Object given) {
        return isFine(given) ? ((Instant) given).truncatedTo(ChronoUnit.MILLIS).plusMillis(1) : sent(given);
    }

    /** Returns the t that a number means: itself, or that of the transaction whose id it is. */
    static long t(long number) {
        return number < 0 ? number : number & T_BITS;
    }
}
