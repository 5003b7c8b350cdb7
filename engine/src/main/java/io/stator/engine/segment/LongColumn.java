package io.stator.engine.segment;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Numbers by position, in as little memory as their differences allow: a sequence, offsets of 8 or 32 bits to a base, or 64
 * bits each. Immutable.
 */
public final class LongColumn {
    private static final int BYTE_MASK = 0xff;
    private static final long INT_MASK = 0xffffffffL;

    /** What an object with two arrays takes beside the elements of them. */
    private static final int OVERHEAD_BYTES = 64;

    private final int size;
    private final long base;
    private final long step;
    private final byte @Nullable [] bytes;
    private final int @Nullable [] ints;
    private final long @Nullable [] longs;

    private LongColumn(
            int size, long base, long step, byte @Nullable [] bytes, int @Nullable [] ints, long @Nullable [] longs) {
        this.size = size;
        this.base = base;
        this.step = step;
        this.bytes = bytes;
        this.ints = ints;
        this.longs = longs;
    }

    /** Returns the numbers {@code first}, {@code first + step} and so on. */
    static LongColumn sequence(int size, long first, long step) {
        return new LongColumn(size, first, step, null, null, null);
    }

    /** Returns the first numbers of an array. */
    static LongColumn of(long[] values, int size) {
        long least = Long.MAX_VALUE;
        long greatest = Long.MIN_VALUE;
        for (int i = 0; i < size; i++) {
            least = Math.min(least, values[i]);
            greatest = Math.max(greatest, values[i]);
        }
        long span = greatest - least;
        if (size == 0 || span == 0) {
            return sequence(size, size == 0 ? 0 : least, 0);
        }
        if (span < 0 || span > INT_MASK) {
            return new LongColumn(size, 0, 0, null, null, Arrays.copyOf(values, size));
        }
        if (span > BYTE_MASK) {
            int[] ints = new int[size];
            for (int i = 0; i < size; i++) {
                ints[i] = (int) (values[i] - least);
            }
            return new LongColumn(size, least, 0, null, ints, null);
        }
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (values[i] - least);
        }
        return new LongColumn(size, least, 0, bytes, null, null);
    }

    /** Returns how many numbers there are. */
    public int size() {
        return size;
    }

    /** Returns the number at a position, which must be one. */
    public long get(int position) {
        if (ints != null) {
            return base + (ints[position] & INT_MASK);
        }
        if (longs != null) {
            return longs[position];
        }
        return bytes != null ? base + (bytes[position] & BYTE_MASK) : base + step * position;
    }

    /** Returns the first of some positions, whose numbers ascend, that has a number not less than this one; {@code to} when none has. */
    int notLess(int from, int to, long number) {
        if (ints != null) {
            return notLess(ints, from, to, number);
        }
        int low = from;
        int count = to - from;
        while (count > 0) {
            int half = count >>> 1;
            boolean less = get(low + half) < number;
            low = less ? low + half + 1 : low;
            count = less ? count - half - 1 : half;
        }
        return low;
    }

    private int notLess(int[] offsets, int from, int to, long number) {
        if (number <= base) {
            return from;
        }
        long sought = number - base;
        if (sought < 0 || sought > INT_MASK) {
            return to;
        }
        int low = from;
        int count = to - from;
        while (count > 0) {
            int half = count >>> 1;
            boolean less = (offsets[low + half] & INT_MASK) < sought;
            low = less ? low + half + 1 : low;
            count = less ? count - half - 1 : half;
        }
        return low;
    }

    /** Returns whether all numbers are known to be the same. */
    public boolean isConstant() {
        return ints == null && longs == null && bytes == null && step == 0;
    }

    /** Copies the numbers of some positions. */
    public void copy(int from, int to, long[] into, int at) {
        int shift = at - from;
        if (longs != null) {
            System.arraycopy(longs, from, into, at, to - from);
        } else if (ints != null) {
            for (int i = from; i < to; i++) {
                into[i + shift] = base + (ints[i] & INT_MASK);
            }
        } else if (bytes != null) {
            for (int i = from; i < to; i++) {
                into[i + shift] = base + (bytes[i] & BYTE_MASK);
            }
        } else if (step == 0) {
            Arrays.fill(into, at, at + to - from, base);
        } else {
            for (int i = from; i < to; i++) {
                into[i + shift] = base + step * i;
            }
        }
    }

    /** Returns about how many bytes of memory this takes. */
    public long weight() {
        return OVERHEAD_BYTES
                + (bytes == null ? 0 : bytes.length)
                + (ints == null ? 0 : (long) Integer.BYTES * ints.length)
                + (longs == null ? 0 : (long) Long.BYTES * longs.length);
    }
}
