package io.stator.cli;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** A set of entity ids, about a bit for each where they follow each other. Not safe for use by several threads. */
final class EntitySet {
    private static final int CHUNK_BITS = 13;
    private static final int CHUNK_MASK = (1 << CHUNK_BITS) - 1;

    private final Map<Long, BitSet> chunks = new HashMap<>();
    private long size;

    /** Adds an entity. */
    void add(long entity) {
        BitSet chunk = chunks.computeIfAbsent(entity >>> CHUNK_BITS, number -> new BitSet());
        int bit = (int) entity & CHUNK_MASK;
        if (!chunk.get(bit)) {
            chunk.set(bit);
            size++;
        }
    }

    /** Returns the number of different entities. */
    long size() {
        return size;
    }
}
