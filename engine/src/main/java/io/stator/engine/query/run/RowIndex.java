package io.stator.engine.query.run;

/** Finds the rows that have given values in some columns: buckets of chained rows, without an object for each. */
final class RowIndex {
    private final Column[] keys;
    private final int[] heads;
    private final int[] next;
    private final int mask;
    private final boolean singleLong;

    RowIndex(Column[] keys, int size) {
        this.keys = keys;
        int capacity = Integer.highestOneBit(Math.max(8, size)) << 1;
        this.heads = new int[capacity];
        this.next = new int[size];
        this.mask = capacity - 1;
        this.singleLong = keys.length == 1 && keys[0].kind == Column.Kind.LONG;
        for (int row = size - 1; row >= 0; row--) {
            int bucket = Rows.hash(keys, row) & mask;
            next[row] = heads[bucket];
            heads[bucket] = row + 1;
        }
    }

    /** Returns the first row equal to a row of other columns, or -1. */
    int first(Column[] probe, int row) {
        if (singleLong && probe[0].kind == Column.Kind.LONG) {
            return firstLong(probe[0].longs[row]);
        }
        return find(heads[Rows.hash(probe, row) & mask], probe, row);
    }

    /** Returns the next row after one that was found, or -1. */
    int next(int found, Column[] probe, int row) {
        if (singleLong && probe[0].kind == Column.Kind.LONG) {
            return findLong(next[found], probe[0].longs[row]);
        }
        return find(next[found], probe, row);
    }

    private int find(int start, Column[] probe, int row) {
        int candidate = start;
        while (candidate != 0) {
            if (Rows.equal(keys, candidate - 1, probe, row)) {
                return candidate - 1;
            }
            candidate = next[candidate - 1];
        }
        return -1;
    }

    private int firstLong(long value) {
        return findLong(heads[Column.hashLong(value) & mask], value);
    }

    private int findLong(int start, long value) {
        long[] values = keys[0].longs;
        int candidate = start;
        while (candidate != 0) {
            if (values[candidate - 1] == value) {
                return candidate - 1;
            }
            candidate = next[candidate - 1];
        }
        return -1;
    }
}
