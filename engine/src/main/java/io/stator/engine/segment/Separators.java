package io.stator.engine.segment;

import io.stator.Index;
import io.stator.engine.datom.Fact;
import io.stator.engine.datom.IndexOrder;

/** Facts that divide an index between two neighbours and are short. */
public final class Separators {
    private static final byte[] NO_BYTES = {};

    private Separators() {}

    /**
     * Returns a fact that comes behind {@code last} and not behind {@code first}: {@code first} with the least value of its class, else with
     * the beginning of its text that {@code last} does not share, else as it is.
     *
     * @param last a fact of the index
     * @param first one behind it
     */
    public static Fact between(Index index, Fact last, Fact first) {
        Fact emptied = emptied(first);
        if (divides(index, last, emptied, first)) {
            return emptied;
        }
        Fact shortened = shortened(last, first);
        return divides(index, last, shortened, first) ? shortened : first;
    }

    private static boolean divides(Index index, Fact last, Fact separator, Fact first) {
        return IndexOrder.compare(index, last, separator) < 0 && IndexOrder.compare(index, separator, first) <= 0;
    }

    private static Fact emptied(Fact fact) {
        if (fact.isLong() || fact.isInstant()) {
            return fact;
        }
        Object value = fact.stored();
        return value instanceof String ? with(fact, "") : value instanceof byte[] ? with(fact, NO_BYTES) : fact;
    }

    private static Fact shortened(Fact last, Fact first) {
        if (!(last.stored() instanceof String before) || !(first.stored() instanceof String text)) {
            return first;
        }
        int end = 0;
        int most = Math.min(before.length(), text.length());
        while (end < most && before.charAt(end) == text.charAt(end)) {
            end++;
        }
        end = Math.min(text.length(), end + 1);
        boolean splits = end < text.length() && end > 0 && Character.isHighSurrogate(text.charAt(end - 1));
        return with(first, text.substring(0, splits ? end + 1 : end));
    }

    private static Fact with(Fact fact, Object value) {
        return Fact.of(fact.e, fact.a, value, fact.t(), fact.added());
    }
}
