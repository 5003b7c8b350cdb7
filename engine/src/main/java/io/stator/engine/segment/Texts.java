package io.stator.engine.segment;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Texts by position, in UTF-8 and without an object for each; immutable. */
public final class Texts {
    private static final int HASH_FACTOR = 31;
    private static final int SUPPLEMENTARY_LEAD = 0xf0;

    private final byte[] bytes;
    private final int[] ends;

    /** Whether each byte is a character. */
    private final boolean isAscii;

    /** Creates those of some bytes, well-formed UTF-8, and of where each text ends; neither is copied. */
    Texts(byte[] bytes, int[] ends) {
        this.bytes = bytes;
        this.ends = ends;
        this.isAscii = isAscii(bytes, 0, bytes.length);
    }

    private static boolean isAscii(byte[] bytes, int from, int to) {
        int all = 0;
        for (int i = from; i < to; i++) {
            all |= bytes[i];
        }
        return all >= 0;
    }

    private int start(int position) {
        return position == 0 ? 0 : ends[position - 1];
    }

    /** Returns a text. */
    public String text(int position) {
        int start = start(position);
        return new String(
                bytes, start, ends[position] - start, isAscii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }

    /** Returns how many bytes a text has, never less than characters. */
    public int size(int position) {
        return ends[position] - start(position);
    }

    /** Returns the length of a text as {@link String#length} does. */
    public int length(int position) {
        int start = start(position);
        int end = ends[position];
        if (isAscii) {
            return end - start;
        }
        int length = 0;
        for (int i = start; i < end; i++) {
            int unit = bytes[i];
            length += Utf8.isContinuation((byte) unit) ? 0 : 1;
            length += (unit & 0xff) >= SUPPLEMENTARY_LEAD ? 1 : 0;
        }
        return length;
    }

    /** Returns the hash of a text as {@link String#hashCode} does. */
    public int hash(int position) {
        int start = start(position);
        int end = ends[position];
        if (!isAscii && !isAscii(bytes, start, end)) {
            return text(position).hashCode();
        }
        int hash = 0;
        for (int i = start; i < end; i++) {
            hash = HASH_FACTOR * hash + bytes[i];
        }
        return hash;
    }

    /** Returns whether a text is the same as one of others. */
    public boolean equal(int position, Texts others, int other) {
        if (this == others && position == other) {
            return true;
        }
        int start = start(position);
        int otherStart = others.start(other);
        return Arrays.equals(bytes, start, ends[position], others.bytes, otherStart, others.ends[other]);
    }
}
