package io.stator.cli;

import io.stator.Anomaly;
import java.util.Arrays;

/**
 * Which transaction of a database became which of its copy. Those of a copy follow each other without gaps; where those of the original
 * do, too, nothing is kept but the distance, otherwise a byte or two a transaction. Not safe for use by several threads.
 */
final class TransactionNumbers {
    /** The bytes that may be kept: enough for about a billion transactions. */
    static final int BYTES_MAX = 1 << 30;

    private static final int STRIDE = 256;
    private static final int INITIAL_BYTES = 1 << 10;
    private static final int BITS = 7;
    private static final int MORE = 1 << BITS;

    private final long firstCopy;
    private long first = -1;
    private long last = -1;
    private long count;

    /** How many transactions there are before the first gap. */
    private long even;

    /** How far each transaction after the first gap is from the one before it, in groups of seven bits. */
    private byte[] gaps = new byte[INITIAL_BYTES];

    private int used;
    private int encoded;

    /** The number, and where its gap ends, of every so many of those transactions. */
    private long[] marks = new long[STRIDE];

    private int[] positions = new int[STRIDE];

    /**
     * Makes one without transactions.
     *
     * @param firstCopy the number of the first transaction of the copy
     */
    TransactionNumbers(long firstCopy) {
        this.firstCopy = firstCopy;
    }

    /** Takes note of a transaction, or finds it again; returns its number in the copy. */
    long append(long t) {
        if (t <= last) {
            return of(t);
        }
        if (count == 0) {
            first = t;
            even = 1;
        } else if (even == count && t == last + 1) {
            even++;
        } else {
            encode(t);
        }
        last = t;
        count++;
        return firstCopy + count - 1;
    }

    private void encode(long t) {
        if (encoded % STRIDE == 0) {
            int mark = encoded / STRIDE;
            if (mark == marks.length) {
                marks = Arrays.copyOf(marks, mark * 2);
                positions = Arrays.copyOf(positions, mark * 2);
            }
            marks[mark] = last;
            positions[mark] = used;
        }
        if (used > BYTES_MAX - Long.BYTES * 2) {
            throw new Anomaly.Unsupported(
                    "a database whose transactions are not numbered without gaps can be copied up to"
                            + " about a billion of them: transactions=" + count);
        }
        if (used + Long.BYTES * 2 > gaps.length) {
            gaps = Arrays.copyOf(gaps, gaps.length * 2);
        }
        long rest = t - last;
        while (rest >= MORE) {
            gaps[used++] = (byte) (rest | MORE);
            rest >>>= BITS;
        }
        gaps[used++] = (byte) rest;
        encoded++;
    }

    /** Returns the number in the copy of a transaction, -1 when there is none of that number. */
    long of(long t) {
        if (t < first || t > last || count == 0) {
            return -1;
        }
        if (t - first < even) {
            return firstCopy + t - first;
        }
        int marked = (encoded + STRIDE - 1) / STRIDE;
        int found = Arrays.binarySearch(marks, 0, marked, t - 1);
        int mark = found >= 0 ? found : -found - 2;
        if (mark < 0) {
            return -1;
        }
        long at = marks[mark];
        int position = positions[mark];
        for (int i = mark * STRIDE; i < encoded && at < t; i++) {
            long gap = 0;
            int shift = 0;
            int read;
            do {
                read = gaps[position++];
                gap |= (long) (read & (MORE - 1)) << shift;
                shift += BITS;
            } while ((read & MORE) != 0);
            at += gap;
            if (at == t) {
                return firstCopy + even + i;
            }
        }
        return -1;
    }
}
