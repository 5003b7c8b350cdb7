package io.stator.engine.segment;

import io.stator.engine.datom.Fact;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.UUID;

/** The values of a segment that are no numbers, each once, by kind and position; immutable. */
final class ValuePool {
    /** What an object of a value takes at least, with the reference to it. */
    private static final int OBJECT_BYTES = 48;

    private static final int SUPPLEMENTARY_LEAD = 0xf0;
    private static final int THREE_BYTE_LEAD = 0xe0;

    /** Eight bytes at once, the first one the greatest. */
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final long NOT_ASCII = 0x8080808080808080L;

    private final byte[] text;
    private final int[] textEnds;
    private final Texts texts;
    private final long[] ids;
    private final Object[] others;
    private final long othersBytes;

    /**
     * Creates the pool of these values, which are not copied.
     *
     * @param text all texts in UTF-8, well-formed
     * @param textEnds where each text ends
     * @param ids two numbers a UUID
     * @param othersBytes how many bytes the other values take when they are written
     */
    ValuePool(byte[] text, int[] textEnds, long[] ids, Object[] others, long othersBytes) {
        this.text = text;
        this.textEnds = textEnds;
        this.texts = new Texts(text, textEnds);
        this.ids = ids;
        this.others = others;
        this.othersBytes = othersBytes;
    }

    private int start(int position) {
        return position == 0 ? 0 : textEnds[position - 1];
    }

    /** Returns how many values of a kind there are. */
    int size(ValueKind kind) {
        return switch (kind) {
            case TEXT -> textEnds.length;
            case ID -> ids.length / 2;
            case OTHER -> others.length;
            default -> 0;
        };
    }

    String text(int position) {
        return texts.text(position);
    }

    Texts texts() {
        return texts;
    }

    /** Returns what {@link Fact#beginning} returns of a text. */
    long beginning(int position, String known) {
        int start = start(position);
        if (textEnds[position] - start >= Long.BYTES) {
            long first = (long) LONGS.get(text, start);
            if ((first & NOT_ASCII) == 0) {
                return first ^ Long.MIN_VALUE;
            }
        }
        return Fact.beginning(known);
    }

    UUID id(int position) {
        return new UUID(ids[2 * position], ids[2 * position + 1]);
    }

    int compareId(int position, UUID other) {
        int high = Long.compare(ids[2 * position], other.getMostSignificantBits());
        return high != 0 ? high : Long.compare(ids[2 * position + 1], other.getLeastSignificantBits());
    }

    /** Returns the first of some rows, whose UUIDs ascend, that is not before this one; {@code to} when all are. */
    int firstNotBefore(LongColumn positions, int from, int to, UUID id) {
        int low = from;
        int high = to;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (compareId((int) positions.get(middle), id) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Returns the first of some rows, whose texts ascend, that is not before this one; {@code to} when all are. */
    int firstNotBefore(LongColumn positions, int from, int to, String sought) {
        int low = from;
        int high = to;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (compareText((int) positions.get(middle), sought) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    Object other(int position) {
        return others[position];
    }

    /** Compares a text as {@link String#compareTo} does, by units of UTF-16. */
    int compareText(int position, String other) {
        int at = start(position);
        int end = textEnds[position];
        int length = other.length();
        int unit = 0;
        while (at < end) {
            if (unit == length) {
                return 1;
            }
            int first = text[at];
            if (first >= 0) {
                int c = first - other.charAt(unit);
                if (c != 0) {
                    return c;
                }
                at++;
                unit++;
                continue;
            }
            int point = codePoint(at, first & 0xff);
            char high = point > Character.MAX_VALUE ? Character.highSurrogate(point) : (char) point;
            int c = high - other.charAt(unit++);
            if (c != 0) {
                return c;
            }
            if (point > Character.MAX_VALUE) {
                if (unit == length) {
                    return 1;
                }
                c = Character.lowSurrogate(point) - other.charAt(unit++);
                if (c != 0) {
                    return c;
                }
            }
            at += Utf8.length(first & 0xff);
        }
        return unit == length ? 0 : -1;
    }

    private int codePoint(int at, int lead) {
        if (lead >= SUPPLEMENTARY_LEAD) {
            return (lead & 7) << 18 | rest(at + 1) << 12 | rest(at + 2) << 6 | rest(at + 3);
        }
        return lead >= THREE_BYTE_LEAD
                ? (lead & 15) << 12 | rest(at + 1) << 6 | rest(at + 2)
                : (lead & 31) << 6 | rest(at + 1);
    }

    private int rest(int at) {
        return text[at] & 0x3f;
    }

    /** Compares two texts, by units of UTF-16 too. */
    int compareTexts(int left, int right) {
        int leftStart = start(left);
        int rightStart = start(right);
        int leftLength = textEnds[left] - leftStart;
        int rightLength = textEnds[right] - rightStart;
        int same = Arrays.mismatch(text, leftStart, leftStart + leftLength, text, rightStart, rightStart + rightLength);
        if (same < 0 || same == leftLength || same == rightLength) {
            return leftLength - rightLength;
        }
        return Utf8.rank(text[leftStart + same]) - Utf8.rank(text[rightStart + same]);
    }

    /** Returns about how many bytes of memory this takes. */
    long weight() {
        return text.length
                + (long) Integer.BYTES * textEnds.length
                + (long) Long.BYTES * ids.length
                + (long) OBJECT_BYTES * others.length
                + 2 * othersBytes;
    }
}
