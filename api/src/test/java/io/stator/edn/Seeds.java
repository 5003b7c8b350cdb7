package io.stator.edn;

import java.util.Random;
import java.util.function.Consumer;

/** Runs a randomised test; a failure names the seed with which {@code -Dstator.seed} repeats it alone. */
final class Seeds {
    private static final long FIRST = 1;

    private Seeds() {}

    /** Runs the body once for each of this many seeds, or once with the seed asked for. */
    static void forEach(int count, Consumer<Random> body) {
        Long asked = Long.getLong("stator.seed");
        long first = asked == null ? FIRST : asked;
        long last = asked == null ? FIRST + count - 1 : asked;
        for (long seed = first; seed <= last; seed++) {
            try {
                body.accept(new Random(seed * 0x9E3779B97F4A7C15L));
            } catch (RuntimeException | AssertionError failure) {
                throw new AssertionError("repeat with -Dstator.seed=" + seed, failure);
            }
        }
    }
}
