package io.stator.engine.datom;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** An array of bytes to read numbers and texts from; not thread-safe. What it does not hold is an {@link IllegalArgumentException}. */
public final class ByteSource {
    private final byte[] bytes;
    private final int end;
    private int position;

    /** Creates one that reads from the first byte on. */
    public ByteSource(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    /** Creates one that reads a part of an array. */
    public ByteSource(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.position = from;
        this.end = end;
    }

    /** Returns where in the array the next byte is. */
    public int position() {
        return position;
    }

    /** Returns how many bytes are left. */
    public int left() {
        return end - position;
    }

    /** Passes over bytes that are read where they are, and returns where they begin. */
    public int pass(long count) {
        if (count < 0 || count > left()) {
            throw new IllegalArgumentException("bytes must be there: bytes=" + count + " left=" + left());
        }
        int start = position;
        position += (int) count;
        return start;
    }

    /** Returns the next byte, 0 to 255. */
    public int get() {
        if (position >= end) {
            throw new IllegalArgumentException("bytes must not end within what they hold: end=" + end);
        }
        return bytes[position++] & 0xff;
    }

    /** Returns a number that {@link ByteSink#putVarint} wrote. */
    public long getVarint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int next = get();
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new IllegalArgumentException("number must fit 64 bits: position=" + position);
    }

    /** Returns a number of things that take at least one byte each. */
    public int getCount() {
        return getCount(left());
    }

    /** Returns a number of things of which there can only be so many. */
    public int getCount(int most) {
        long count = getVarint();
        if (count < 0 || count > most) {
            throw new IllegalArgumentException("count must be at most " + most + ": count=" + count);
        }
        return (int) count;
    }

    /** Returns a number that {@link ByteSink#putZigzag} wrote. */
    public long getZigzag() {
        long value = getVarint();
        return (value >>> 1) ^ -(value & 1);
    }

    /** Returns a number of eight bytes. */
    public long getLong() {
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = (value << 8) | get();
        }
        return value;
    }

    /** Returns a number of four bytes. */
    public int getInt() {
        int value = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            value = (value << 8) | get();
        }
        return value;
    }

    /** Returns bytes that {@link ByteSink#putBytes} wrote. */
    public byte[] getBytes() {
        int count = getCount();
        int start = pass(count);
        return Arrays.copyOfRange(bytes, start, start + count);
    }

    /** Returns a text that {@link ByteSink#putText} wrote. */
    public String getText() {
        int count = getCount();
        return new String(bytes, pass(count), count, StandardCharsets.UTF_8);
    }

    /** Checks that nothing is left. */
    public void expectEnd() {
        if (position != end) {
            throw new IllegalArgumentException(
                    "bytes must end after what they hold: position=" + position + " end=" + end);
        }
    }
}
