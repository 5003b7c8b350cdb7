package io.stator.engine.query.function;

import io.stator.engine.datom.Effort;
import io.stator.engine.datom.Values;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Values that differ in the query language, in the order in which they first came. */
final class DistinctValues {
    private static final int SLOTS_START = 16;
    private static final int HASH_MULTIPLIER = 0x9E3779B9;

    private final Effort effort;
    private final List<@Nullable Object> values = new ArrayList<>();
    private int[] hashes = new int[SLOTS_START];

    /** Indexes into {@link #values}, one more than the index, 0 for a free slot; a power of two of them. */
    private int[] slots = new int[2 * SLOTS_START];

    DistinctValues(Effort effort) {
        this.effort = effort;
    }

    private static int hash(@Nullable Object value, Effort effort) {
        return Values.hash(value, effort) * HASH_MULTIPLIER;
    }

    /** Returns the slot of a value, or the free one where it belongs. */
    private int slot(@Nullable Object value, int hash, Effort watched) {
        int mask = slots.length - 1;
        int slot = (hash >>> 7) & mask;
        while (slots[slot] != 0) {
            int index = slots[slot] - 1;
            if (hashes[index] == hash && Values.equal(values.get(index), value, watched)) {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /** Returns whether a value is there. */
    boolean contains(@Nullable Object value) {
        int hash = hash(value, Effort.UNLIMITED);
        return slots[slot(value, hash, Effort.UNLIMITED)] != 0;
    }

    /** Adds a value unless an equal one is there; returns whether it was added. */
    boolean add(@Nullable Object value) {
        effort.steps(1);
        int hash = hash(value, effort);
        int slot = slot(value, hash, effort);
        if (slots[slot] != 0) {
            return false;
        }
        if (values.size() == hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * hashes.length);
        }
        hashes[values.size()] = hash;
        values.add(value);
        slots[slot] = values.size();
        if (2 * values.size() > slots.length) {
            grow();
        }
        return true;
    }

    private void grow() {
        slots = new int[2 * slots.length];
        int mask = slots.length - 1;
        for (int index = 0; index < values.size(); index++) {
            int slot = (hashes[index] >>> 7) & mask;
            while (slots[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            slots[slot] = index + 1;
        }
    }

    int size() {
        return values.size();
    }

    List<@Nullable Object> values() {
        return values;
    }

    Set<@Nullable Object> toSet() {
        return new DistinctSet(this);
    }

    /** The values as a set, whose elements are found by the equality of the query language. */
    private static final class DistinctSet extends AbstractSet<@Nullable Object> {
        private final DistinctValues distinct;

        DistinctSet(DistinctValues distinct) {
            this.distinct = distinct;
        }

        @Override
        public int size() {
            return distinct.size();
        }

        @Override
        public boolean contains(@Nullable Object value) {
            return distinct.contains(value);
        }

        @Override
        public Iterator<@Nullable Object> iterator() {
            Iterator<@Nullable Object> values = distinct.values().iterator();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return values.hasNext();
                }

                @Override
                public @Nullable Object next() {
                    return values.next();
                }
            };
        }
    }
}
