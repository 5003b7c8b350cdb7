package io.stator.engine.duel;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A source of seeded choices. */
final class Chance {
    private final SplittableRandom random;

    Chance(long seed) {
        this.random = new SplittableRandom(seed);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    /** Returns true in so many of a hundred cases. */
    boolean percent(int cases) {
        return random.nextInt(100) < cases;
    }

    long number() {
        return random.nextLong();
    }

    @SafeVarargs
    final <T> T of(T... choices) {
        return choices[below(choices.length)];
    }

    <T extends @Nullable Object> T pick(List<T> choices) {
        return choices.get(below(choices.size()));
    }

    /** Returns some elements, each at most once, in their order. */
    <T> List<T> some(Collection<T> choices, int count) {
        List<T> rest = new ArrayList<>(choices);
        while (rest.size() > count) {
            rest.remove(below(rest.size()));
        }
        return rest;
    }
}
