package io.stator.dynamodb.stream;

import java.time.Duration;
import java.util.SplittableRandom;

/** Waits after failures: any time up to a limit that doubles with each failure. Safe for threads. */
final class Pauses {
    private static final int DOUBLINGS_MAX = 30;

    private final SplittableRandom random = new SplittableRandom(System.nanoTime());
    private final Duration first;
    private final Duration max;

    Pauses(Duration first, Duration max) {
        this.first = first;
        this.max = max;
    }

    /** Returns the wait after so many failures, from 1. */
    synchronized Duration after(int failures) {
        double doubled = (double) first.toNanos() * (1L << Math.min(failures - 1, DOUBLINGS_MAX));
        return Duration.ofNanos((long) (Math.min(max.toNanos(), doubled) * random.nextDouble()));
    }
}
