package io.stator.engine.query.relation;

import io.stator.engine.query.limit.Guard;

/**
 * Finds the rows that have given values in some columns, without an object for each.
 *
 * <p>A bucket chains one row of each key, the first; that row chains the others of its key. So many rows of one key do
 * not slow down the search for another that shares its bucket.
 */
public final class RowIndex {
    private static final int CAPACITY_LEAST = 8;

    private final Guard guard;
    private final Column[] keys;
    private final int[] heads;
    private final int[] nextKey;
    private final int[] nextRow;
    private final int mask;
    private final boolean singleLong;

    /** Makes one of the first rows of some columns. */
    public RowIndex(Column[] keys, int size, Guard guard) {
        this.guard = guard;
        this.keys = keys;
        int capacity = Integer.highestOneBit(Math.max(CAPACITY_LEAST, size)) << 1;
        this.heads = new int[capacity];
        this.nextKey = new int[size];
        this.nextRow = new int[size];
        this.mask = capacity - 1;
        this.singleLong = keys.length == 1 && keys[0].kind == Column.Kind.LONG;
        for (int row = size - 1; row >= 0; row--) {
            guard.tick(row);
            insert(row);
        }
    }

    private void insert(int row) {
        int bucket = Rows.hash(keys, row, guard) & mask;
        int before = 0;
        int candidate = heads[bucket];
        while (candidate != 0 && !isSameKey(candidate - 1, row)) {
            before = candidate;
            candidate = nextKey[candidate - 1];
        }
        if (candidate == 0) {
            nextKey[row] = heads[bucket];
            heads[bucket] = row + 1;
            return;
        }
        nextRow[row] = candidate;
        nextKey[row] = nextKey[candidate - 1];
        if (before == 0) {
            heads[bucket] = row + 1;
        } else {
            nextKey[before - 1] = row + 1;
        }
    }

    private boolean isSameKey(int row, int other) {
        return singleLong ? keys[0].longs[row] == keys[0].longs[other] : Rows.equal(keys, row, keys, other, guard);
    }

    /** Returns the first row equal to a row of other columns, or -1. */
    public int first(Column[] probe, int row) {
        if (singleLong && probe[0].kind == Column.Kind.LONG) {
            return firstLong(probe[0].longs[row]);
        }
        int candidate = heads[Rows.hash(probe, row, guard) & mask];
        while (candidate != 0 && !Rows.equal(keys, candidate - 1, probe, row, guard)) {
            candidate = nextKey[candidate - 1];
        }
        return candidate - 1;
    }

    private int firstLong(long value) {
        long[] values = keys[0].longs;
        int candidate = heads[Rows.hashLong(value) & mask];
        while (candidate != 0 && values[candidate - 1] != value) {
            candidate = nextKey[candidate - 1];
        }
        return candidate - 1;
    }

    /** Returns the next row with the key of one that was found, or -1. */
    public int next(int found) {
        return nextRow[found] - 1;
    }
}
