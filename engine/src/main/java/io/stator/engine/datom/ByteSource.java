package io.stator.engine.datom;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** An array of bytes to read numbers and texts from; not thread-safe. */
public final class ByteSource {
    private final byte[] bytes;
    private int position;

    /** Creates one that reads from the first byte on. */
    public ByteSource(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Returns the next byte, 0 to 255. */
    public int get() {
        if (position >= bytes.length) {
            throw new IllegalArgumentException("log record must not end within a transaction: size=" + bytes.length);
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
        throw new IllegalArgumentException("number in a log record must fit 64 bits: position=" + position);
    }

    /** Returns a number of things that take at least one byte each. */
    public int getCount() {
        long count = getVarint();
        if (count < 0 || count > bytes.length - position) {
            throw new IllegalArgumentException("count in a log record must fit the bytes left: count=" + count);
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

    /** Returns bytes that {@link ByteSink#putBytes} wrote. */
    public byte[] getBytes() {
        int count = getCount();
        byte[] value = Arrays.copyOfRange(bytes, position, position + count);
        position += count;
        return value;
    }

    /** Returns a text that {@link ByteSink#putText} wrote. */
    public String getText() {
        int count = getCount();
        String text = new String(bytes, position, count, StandardCharsets.UTF_8);
        position += count;
        return text;
    }

    /** Checks that nothing is left. */
    public void expectEnd() {
        if (position != bytes.length) {
            throw new IllegalArgumentException(
                    "log record must end after its transactions: position=" + position + " size=" + bytes.length);
        }
    }
}
