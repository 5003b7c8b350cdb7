package io.stator.engine.query.relation;

import io.stator.engine.datom.Effort;
import java.util.Arrays;

/** Puts the numbers of rows in the order of longs, without an object for each. */
public final class SortedRows {
    /** How many are sorted at once, before they are merged with others. */
    private static final int RUN = 1 << 14;

    private static final long ROW_MASK = 0xFFFF_FFFFL;

    private SortedRows() {}

    /**
     * Returns the numbers of the first rows in the order of their values.
     *
     * @param effort is told of the steps
     */
    public static int[] of(long[] values, int size, boolean descending, Effort effort) {
        long[] distinct = sorted(Arrays.copyOf(values, size), effort);
        long[] ranked = new long[size];
        for (int row = 0; row < size; row++) {
            effort.steps(1);
            long rank = Arrays.binarySearch(distinct, values[row]);
            ranked[row] = (descending ? size - rank : rank) << Integer.SIZE | row;
        }
        ranked = sorted(ranked, effort);
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            order[i] = (int) (ranked[i] & ROW_MASK);
        }
        return order;
    }

    /** Returns values in order, in one of two arrays: short runs are sorted, and merged two by two, so that it can be ended in between. */
    private static long[] sorted(long[] values, Effort effort) {
        for (int from = 0; from < values.length; from += RUN) {
            int to = Math.min(values.length, from + RUN);
            effort.steps(to - from);
            Arrays.sort(values, from, to);
        }
        long[] from = values;
        long[] to = values.length > RUN ? new long[values.length] : values;
        for (long width = RUN; width < values.length; width *= 2) {
            for (long start = 0; start < values.length; start += 2 * width) {
                int middle = (int) Math.min(values.length, start + width);
                merge(from, (int) start, middle, (int) Math.min(values.length, start + 2 * width), to, effort);
            }
            long[] next = from;
            from = to;
            to = next;
        }
        return from;
    }

    private static void merge(long[] from, int start, int middle, int end, long[] to, Effort effort) {
        int left = start;
        int right = middle;
        for (int i = start; i < end; i++) {
            effort.steps(1);
            boolean takesLeft = right == end || (left < middle && from[left] <= from[right]);
            to[i] = takesLeft ? from[left++] : from[right++];
        }
    }
}
