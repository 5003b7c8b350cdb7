package io.stator.nippy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The bytes of one body, read from front to back.
 *
 * <p>Each count is checked before anything is allocated for it: every value that was announced and not read yet takes at least one
 * byte, so that all counts together can never exceed the bytes there are.
 */
final class Input {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] bytes;
    private final int end;
    private final int elementsMax;
    private int at;
    private int owed;
    private int elements;

    Input(byte[] bytes, int from, int elementsMax) {
        this.bytes = bytes;
        this.at = from;
        this.end = bytes.length;
        this.elementsMax = elementsMax;
    }

    int position() {
        return at;
    }

    int available() {
        return end - at;
    }

    /** Returns whether no other value follows the one being read. */
    boolean isLast() {
        return owed == 0;
    }

    /** Returns the number of elements announced so far, those of values that were referred to again included. */
    int elements() {
        return elements;
    }

    /** Takes note of elements that appear again without being written again. */
    void repeat(int count) {
        elements += checkElements(count);
    }

    /** Takes note of this many values to come, each of at least one byte. */
    int announce(int count) {
        if (count < 0 || count > end - at - owed) {
            throw new NippyException("count must fit into the " + (end - at) + " bytes that are left: count=" + count
                    + " at byte " + at + "; the bytes are cut off or damaged");
        }
        elements += checkElements(count);
        owed += count;
        return count;
    }

    /** Takes note of this many pairs of values to come. */
    int announcePairs(int count) {
        announce(count < 0 ? count : (int) Math.min(count * 2L, Integer.MAX_VALUE));
        return count;
    }

    /** Takes note that one of the announced values is being read now. */
    void next() {
        owed--;
    }

    private int checkElements(int count) {
        if (count > elementsMax - elements) {
            throw new NippyException(
                    NippyException.Kind.LIMIT,
                    "value must have at most " + elementsMax + " elements: it has more, at byte " + at
                            + "; raise it by Nippy.withElementsMax if the bytes are to be trusted");
        }
        return count;
    }

    private void require(int count) {
        if (count < 0 || count > end - at) {
            throw new NippyException("bytes must hold the whole value: " + count + " bytes wanted and " + (end - at)
                    + " left at byte " + at + "; they are cut off or damaged");
        }
    }

    byte readByte() {
        if (at >= end) {
            require(1);
        }
        return bytes[at++];
    }

    /** Returns a count in one byte that is stored less 128. */
    int readBiased() {
        return readByte() - Byte.MIN_VALUE;
    }

    short readShort() {
        require(Short.BYTES);
        short value = (short) SHORT.get(bytes, at);
        at += Short.BYTES;
        return value;
    }

    int readInt() {
        require(Integer.BYTES);
        int value = (int) INT.get(bytes, at);
        at += Integer.BYTES;
        return value;
    }

    long readLong() {
        require(Long.BYTES);
        long value = (long) LONG.get(bytes, at);
        at += Long.BYTES;
        return value;
    }

    byte[] readBytes(int count) {
        require(count);
        byte[] read = Arrays.copyOfRange(bytes, at, at + count);
        at += count;
        return read;
    }

    /** Returns a view of this many elements of one size. */
    ByteBuffer readPacked(int count, int elementBytes) {
        int length = count < 0 ? count : (int) Math.min(count * (long) elementBytes, Integer.MAX_VALUE);
        require(length);
        ByteBuffer packed = ByteBuffer.wrap(bytes, at, length);
        at += length;
        return packed;
    }

    /** Reads over bytes. */
    void skip(long count) {
        require((int) Math.min(Math.max(count, -1), Integer.MAX_VALUE));
        at += (int) count;
    }

    /** Returns the bytes that were read from a place on. */
    byte[] readSince(int from) {
        return Arrays.copyOfRange(bytes, from, at);
    }

    /** Returns all bytes that are left. */
    byte[] readRest() {
        return readBytes(available());
    }

    String readText(int length) {
        require(length);
        String text = new String(bytes, at, length, UTF_8);
        at += length;
        return text;
    }

    /** Returns text in the modified UTF-8 of {@link java.io.DataInput}, with its length in two bytes before it. */
    String readModifiedUtf() {
        int length = Short.toUnsignedInt(readShort());
        require(length);
        char[] text = new char[length];
        int size = 0;
        int stop = at + length;
        while (at < stop) {
            int first = bytes[at++] & 0xFF;
            if (first < 0x80) {
                text[size++] = (char) first;
            } else if (first >> 5 == 0b110) {
                text[size++] = (char) ((first & 0x1F) << 6 | continuation(stop));
            } else if (first >> 4 == 0b1110) {
                text[size++] = (char) ((first & 0x0F) << 12 | continuation(stop) << 6 | continuation(stop));
            } else {
                throw malformedUtf();
            }
        }
        return new String(text, 0, size);
    }

    private int continuation(int stop) {
        if (at >= stop || bytes[at] >> 6 != -2) {
            throw malformedUtf();
        }
        return bytes[at++] & 0x3F;
    }

    private NippyException malformedUtf() {
        return new NippyException("text must be modified UTF-8: it is not, at byte " + at + "; the bytes are damaged");
    }
}
