package io.stator.dynamodb;

import java.time.Duration;

/**
 * How long to wait before trying again: any time up to a limit that doubles with each failure ("full jitter"), so that those who
 * failed together do not come back together.
 *
 * @param first the longest wait after the first failure
 * @param max the longest wait of all
 */
record Backoff(Duration first, Duration max) {
    private static final int DOUBLINGS_MAX = 30;

    /** Returns the wait after so many failures, from 1; {@code random} is from 0 (inclusive) to 1 (exclusive). */
    Duration after(int failures, double random) {
        double longest =
                Math.min(max.toNanos(), (double) first.toNanos() * (1L << Math.min(failures - 1, DOUBLINGS_MAX)));
        return Duration.ofNanos((long) (longest * random));
    }
}
