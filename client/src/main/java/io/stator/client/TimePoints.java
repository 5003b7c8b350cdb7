package io.stator.client;

import io.stator.Anomaly;
import io.stator.edn.Edn;
import io.stator.spi.GivenValues;
import java.math.BigInteger;
import java.time.Instant;

/** Points in the time of a database as they are sent. */
final class TimePoints {
    private static final long T_BITS = (1L << 42) - 1;

    private TimePoints() {}

    /**
     * Returns a time point as it is sent: a t or an instant.
     *
     * @throws Anomaly.Incorrect when it is none
     */
    static Object sent(Object given) {
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

    /** Returns the t that a number means: itself, or that of the transaction whose id it is. */
    static long t(long number) {
        return number < 0 ? number : number & T_BITS;
    }
}
