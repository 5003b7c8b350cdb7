package io.stator.edn;

import io.stator.Anomaly;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Equality and hashes of nested lists, maps and sets, as {@link List}, {@link Map} and {@link Set} define them, with a stack of
 * their own: however deep a value is nested, the thread's stack does not overflow.
 *
 * <p>Its methods never wait.
 */
public final class DeepValues {
    /** How deep a value may be nested to have a hash; a collection that holds itself is deeper than that. */
    public static final int DEPTH_MAX = 2_000_000;

    private DeepValues() {}

    private static boolean isNested(@Nullable Object value) {
        return value instanceof List || value instanceof Map || value instanceof Set || value instanceof Tagged;
    }

    /**
     * Returns the hash of a value.
     *
     * @throws Anomaly.Incorrect when it is nested deeper than {@value #DEPTH_MAX}
     */
    public static int hash(@Nullable Object value) {
        Hashing current = Hashing.of(value, null);
        if (current == null) {
            return Objects.hashCode(value);
        }
        while (true) {
            if (current.hasNext()) {
                Object next = current.next();
                Hashing inner = Hashing.of(next, current);
                if (inner == null) {
                    current.take(Objects.hashCode(next));
                } else {
                    current = inner;
                }
            } else {
                Hashing outer = current.outer;
                if (outer == null) {
                    return current.result;
                }
                outer.take(current.result);
                current = outer;
            }
        }
    }

    /** The hash of one collection, as far as its elements are known. */
    private static final class Hashing {
        private enum Kind {
            LIST,
            SET,
            MAP
        }

        private final Kind kind;
        private final Iterator<?> items;
        private final @Nullable Hashing outer;
        private final int depth;
        private int result;
        private Map.@Nullable Entry<?, ?> entry;
        private boolean keyKnown;
        private int key;

        private Hashing(Kind kind, int result, Iterator<?> items, @Nullable Hashing outer) {
            this.kind = kind;
            this.result = result;
            this.items = items;
            this.outer = outer;
            this.depth = outer == null ? 1 : outer.depth + 1;
            checkDepth(depth);
        }

        static @Nullable Hashing of(@Nullable Object value, @Nullable Hashing outer) {
            if (value instanceof List<?> list) {
                return new Hashing(Kind.LIST, 1, list.iterator(), outer);
            }
            if (value instanceof Map<?, ?> map) {
                return new Hashing(Kind.MAP, 0, map.entrySet().iterator(), outer);
            }
            if (value instanceof Set<?> set) {
                return new Hashing(Kind.SET, 0, set.iterator(), outer);
            }
            return value instanceof Tagged tagged
                    ? new Hashing(Kind.LIST, tagged.tag().hashCode(), only(tagged.value()), outer)
                    : null;
        }

        boolean hasNext() {
            return entry != null || items.hasNext();
        }

        @Nullable
        Object next() {
            Map.Entry<?, ?> half = entry;
            if (half != null) {
                return half.getValue();
            }
            Object item = items.next();
            if (kind == Kind.MAP && item instanceof Map.Entry<?, ?> whole) {
                entry = whole;
                return whole.getKey();
            }
            return item;
        }

        void take(int hash) {
            switch (kind) {
                case LIST -> result = 31 * result + hash;
                case SET -> result += hash;
                case MAP -> {
                    if (keyKnown) {
                        result += key ^ hash;
                        entry = null;
                    }
                    key = hash;
                    keyKnown = !keyKnown;
                }
            }
        }
    }

    private static void checkDepth(int depth) {
        if (depth > DEPTH_MAX) {
            throw Given.beyondEdn("a value must be nested at most " + DEPTH_MAX + " deep, and must not hold itself");
        }
    }

    private static Iterator<@Nullable Object> only(@Nullable Object value) {
        List<@Nullable Object> list = new ArrayList<>(1);
        list.add(value);
        return list.iterator();
    }

    /**
     * Returns whether two values are equal.
     *
     * @throws Anomaly.Incorrect when the values are nested deeper than {@value #DEPTH_MAX}
     */
    public static boolean equal(@Nullable Object left, @Nullable Object right) {
        Deque<Pairs> open = new ArrayDeque<>();
        if (!compare(left, right, open)) {
            return false;
        }
        while (!open.isEmpty()) {
            Pairs pairs = open.getLast();
            if (!pairs.left.hasNext()) {
                open.removeLast();
            } else if (!compare(pairs.left.next(), pairs.right.next(), open)) {
                return false;
            }
        }
        return true;
    }

