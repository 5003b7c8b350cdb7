package io.stator.engine.transact;

import io.stator.engine.datom.Fact;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A hash table of facts, found by some of their components; values are the same when no index tells them apart. */
final class FactTable {
    /** What facts are found by. */
    enum Key {
        /** Entity and attribute. */
        ENTITY_ATTRIBUTE,
        /** Attribute and value. */
        ATTRIBUTE_VALUE,
        /** Entity, attribute and value. */
        ALL
    }

    private static final int INITIAL_CAPACITY = 16;
    private static final int PRIME = 0x9E3779B9;

    private final Key key;
    private final boolean numeric;
    private @Nullable Fact[] slots;
    private int size;

    FactTable(Key key) {
        this(key, 0, false);
    }

    /**
     * Creates a table.
     *
     * @param expected the number of facts there is room for at first
     * @param numeric whether decimals of different scales are the same
     */
    FactTable(Key key, int expected, boolean numeric) {
        this.key = key;
        this.numeric = numeric;
        int capacity = INITIAL_CAPACITY;
        while (capacity < expected * 2) {
            capacity *= 2;
        }
        this.slots = new Fact[capacity];
    }

    /** Returns the fact that has the same key, or null. */
    @Nullable
    Fact find(Fact fact) {
        return size == 0 ? null : slots[slot(fact, numeric)];
    }

    /** Returns a fact that has the same key when the scale of decimals does not count, or null. */
    @Nullable
    Fact findNumeric(Fact fact) {
        return size == 0 ? null : slots[slot(fact, true)];
    }

    /** Puts a fact into the table, if there is none with the same key; returns that one, or null. */
    @Nullable
    Fact putIfAbsent(Fact fact) {
        if (size * 2 >= slots.length) {
            grow();
        }
        int slot = slot(fact, numeric);
        Fact known = slots[slot];
        if (known == null) {
            slots[slot] = fact;
            size++;
        }
        return known;
    }

    private int slot(Fact fact, boolean scaleless) {
        int mask = slots.length - 1;
        int slot = hash(fact) & mask;
        for (Fact known = slots[slot]; known != null && !same(known, fact, scaleless); known = slots[slot]) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        @Nullable Fact[] old = slots;
        slots = new Fact[old.length * 2];
        for (Fact fact : old) {
            if (fact != null) {
                slots[slot(fact, numeric)] = fact;
            }
        }
    }

    private boolean same(Fact left, Fact right, boolean scaleless) {
        return switch (key) {
            case ENTITY_ATTRIBUTE -> left.e == right.e && left.a == right.a;
            case ATTRIBUTE_VALUE -> left.a == right.a && sameValue(left, right, scaleless);
            case ALL -> left.e == right.e && left.a == right.a && sameValue(left, right, scaleless);
        };
    }

    /** Returns whether two values are the same; with {@code numeric}, also decimals of different scales. */
    static boolean sameValue(Fact left, Fact right, boolean numeric) {
        if (Fact.compareValues(left, right) == 0) {
            return true;
        }
        return numeric
                && !left.isLong()
                && left.stored() instanceof BigDecimal l
                && right.stored() instanceof BigDecimal r
                && l.compareTo(r) == 0;
    }

    private int hash(Fact fact) {
        int hash = fact.a * PRIME;
        if (key != Key.ATTRIBUTE_VALUE) {
            hash = (hash ^ Long.hashCode(fact.e)) * PRIME;
        }
        if (key != Key.ENTITY_ATTRIBUTE) {
            hash = (hash ^ valueHash(fact)) * PRIME;
        }
        return hash ^ (hash >>> 16);
    }

    private static int valueHash(Fact fact) {
        return fact.isLong() || fact.isInstant() ? Long.hashCode(fact.bits) : hash(fact.stored());
    }

    /** Returns a hash that is the same for values that no index tells apart, such as 0.0 and -0.0. */
    private static int hash(@Nullable Object value) {
        if (value instanceof Double || value instanceof Float) {
            return Double.hashCode(((Number) value).doubleValue() + 0.0);
        }
        if (value instanceof BigDecimal decimal) {
            return Double.hashCode(decimal.doubleValue());
        }
        if (value instanceof byte[] bytes) {
            return Arrays.hashCode(bytes);
        }
        if (value instanceof List<?> list) {
            int hash = 1;
            for (Object element : list) {
                hash = 31 * hash + hash(element);
            }
            return hash;
        }
        return value == null ? 0 : value.hashCode();
    }
}
