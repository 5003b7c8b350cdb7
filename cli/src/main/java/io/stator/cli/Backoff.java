package io.stator.cli;

import java.util.SplittableRandom;

/** How long to wait before the next try: twice as long each time up to a limit, and somewhat at random. */
final class Backoff {
    /** How often in a row something is tried again. */
    static final int TRIES_MAX = 12;

    static final long WAIT_MILLIS_MIN = 20;
    static final long WAIT_MILLIS_MAX = 5_000;

    private final SplittableRandom random;
    private int tries;

    Backoff(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** Returns whether there may be another try. */
    boolean mayTry() {
        return tries < TRIES_MAX;
    }

    /** Returns how long to wait before the next try. */
    long nextWaitMillis() {
        long longest = Math.min(WAIT_MILLIS_MAX, WAIT_MILLIS_MIN << tries);
        tries++;
        return random.nextLong(longest / 2, longest + 1);
    }

    /** Notes that there was progress. */
    void reset() {
        tries = 0;
    }
}
