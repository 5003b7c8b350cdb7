package io.stator.server;

import io.stator.Anomaly;
import io.stator.Results;
import io.stator.client.wire.Dialect;
import io.stator.client.wire.WireKeys;
import io.stator.client.wire.WireRequest;
import io.stator.edn.Edn;
import io.stator.spi.Require;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A request that was understood: what is asked, by whom, and until when it must be answered.
 *
 * @param request what is asked
 * @param key who asks
 * @param dialect how the answer is written
 * @param came when it came, on the clock
 * @param deadline when the time is over, on the clock
 * @param nanoClock the clock
 */
record Call(WireRequest request, AccessKey key, Dialect dialect, long came, long deadline, LongSupplier nanoClock) {
    /**
     * Returns when the time of a request is over that came at a moment: what it says itself, as far as the server allows it, where zero stands for as long as that.
     *
     * @throws Anomaly.Incorrect when it says what is no time
     */
    static long deadline(WireRequest request, long came, long millisMax) {
        Long millis = request.number(WireKeys.TIMEOUT);
        if (millis != null && millis < 0) {
            throw Require.refused(":timeout", "must be >= 0: timeout=" + millis);
        }
        long said = millis == null || millis == 0 ? millisMax : Math.min(millis, millisMax);
        return came + TimeUnit.MILLISECONDS.toNanos(said);
    }

    /** Returns the anomaly of a request whose time is over. */
    static Anomaly timedOut() {
        return new Anomaly.Unavailable("Total timeout elapsed");
    }

    /**
     * Returns the time that is left.
     *
     * @throws Anomaly.Unavailable when none is
     */
    Duration left() {
        long nanos = deadline - nanoClock.getAsLong();
        if (nanos <= 0) {
            throw timedOut();
        }
        return Duration.ofNanos(nanos);
    }

    /** Returns how many items a chunk may have. */
    int chunk(int most) {
        Long chunk = request.number(WireKeys.CHUNK);
        if (chunk != null && chunk < 1) {
            throw Require.refused(":chunk", "must be >= 1: chunk=" + Edn.describe(chunk));
        }
        return (int) Math.min(chunk == null ? Results.DEFAULT_CHUNK : chunk, most);
    }
}
