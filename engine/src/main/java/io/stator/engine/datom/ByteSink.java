package io.stator.engine.datom;

import io.stator.spi.UnicodeText;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing array of bytes to write numbers and texts to; not thread-safe. */
public final class ByteSink {
    private static final int CAPACITY_INITIAL = 512;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] bytes = new byte[CAPACITY_INITIAL];
    private int size;

    /** Returns how many bytes were appended. */
    public int size() {
        return size;
    }

    private void require(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), bytes.length + (bytes.length >> 1)));
        }
    }

    /** Appends one byte. */
    public void put(int value) {
        require(1);
        bytes[size++] = (byte) value;
    }

    /** Appends a number of 64 bits without a sign, seven bits a byte, the lowest first. */
    public void putVarint(long value) {
        require(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    /** Appends a number whose sign is its lowest bit, so that small ones are short. */
    public void putZigzag(long value) {
        putVarint((value << 1) ^ (value >> 63));
    }

    /** Appends eight bytes, the highest first. */
    public void putLong(long value) {
        require(Long.BYTES);
        LONGS.set(bytes, size, value);
        size += Long.BYTES;
    }

    /** Appends four bytes, the highest first. */
    public void putInt(int value) {
        require(Integer.BYTES);
        for (int shift = 24; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
    }

    /** Appends a part of an array, without its number of bytes. */
    public void putAll(byte[] value, int from, int to) {
        require(to - from);
        System.arraycopy(value, from, bytes, size, to - from);
        size += to - from;
    }

    /** Appends all that another one holds. */
    public void putAll(ByteSink other) {
        putAll(other.bytes, 0, other.size);
    }

    /** Appends bytes after their number. */
    public void putBytes(byte[] value) {
        putVarint(value.length);
        putAll(value, 0, value.length);
    }

    /** Appends a text in UTF-8 after the number of its bytes. */
    public void putText(String text) {
        if (!UnicodeText.isWellFormed(text)) {
            throw new IllegalArgumentException("text must be well-formed: text=" + UnicodeText.escaped(text));
        }
        putBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns a copy of what was appended. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    /** Returns a copy of what was appended, with so many bytes of zero after it. */
    public byte[] toByteArray(int more) {
        byte[] copy = new byte[size + more];
        System.arraycopy(bytes, 0, copy, 0, size);
        return copy;
    }
}
