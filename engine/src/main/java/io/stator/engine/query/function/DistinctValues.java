package io.stator.engine.query.function;

import io.stator.engine.datom.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Values that differ in the query language, in the order in which they first came. */
final class DistinctValues {
    private static final int SLOTS_START = 16;
    private static final int HASH_MULTIPLIER = 0x9E3779B9;

    private final List<@Nullable Object> values = new ArrayList<>();
    private int[] hashes = new int[SLOTS_START];

    /** Indexes into {@link #values}, one more than the index, 0 for a free slot; a power of two of them. */
    private int[] slots = new int[2 * SLOTS_START];

    /** Adds a value unless an equal one is there; returns whether it was added. */
    boolean add(@Nullable Object value) {
        int hash = Values.hash(value) * HASH_MULTIPLIER;
        int mask = slots.length - 1;
        int slot = (hash >>> 7) & mask;
        while (slots[slot] != 0) {
            int index = slots[slot] - 1;
            if (hashes[index] == hash && Values.equal(values.get(index), value)) {
                return false;
            }
            slot = (slot + 1) & mask;
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
        return Collections.unmodifiableSet(new LinkedHashSet<>(values));
    }
}