    /** What is still to be compared of two collections, one with the other in this order. */
    private record Pairs(Iterator<?> left, Iterator<?> right) {}

    /** Returns false when two values differ for certain; true when they are equal if what was added to {@code open} is. */
    private static boolean compare(@Nullable Object left, @Nullable Object right, Deque<Pairs> open) {
        if (left == right) {
            return true;
        }
        checkDepth(open.size());
        if (left instanceof List<?> list) {
            return right instanceof List<?> other
                    && list.size() == other.size()
                    && open.add(new Pairs(list.iterator(), other.iterator()));
        }
        if (left instanceof Map<?, ?> map) {
            return right instanceof Map<?, ?> other && map.size() == other.size() && entries(map, other, open);
        }
        if (left instanceof Set<?> set) {
            return right instanceof Set<?> other && set.size() == other.size() && elements(set, other, open);
        }
        if (left instanceof Tagged tagged) {
            return right instanceof Tagged other
                    && tagged.tag().equals(other.tag())
                    && open.add(new Pairs(only(tagged.value()), only(other.value())));
        }
        return Objects.equals(left, right);
    }

    private static boolean entries(Map<?, ?> left, Map<?, ?> right, Deque<Pairs> open) {
        List<@Nullable Object> lefts = new ArrayList<>(left.size());
        List<@Nullable Object> rights = new ArrayList<>(left.size());
        List<@Nullable Object> nested = new ArrayList<>();
        for (Map.Entry<?, ?> entry : left.entrySet()) {
            Object key = entry.getKey();
            if (isNested(key)) {
                nested.add(key);
                continue;
            }
            Object value = right.get(key);
            if (value == null && !right.containsKey(key)) {
                return false;
            }
            lefts.add(entry.getValue());
            rights.add(value);
        }
        if (!nested.isEmpty()) {
            List<@Nullable Object> partners = partners(nested, right.keySet());
            if (partners == null) {
                return false;
            }
            for (int i = 0; i < nested.size(); i++) {
                lefts.add(nested.get(i));
                rights.add(partners.get(i));
                lefts.add(left.get(nested.get(i)));
                rights.add(right.get(partners.get(i)));
            }
        }
        return open.add(new Pairs(lefts.iterator(), rights.iterator()));
    }

    private static boolean elements(Set<?> left, Set<?> right, Deque<Pairs> open) {
        List<@Nullable Object> nested = new ArrayList<>();
        for (Object element : left) {
            if (isNested(element)) {
                nested.add(element);
            } else if (!right.contains(element)) {
                return false;
            }
        }
        if (nested.isEmpty()) {
            return true;
        }
        List<@Nullable Object> partners = partners(nested, right);
        return partners != null && open.add(new Pairs(nested.iterator(), partners.iterator()));
    }

    /** Returns the one of some elements that each collection must be equal to, or null when one has none. */
    private static @Nullable List<@Nullable Object> partners(List<@Nullable Object> nested, Collection<?> elements) {
        List<@Nullable Object> candidates = new ArrayList<>();
        for (Object element : elements) {
            if (isNested(element)) {
                candidates.add(element);
            }
        }
        if (candidates.size() != nested.size()) {
            return null;
        }
        if (nested.size() == 1) {
            return candidates;
        }
        Map<Integer, List<@Nullable Object>> byHash = new HashMap<>();
        for (Object candidate : candidates) {
            byHash.computeIfAbsent(hash(candidate), hash -> new ArrayList<>()).add(candidate);
        }
        List<@Nullable Object> partners = new ArrayList<>(nested.size());
        for (Object element : nested) {
            List<@Nullable Object> alike = byHash.getOrDefault(hash(element), List.of());
            if (alike.size() == 1) {
                partners.add(alike.get(0));
                continue;
            }
            int before = partners.size();
            for (Object candidate : alike) {
                if (equal(element, candidate)) {
                    partners.add(candidate);
                    break;
                }
            }
            if (partners.size() == before) {
                return null;
            }
        }
        return partners;
    }
}
