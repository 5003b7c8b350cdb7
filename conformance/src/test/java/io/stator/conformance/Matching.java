package io.stator.conformance;

import io.stator.edn.Tagged;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Compares what was expected with what came, learning the entities that expectations name for the first time. */
final class Matching {
    private final Names names;
    private final Function<List<?>, View> views;

    /** Makes a comparison that uses and extends the names. */
    Matching(Names names, Function<List<?>, View> views) {
        this.names = names;
        this.views = views;
    }

    /** Returns whether a value is as expected; a vector of maps is compared without regard to order. */
    boolean matches(@Nullable Object expected, @Nullable Object actual) {
        if (names.isNew(expected)) {
            names.bind(expected, actual);
            return actual instanceof Long;
        }
        if (expected instanceof Map<?, ?> map) {
            return actual instanceof Map<?, ?> other ? matchesMap(map, other) : map.isEmpty() && actual == null;
        }
        if (expected instanceof Set<?> set) {
            return actual instanceof Set<?> other && matchesInAnyOrder(set, other);
        }
        if (expected instanceof List<?> list) {
            if (!(actual instanceof List<?> other)) {
                return false;
            }
            boolean unordered = !list.isEmpty() && list.stream().allMatch(Map.class::isInstance);
            return unordered ? matchesInAnyOrder(list, other) : matchesInOrder(list, other);
        }
        Object value = expected instanceof Tagged ? names.resolve(expected, views) : expected;
        return equal(Plain.of(value), actual);
    }

    /** Returns whether the elements are those expected, in this order. */
    boolean matchesInOrder(List<?> expected, List<?> actual) {
        if (expected.size() != actual.size()) {
            return false;
        }
        for (int i = 0; i < expected.size(); i++) {
            if (!matches(expected.get(i), actual.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether the elements are those expected, each as often. */
    boolean matchesInAnyOrder(Collection<?> expected, Collection<?> actual) {
        if (expected.size() != actual.size()) {
            return false;
        }
        List<@Nullable Object> rest = new ArrayList<>(actual);
        for (Object element : expected) {
            if (!removeMatch(element, rest)) {
                return false;
            }
        }
        return true;
    }

    private boolean removeMatch(@Nullable Object expected, List<@Nullable Object> candidates) {
        for (int i = 0; i < candidates.size(); i++) {
            Names attempt = names.copy();
            if (new Matching(attempt, views).matches(expected, candidates.get(i))) {
                names.learn(attempt);
                candidates.remove(i);
                return true;
            }
        }
        return false;
    }

    private boolean matchesMap(Map<?, ?> expected, Map<?, ?> actual) {
        if (expected.size() != actual.size()) {
            return false;
        }
        for (Map.Entry<?, ?> entry : expected.entrySet()) {
            Object key = entry.getKey() instanceof Tagged ? names.resolve(entry.getKey(), views) : entry.getKey();
            if (!actual.containsKey(key) || !matches(entry.getValue(), actual.get(key))) {
                return false;
            }
        }
        return true;
    }

    private static boolean equal(@Nullable Object expected, @Nullable Object actual) {
        if (expected instanceof Double number && actual instanceof Float single) {
            return Float.valueOf(number.floatValue()).equals(single);
        }
        return Objects.deepEquals(expected, actual);
    }
}
