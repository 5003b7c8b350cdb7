package io.stator.nippy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A growing array of bytes, with room for the header in front. */
final class Output {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int CAPACITY_FIRST = 2_048;
    private static final int TEXT_COPIED_BY_CHARACTER_MAX = 16;
    private static final int FIRST_BEYOND_ASCII = 0x80;

    /** The longest array that every virtual machine can make. */
    private static final int ARRAY_LENGTH_MAX = Integer.MAX_VALUE - 8;

    private final int bytesMax;
    private final int sizeMax;
    private byte[] bytes;
    private int size;

    Output(int headerBytes, int bytesMax) {
        this.bytesMax = bytesMax;
        this.sizeMax = (int) Math.min((long) headerBytes + bytesMax, ARRAY_LENGTH_MAX);
        this.bytes = new byte[Math.min(CAPACITY_FIRST, sizeMax)];
        this.size = headerBytes;
    }

    /** Returns the array itself, longer than what was written. */
    byte[] array() {
        return bytes;
    }

    int size() {
        return size;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    private void reserve(int count) {
        if (count > bytes.length - size) {
            grow(count);
        }
    }

    private void grow(int count) {
        if (count > sizeMax - size) {
            throw new NippyException(
                    NippyException.Kind.LIMIT,
                    "value must take at most " + bytesMax
                            + " bytes before compression: it takes more; raise it by Nippy.withBytesMax");
        }
        bytes = Arrays.copyOf(bytes, (int) Math.min(Math.max(bytes.length * 2L, (long) size + count), sizeMax));
    }

    void writeByte(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
    }

    void writeShort(int value) {
        reserve(Short.BYTES);
        SHORT.set(bytes, size, (short) value);
        size += Short.BYTES;
    }

    void writeInt(int value) {
        reserve(Integer.BYTES);
        INT.set(bytes, size, value);
        size += Integer.BYTES;
    }

    void writeLong(long value) {
        reserve(Long.BYTES);
        LONG.set(bytes, size, value);
        size += Long.BYTES;
    }

    void writeBytes(byte[] value) {
        reserve(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
    }

    /**
     * Writes the id that fits the length of the text, the length and the text in UTF-8.
     *
     * @param medium the id for a length in two bytes, or less than 0 if there is none
     */
    void writeText(String text, int small, int medium, int large) {
        int length = text.length();
        if (length <= TEXT_COPIED_BY_CHARACTER_MAX && writeAscii(text, length, small)) {
            return;
        }
        byte[] encoded = encoded(text);
        writeCount(encoded.length, small, medium, large);
        writeBytes(encoded);
    }

    /** Returns the text in UTF-8, which has no bytes for a surrogate without its partner. */
    private static byte[] encoded(String text) {
        byte[] encoded = text.getBytes(UTF_8);
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            boolean isPair = Character.isHighSurrogate(unit)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (Character.isSurrogate(unit) && !isPair) {
                throw new NippyException(
                        NippyException.Kind.VALUE,
                        "value must hold text that UTF-8 can carry: it has a surrogate without its partner, at character "
                                + i);
            }
            i += isPair ? 1 : 0;
        }
        return encoded;
    }

    private boolean writeAscii(String text, int length, int small) {
        reserve(length + 2);
        byte[] target = bytes;
        int from = size + 2;
        for (int i = 0; i < length; i++) {
            char character = text.charAt(i);
            if (character >= FIRST_BEYOND_ASCII) {
                return false;
            }
            target[from + i] = (byte) character;
        }
        target[size] = (byte) small;
        target[size + 1] = (byte) length;
        size = from + length;
        return true;
    }

    /** Writes the id that fits the count, and the count. */
    void writeCount(int count, int small, int medium, int large) {
        if (count <= Byte.MAX_VALUE && small >= 0) {
            writeByte(small);
            writeByte(count);
        } else if (count <= Short.MAX_VALUE && medium >= 0) {
            writeByte(medium);
            writeShort(count);
        } else {
            writeByte(large);
            writeInt(count);
        }
    }
}
