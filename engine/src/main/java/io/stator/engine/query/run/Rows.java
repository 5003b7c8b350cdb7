package io.stator.engine.query.run;

import java.util.Arrays;

/** A growing list of row numbers, and what is computed over the columns of a row; not thread-safe. */
final class Rows {
    private static final int CAPACITY_FIRST = 16;

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

    /** Returns the hash of some columns of a row. */
    static int hash(Column[] columns, int row) {
        if (columns.length == 1) {
            return columns[0].hash(row);
        }
        int hash = 0;
        for (Column column : columns) {
            hash = 31 * hash + column.hash(row);
        }
        return hash ^ (hash >>> 16);
    }

    /** Returns whether some columns are equal in two rows. */
    static boolean equal(Column[] left, int leftRow, Column[] right, int rightRow) {
        for (int i = 0; i < left.length; i++) {
            if (!left[i].equal(leftRow, right[i], rightRow)) {
                return false;
            }
        }
        return true;
    }
}
