package io.stator.engine.query.relation;

import io.stator.engine.query.limit.Guard;
import java.util.Arrays;

/** Finds the rows of a growing table that have given values in some columns; not thread-safe. */
public final class GrowingIndex {
    private static final int CAPACITY_FIRST = 16;

    private final Guard guard;
    private Column[] keys = {};
    private int[] heads = new int[CAPACITY_FIRST];
    private int[] next = new int[CAPACITY_FIRST];
    private int size;

    /** Makes one of an empty table. */
    public GrowingIndex(Guard guard) {
        this.guard = guard;
    }

    /** Takes in the rows that were added since the last time. */
    public void extend(Column[] columns, int newSize) {
        keys = columns;
        if (newSize > next.length) {
            next = Arrays.copyOf(next, Math.max(newSize, next.length * 2));
        }
        if (newSize > heads.length) {
            heads = new int[Integer.highestOneBit(newSize) << 2];
            size = 0;
        }
        for (; size < newSize; size++) {
            guard.tick(size);
            int bucket = Rows.hash(keys, size, guard) & (heads.length - 1);
            next[size] = heads[bucket];
            heads[bucket] = size + 1;
        }
    }

    /** Returns the last row equal to a row of other columns, or -1. */
    public int first(Column[] probe, int row) {
        return find(heads[Rows.hash(probe, row, guard) & (heads.length - 1)], probe, row);
    }

    /** Returns the row before one that was found, or -1. */
    public int next(int found, Column[] probe, int row) {
        return find(next[found], probe, row);
    }

    private int find(int start, Column[] probe, int row) {
        int candidate = start;
        while (candidate != 0) {
            if (Rows.equal(keys, candidate - 1, probe, row, guard)) {
                return candidate - 1;
            }
            candidate = next[candidate - 1];
        }
        return -1;
    }
}
