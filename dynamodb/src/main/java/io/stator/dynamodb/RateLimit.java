package io.stator.dynamodb;

/**
 * A bucket of capacity units that fills at a steady rate. What a page consumed is known only afterwards, so a page may take more
 * than there is; the next then waits until the debt is paid. Thread-safe: the segments of a parallel scan share one.
 */
final class RateLimit {
    /** How long an unused bucket fills: the burst it allows, in seconds. */
    static final double BURST_SECONDS = 1;

    private static final double NANOS_PER_SECOND = 1e9;

    private final double unitsPerSecond;
    private double units;
    private long filledAt;
    private boolean started;

    RateLimit(double unitsPerSecond) {
        this.unitsPerSecond = unitsPerSecond;
    }

    /** Returns how long the next page has to wait at this time, in nanoseconds. */
    synchronized long waitNanos(long now) {
        fill(now);
        return units >= 0 ? 0 : Math.max(1, (long) Math.ceil(-units / unitsPerSecond * NANOS_PER_SECOND));
    }

    /** Takes what a page has consumed. */
    synchronized void consumed(double capacityUnits, long now) {
        fill(now);
        units -= capacityUnits;
    }

    private void fill(long now) {
        if (started) {
            double filled = units + (now - filledAt) / NANOS_PER_SECOND * unitsPerSecond;
            units = Math.min(filled, BURST_SECONDS * unitsPerSecond);
        }
        started = true;
        filledAt = now;
    }
}
