package io.stator.engine.database;

import io.stator.engine.datom.Effort;

/** What a computation may need of time and memory; ends it by throwing when that is used up. */
@FunctionalInterface
public interface Budget {
    /** After so many steps a computation looks at the clock. */
    int STEPS_BETWEEN_CHECKS = 1 << 12;

    /** Throws when the time is over. */
    void check();

    /** Returns what counts steps, and throws when the time is over, looking at the clock only now and then; for one thread. */
    default Effort effort() {
        long[] steps = {0};
        return count -> {
            steps[0] += count;
            if (steps[0] >= STEPS_BETWEEN_CHECKS) {
                steps[0] = 0;
                check();
            }
        };
    }

    /** Takes note that so many bytes more are kept until the computation ends, or less; throws when they are too many. */
    default void keep(long bytes) {}
}
