package io.stator.engine.log;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** An array of bytes to read numbers and texts from; not thread-safe. */
final class ByteSource {
    private final byte[] bytes;
    private int position;

    ByteSource(byte[] bytes) {
        this.bytes = bytes;
    }

    int get() {
        if (position >= bytes.length) {
            throw new IllegalArgumentException("log record must not end within a transaction: size=" + bytes.length);
        }
        return bytes[position++] & 0xff;
    }

    long getVarint() {
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
    int getCount() {
        long count = getVarint();
        if (count < 0 || count > bytes.length - position) {
            throw new IllegalArgumentException("count in a log record must fit the bytes left: count=" + count);
        }
        return (int) count;
    }

    long getZigzag() {
        long value = getVarint();
        return (value >>> 1) ^ -(value & 1);
    }

    long getLong() {
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = (value << 8) | get();
        }
        return value;
    }

    byte[] getBytes() {
        int count = getCount();
        byte[] value = Arrays.copyOfRange(bytes, position, position + count);
        position += count;
        return value;
    }

    String getText() {
        int count = getCount();
        String text = new String(bytes, position, count, StandardCharsets.UTF_8);
        position += count;
        return text;
    }

    void expectEnd() {
        if (position != bytes.length) {
            throw new IllegalArgumentException(
                    "log record must end after its transactions: position=" + position + " size=" + bytes.length);
        }
    }
}
