package io.stator.engine.segment;

import io.stator.engine.datom.ByteSink;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Numbers of equal width without gaps: the lowest bit of the first is the lowest of the first byte.
 *
 * <p>They are read eight bytes at a time, so an array must go on for {@link #PADDING} bytes after the last of them.
 */
final class PackedBits {
    /** How many bytes of an array must follow the last number. */
    static final int PADDING = 9;

    /** The greatest width whose numbers lie within eight bytes wherever they begin. */
    private static final int NARROW_MAX = Long.SIZE - Byte.SIZE + 1;

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private PackedBits() {}

    /** Returns the number of bits of the greatest of some numbers without a sign. */
    static int width(long greatest) {
        return Long.SIZE - Long.numberOfLeadingZeros(greatest);
    }

    /** Returns how many bytes so many numbers take. */
    static long bytes(int count, int width) {
        return ((long) count * width + Byte.SIZE - 1) / Byte.SIZE;
    }

    /** Appends the differences of numbers to a base. */
    static void put(long[] values, int count, long base, int width, ByteSink sink) {
        long word = 0;
        int used = 0;
        for (int i = 0; i < count; i++) {
            long value = values[i] - base;
            word |= value << used;
            int bits = used + width;
            if (bits < Long.SIZE) {
                used = bits;
            } else {
                sink.putLong(Long.reverseBytes(word));
                used = bits - Long.SIZE;
                word = used == 0 ? 0 : value >>> (width - used);
            }
        }
        for (int bits = 0; bits < used; bits += Byte.SIZE) {
            sink.put((int) (word >>> bits));
        }
    }

    /** Reads numbers, each with the base added to it. */
    static void get(byte[] bytes, int position, int count, int width, long base, long[] into) {
        if (width == 0) {
            java.util.Arrays.fill(into, 0, count, base);
            return;
        }
        long mask = -1L >>> (Long.SIZE - width);
        long bit = (long) position * Byte.SIZE;
        for (int i = 0; i < count; i++) {
            int at = (int) (bit >>> 3);
            int shift = (int) (bit & 7);
            long word = (long) WORDS.get(bytes, at) >>> shift;
            if (width > NARROW_MAX && shift > 0) {
                word |= (long) bytes[at + Long.BYTES] << (Long.SIZE - shift);
            }
            into[i] = base + (word & mask);
            bit += width;
        }
    }
}
