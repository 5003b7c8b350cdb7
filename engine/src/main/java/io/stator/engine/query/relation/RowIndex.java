package io.stator.engine.query.relation;

import io.stator.engine.query.limit.Guard;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rows that have given values in some columns, without an object for each.
 *
 * <p>A bucket chains one row of each key, the first; that row chains the others of its key. So many rows of one key do
 * not slow down the search for another that shares its bucket. Longs that are near to each other, as ids of entities often are, have a
 * bucket of their own each.
 */
public final class RowIndex {
    private static final int CAPACITY_LEAST = 8;

    /** How many times as many buckets as rows there may be so that each long has its own; with so many buckets in all, twice. */
    private static final int OWN_FACTOR = 16;

    private static final int OWN_MANY = 1 << 22;

    private final Guard guard;
    private final Column[] keys;
    private final int size;
    private final int[] heads;
    private final int[] nextKey;
    private final int[] nextRow;
    private final int mask;
    private final boolean singleLong;

    /** Whether each long from the least one on has its own bucket. */
    private final boolean isOwn;

    private final long least;

    /** The index by hashes, for what is sought and no long, beside one of buckets of their own. */
    private @Nullable RowIndex hashed;

    /** Makes one of the first rows of some columns. */
    public RowIndex(Column[] keys, int size, Guard guard) {
        this(keys, size, guard, true);
    }

    private RowIndex(Column[] keys, int size, Guard guard, boolean mayOwn) {
        this.guard = guard;
        this.keys = keys;
        this.size = size;
        this.nextRow = new int[size];
        this.singleLong = keys.length == 1 && keys[0].kind == Column.Kind.LONG;
        long first = 0;
        long last = -1;
        if (singleLong && mayOwn && size > 0) {
            first = Long.MAX_VALUE;
            last = Long.MIN_VALUE;
            for (int row = 0; row < size; row++) {
                guard.tick(row);
                first = Math.min(first, keys[0].longs[row]);
                last = Math.max(last, keys[0].longs[row]);
            }
        }
        long most = Math.max(2L * size, Math.min((long) OWN_FACTOR * size, OWN_MANY));
        this.least = first;
        this.isOwn = last >= first && last - first >= 0 && last - first < most;
        int capacity = isOwn ? (int) (last - first) + 1 : Integer.highestOneBit(Math.max(CAPACITY_LEAST, size)) << 1;
        guard.need((long) Integer.BYTES * capacity);
        this.heads = new int[capacity];
        this.nextKey = new int[isOwn ? 0 : size];
        this.mask = capacity - 1;
        for (int row = size - 1; row >= 0; row--) {
            guard.tick(row);
            if (isOwn) {
                int bucket = (int) (keys[0].longs[row] - least);
                nextRow[row] = heads[bucket];
                heads[bucket] = row + 1;
            } else {
                insert(row);
            }
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
        if (isOwn) {
            return hashed().first(probe, row);
        }
        int candidate = heads[Rows.hash(probe, row, guard) & mask];
        while (candidate != 0 && !Rows.equal(keys, candidate - 1, probe, row, guard)) {
            candidate = nextKey[candidate - 1];
        }
        return candidate - 1;
    }

    private RowIndex hashed() {
        RowIndex known = hashed;
        if (known == null) {
            known = new RowIndex(keys, size, guard, false);
            hashed = known;
        }
        return known;
    }

    private int firstLong(long value) {
        if (isOwn) {
            long bucket = value - least;
            return value < least || bucket < 0 || bucket >= heads.length ? -1 : heads[(int) bucket] - 1;
        }
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
