package io.stator.engine.datom;

import io.stator.Anomaly;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One walk through values made of values: a hash, or a comparison; not thread-safe.
 *
 * <p>A value may hold another many times over, and that another, so that it is written in a few lines and has more
 * elements than there are atoms. Long walks therefore remember what they found out about each list, and look at it once.
 */
final class DeepValues {
    /** After so many elements a walk begins to remember. */
    private static final int REMEMBERED_FROM = 1 << 10;

    /** The greatest depth of a walk. */
    private static final int NESTING_MAX = 1_000;

    private static final int HASH_FACTOR = 31;

    private final Effort effort;
    private @Nullable Map<Object, Integer> hashes;
    private @Nullable Map<Object, Map<Object, Integer>> comparisons;
    private long steps;
    private int depth;

    DeepValues(Effort effort) {
        this.effort = effort;
    }

    /** Returns whether a value is made of values. */
    static boolean isDeep(@Nullable Object value) {
        return value instanceof Collection || value instanceof Map || value instanceof Map.Entry;
    }

    private void step() {
        effort.steps(1);
        steps++;
    }

    private void enter() {
        step();
        if (++depth > NESTING_MAX) {
            throw new Anomaly.Incorrect("values must be nested at most " + NESTING_MAX + " deep to be compared");
        }
    }

    int hash(@Nullable Object value) {
        if (!isDeep(value) || value == null) {
            return Values.hash(value);
        }
        Integer known = hashes == null ? null : hashes.get(value);
        if (known != null) {
            return known;
        }
        enter();
        int hash = hashOf(value);
        depth--;
        if (steps > REMEMBERED_FROM) {
            hashes = hashes == null ? new IdentityHashMap<>() : hashes;
            hashes.put(value, hash);
        }
        return hash;
    }

    /** Returns how many values a value is written with, one that is held twice counted twice; at most {@code most}. */
    long parts(@Nullable Object value, long most) {
        if (!isDeep(value) || value == null) {
            return 1;
        }
        Integer known = hashes == null ? null : hashes.get(value);
        if (known != null) {
            return known;
        }
        enter();
        long parts = 1;
        for (Object element : elements(value)) {
            step();
            parts = Math.min(most, parts + parts(element, most));
        }
        depth--;
        hashes = hashes == null ? new IdentityHashMap<>() : hashes;
        hashes.put(value, (int) parts);
        return parts;
    }

    private static Iterable<?> elements(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet();
        }
        return value instanceof Map.Entry<?, ?> entry
                ? Arrays.asList(entry.getKey(), entry.getValue())
                : (Collection<?>) value;
    }

    private int hashOf(Object value) {
        int hash = 1;
        if (value instanceof List<?> list) {
            for (Object element : list) {
                step();
                hash = HASH_FACTOR * hash + hash(element);
            }
            return hash;
        }
        if (value instanceof Collection<?> collection) {
            hash = 0;
            for (Object element : collection) {
                step();
                hash += hash(element);
            }
            return hash;
        }
        if (value instanceof Map<?, ?> map) {
            hash = 0;
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                step();
                hash += hash(entry.getKey()) ^ hash(entry.getValue());
            }
            return hash;
        }
        Map.Entry<?, ?> entry = (Map.Entry<?, ?>) value;
        return hash(entry.getKey()) ^ hash(entry.getValue());
    }

    boolean equal(@Nullable Object left, @Nullable Object right) {
        if (left == right) {
            return true;
        }
        if (!isDeep(left) || !isDeep(right) || left == null || right == null) {
            return Values.equal(left, right);
        }
        return remembered(left, right, true) == 0;
    }

    int compare(@Nullable Object left, @Nullable Object right) {
        if (left == right) {
            return 0;
        }
        if (!(left instanceof List) || !(right instanceof List)) {
            return Values.compare(left, right);
        }
        return remembered(left, right, false);
    }

    private int remembered(Object left, Object right, boolean equality) {
        Map<Object, Integer> ofLeft = comparisons == null ? null : comparisons.get(left);
        Integer known = ofLeft == null ? null : ofLeft.get(right);
        if (known != null) {
            return known;
        }
        enter();
        int result = equality ? (isEqual(left, right) ? 0 : 1) : compareLists((List<?>) left, (List<?>) right);
        depth--;
        if (steps > REMEMBERED_FROM) {
            comparisons = comparisons == null ? new IdentityHashMap<>() : comparisons;
            comparisons.computeIfAbsent(left, one -> new IdentityHashMap<>()).put(right, result);
        }
        return result;
    }

    private boolean isEqual(Object left, Object right) {
        if (left instanceof List<?> ll && right instanceof List<?> rl) {
            return ll.size() == rl.size() && isEqual(ll.iterator(), rl.iterator());
        }
        if (left instanceof Set<?> ls && right instanceof Set<?> rs) {
            return ls.size() == rs.size() && areAllIn(ls, byHash(rs));
        }
        if (left instanceof Map<?, ?> lm && right instanceof Map<?, ?> rm) {
            return lm.size() == rm.size() && areAllIn(lm.entrySet(), byHash(rm.entrySet()));
        }
        if (left instanceof Map.Entry<?, ?> le && right instanceof Map.Entry<?, ?> re) {
            return equal(le.getKey(), re.getKey()) && equal(le.getValue(), re.getValue());
        }
        return isForeign(left) && isForeign(right) && left.equals(right);
    }

    private static boolean isForeign(Object value) {
        return !(value instanceof List || value instanceof Set || value instanceof Map || value instanceof Map.Entry);
    }

    private boolean isEqual(Iterator<?> lefts, Iterator<?> rights) {
        while (lefts.hasNext() && rights.hasNext()) {
            step();
            if (!equal(lefts.next(), rights.next())) {
                return false;
            }
        }
        return lefts.hasNext() == rights.hasNext();
    }

    private Map<Integer, List<@Nullable Object>> byHash(Collection<?> elements) {
        Map<Integer, List<@Nullable Object>> byHash = new HashMap<>();
        for (Object element : elements) {
            byHash.computeIfAbsent(hash(element), hash -> new ArrayList<>(1)).add(element);
        }
        return byHash;
    }

    private boolean areAllIn(Collection<?> elements, Map<Integer, List<@Nullable Object>> byHash) {
        for (Object element : elements) {
            List<@Nullable Object> candidates = byHash.get(hash(element));
            if (candidates == null || candidates.stream().noneMatch(candidate -> equal(element, candidate))) {
                return false;
            }
        }
        return true;
    }

    private int compareLists(List<?> left, List<?> right) {
        Iterator<?> rights = right.iterator();
        for (Object element : left) {
            step();
            if (!rights.hasNext()) {
                return 1;
            }
            int c = compare(element, rights.next());
            if (c != 0) {
                return c;
            }
        }
        return rights.hasNext() ? -1 : 0;
    }
}
