package io.stator.engine.log;

import io.stator.spi.UnicodeText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing array of bytes to write numbers and texts to; not thread-safe. */
final class ByteSink {
    private static final int CAPACITY_INITIAL = 512;

    private byte[] bytes = new byte[CAPACITY_INITIAL];
    private int size;

    private void require(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), bytes.length + (bytes.length >> 1)));
        }
    }

    void put(int value) {
        require(1);
        bytes[size++] = (byte) value;
    }

    void putVarint(long value) {
        require(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    void putZigzag(long value) {
        putVarint((value << 1) ^ (value >> 63));
    }

    void putLong(long value) {
        require(Long.BYTES);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
    }

    void putBytes(byte[] value) {
        putVarint(value.length);
        require(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
    }

    void putText(String text) {
        if (!UnicodeText.isWellFormed(text)) {
            throw new IllegalArgumentException("text must be well-formed: text=" + UnicodeText.escaped(text));
        }
        putBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }
}
