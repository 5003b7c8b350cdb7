package io.stator.engine.query.run;

import io.stator.engine.datom.Effort;
import java.util.Arrays;

/** A growing list of row numbers, and what is computed over the columns of a row; not thread-safe. */
final class Rows {
    private static final int CAPACITY_FIRST = 16;

    /** An odd number near two to the power of 64 over the golden ratio. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    int[] rows;
    int size;

    Rows() {
        this(CAPACITY_FIRST);
    }

    Rows(int capacity) {
        rows = new int[Math.max(1, capacity)];
    }

    void add(int row) {
        if (size == rows.length) {
            rows = Arrays.copyOf(rows, size + (size >> 1) + CAPACITY_FIRST);
        }
        rows[size++] = row;
    }

    /** Returns the numbers as an array of their own. */
    int[] toArray() {
        return Arrays.copyOf(rows, size);
    }

    /** Returns the hash of some columns of a row, spread over all bits. */
    static int hash(Column[] columns, int row, Effort effort) {
        long hash = 0;
        for (Column column : columns) {
            hash = (hash ^ column.hash(row, effort)) * SPREAD;
            hash ^= hash >>> 32;
        }
        return (int) hash;
    }

    /** Returns the hash of a row whose only column holds a long. */
    static int hashLong(long value) {
        long hash = Long.hashCode(value) * SPREAD;
        return (int) (hash ^ (hash >>> 32));
    }

    /** Returns whether some columns are equal in two rows. */
    static boolean equal(Column[] left, int leftRow, Column[] right, int rightRow, Effort effort) {
        for (int i = 0; i < left.length; i++) {
            if (!left[i].equal(leftRow, right[i], rightRow, effort)) {
                return false;
            }
        }
        return true;
    }
}
