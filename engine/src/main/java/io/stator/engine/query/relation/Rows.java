package io.stator.engine.query.relation;

import io.stator.engine.datom.Effort;
import java.util.Arrays;

/** A growing list of the numbers of rows, or of slots, and what is computed over the columns of a row; not thread-safe. */
public final class Rows {
    private static final int CAPACITY_FIRST = 16;

    /** An odd number near two to the power of 64 over the golden ratio. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    /** The numbers; may be longer than the list. */
    int[] rows;

    int size;

    /** Makes an empty one. */
    public Rows() {
        this(CAPACITY_FIRST);
    }

    /** Makes an empty one for about so many rows. */
    public Rows(int capacity) {
        rows = new int[Math.max(1, capacity)];
    }

    private Rows(int[] rows) {
        this.rows = rows;
        this.size = rows.length;
    }

    /** Returns a list of numbers, which uses the array. */
    public static Rows of(int[] rows) {
        return new Rows(rows);
    }

    /** Returns how many there are. */
    public int size() {
        return size;
    }

    /** Returns the number at an index. */
    public int get(int index) {
        return rows[index];
    }

    /** Adds a row. */
    public void add(int row) {
        if (size == rows.length) {
            rows = Arrays.copyOf(rows, size + (size >> 1) + CAPACITY_FIRST);
        }
        rows[size++] = row;
    }

    /** Returns whether the numbers are those of the first rows, in their order. */
    boolean isIdentity() {
        for (int i = 0; i < size; i++) {
            if (rows[i] != i) {
                return false;
            }
        }
        return true;
    }

    /** Returns the numbers as an array of their own. */
    public int[] toArray() {
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
