package io.stator.engine.query.relation;

import java.util.Arrays;

/** Puts the numbers of rows in the order of longs, without an object for each. */
public final class SortedRows {
    private static final long ROW_MASK = 0xFFFF_FFFFL;

    private SortedRows() {}

    /** Returns the numbers of the first rows in the order of their values. */
    public static int[] of(long[] values, int size, boolean descending) {
        long[] distinct = Arrays.copyOf(values, size);
        Arrays.sort(distinct);
        long[] ranked = new long[size];
        for (int row = 0; row < size; row++) {
            long rank = Arrays.binarySearch(distinct, values[row]);
            ranked[row] = (descending ? size - rank : rank) << Integer.SIZE | row;
        }
        Arrays.sort(ranked);
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            order[i] = (int) (ranked[i] & ROW_MASK);
        }
        return order;
    }
}
