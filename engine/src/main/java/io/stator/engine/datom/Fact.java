package io.stator.engine.datom;

import io.stator.Datom;
import io.stator.edn.Keyword;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A datom as the engine keeps it.
 *
 * <p>Longs, references and instants are kept in {@link #bits} without an object of their own. Of strings and UUIDs the
 * beginning is kept there, in their order, so that most comparisons need not look at the value itself.
 */
public final class Fact implements Datom {
    private static final byte LONG = 0;
    private static final byte INSTANT = 1;
    private static final byte STRING = 2;
    private static final byte ID = 3;
    private static final byte OTHER = 4;
    private static final byte BYTES = 5;

    private static final int GREATEST_BYTE = 0xff;

    /** About as many bytes as a fact and its places in four indexes take. */
    private static final int BYTES_OF_A_FACT = 128;

    /** The entity id. */
    public final long e;

    /** The attribute id. */
    public final int a;

    /** The transaction's t, times two, plus one for an assertion. */
    public final long tOp;

    /**
     * The value of a long, a reference, or an instant in milliseconds; otherwise a number that is never greater than that
     * of a greater value of the same class.
     */
    public final long bits;

    private final byte kind;

    /** Null when {@link #bits} says all. */
    private final @Nullable Object value;

    private Fact(long e, int a, byte kind, long bits, @Nullable Object value, long tOp) {
        this.e = e;
        this.a = a;
        this.kind = kind;
        this.bits = bits;
        this.value = value;
        this.tOp = tOp;
    }

    /** Returns the fact of a value in its canonical class. */
    public static Fact of(long e, int a, Object v, long t, boolean added) {
        long tOp = (t << 1) | (added ? 1 : 0);
        if (v instanceof Long number) {
            return new Fact(e, a, LONG, number, null, tOp);
        }
        if (v instanceof String text) {
            return new Fact(e, a, STRING, beginning(text), text, tOp);
        }
        if (v instanceof Instant instant) {
            return new Fact(e, a, INSTANT, instant.toEpochMilli(), null, tOp);
        }
        if (v instanceof UUID uuid) {
            return new Fact(e, a, ID, uuid.getMostSignificantBits(), uuid, tOp);
        }
        return new Fact(e, a, v instanceof byte[] ? BYTES : OTHER, 0, v, tOp);
    }

    /** Returns the fact of a string whose first eight characters are known as {@link #beginning} returns them. */
    public static Fact ofText(long e, int a, String text, long beginning, long tOp) {
        return new Fact(e, a, STRING, beginning, text, tOp);
    }

    /** Returns the fact of a long or a reference, or of an instant in milliseconds. */
    public static Fact ofNumber(long e, int a, long number, boolean isInstant, long tOp) {
        return new Fact(e, a, isInstant ? INSTANT : LONG, number, null, tOp);
    }

    /**
     * Returns the first eight characters as bytes, in an order that agrees with that of the strings: a character that fits
     * no byte counts as the greatest one, and hides what follows.
     */
    public static long beginning(String text) {
        long beginning = 0;
        int shift = Long.SIZE;
        int length = Math.min(text.length(), Long.BYTES);
        for (int i = 0; i < length; i++) {
            shift -= Byte.SIZE;
            char character = text.charAt(i);
            if (character >= GREATEST_BYTE) {
                beginning |= (long) GREATEST_BYTE << shift;
                break;
            }
            beginning |= (long) character << shift;
        }
        return beginning ^ Long.MIN_VALUE;
    }

    /** Returns the fact of a long or a reference. */
    public static Fact ofLong(long e, int a, long v, long t, boolean added) {
        return new Fact(e, a, LONG, v, null, (t << 1) | (added ? 1 : 0));
    }

    /** Returns the same entity, attribute and value in another transaction. */
    public Fact in(long t, boolean added) {
        return new Fact(e, a, kind, bits, value, (t << 1) | (added ? 1 : 0));
    }

    @Override
    public long e() {
        return e;
    }

    @Override
    public long a() {
        return a;
    }

    /** Returns the value; a copy when it is bytes, for whoever has it may change them. */
    @Override
    public Object v() {
        return kind == BYTES && value instanceof byte[] bytes ? bytes.clone() : stored();
    }

    /** Returns the value itself, which nobody but the engine may have when it is bytes. */
    public Object stored() {
        Object v = value;
        if (v == null) {
            return kind == LONG ? (Object) bits : Instant.ofEpochMilli(bits);
        }
        return v;
    }

    /** Returns about how many bytes the value takes. */
    public long valueBytes() {
        return value == null ? Long.BYTES : bytes(value);
    }

    /** Returns how many facts of the usual size this one counts for in memory: one, and one more for so many bytes of its value. */
    public long weight() {
        return 1 + valueBytes() / BYTES_OF_A_FACT;
    }

    /** Returns how many facts of the usual size some facts count for in memory. */
    public static long weight(Iterable<Fact> facts) {
        long weight = 0;
        for (Fact fact : facts) {
            weight += fact.weight();
        }
        return weight;
    }

    private static long bytes(Object value) {
        if (value instanceof String text) {
            return text.length();
        }
        if (value instanceof byte[] bytes) {
            return bytes.length;
        }
        if (value instanceof BigInteger integer) {
            return integer.bitLength() / Byte.SIZE;
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.unscaledValue().bitLength() / Byte.SIZE;
        }
        if (value instanceof List<?> list) {
            return list.stream()
                    .mapToLong(element -> element == null ? 1 : bytes(element))
                    .sum();
        }
        return 2 * Long.BYTES;
    }

    /** Returns whether the value is a long or a reference, kept in {@link #bits}. */
    public boolean isLong() {
        return kind == LONG;
    }

    /** Returns whether the value is an instant, kept in {@link #bits}. */
    public boolean isInstant() {
        return kind == INSTANT;
    }

    /** Returns the t of the transaction. */
    public long t() {
        return tOp >>> 1;
    }

    @Override
    public long tx() {
        return EntityIds.transaction(tOp >>> 1);
    }

    @Override
    public boolean added() {
        return (tOp & 1) != 0;
    }

    /** Returns whether of the values of this fact and another one that with the lesser {@link #bits} is less. */
    boolean isOrderedLike(Fact other) {
        return kind == other.kind && kind < OTHER;
    }

    /** Compares the values alone, in index order. */
    public static int compareValues(Fact left, Fact right) {
        if (left.kind == right.kind && left.kind < OTHER) {
            if (left.bits != right.bits) {
                return left.bits < right.bits ? -1 : 1;
            }
            return left.value == right.value ? 0 : compareRest(left, right);
        }
        if (left.value instanceof Keyword lk && right.value instanceof Keyword rk) {
            return lk.compareTo(rk);
        }
        return Values.compare(left.stored(), right.stored());
    }

    private static int compareRest(Fact left, Fact right) {
        if (left.value instanceof String ls && right.value instanceof String rs) {
            return ls.compareTo(rs);
        }
        if (left.value instanceof UUID li && right.value instanceof UUID ri) {
            return li.compareTo(ri);
        }
        return Values.compare(left.stored(), right.stored());
    }

    /** Returns whether entity, attribute and value are the same. */
    public boolean sameFact(Fact other) {
        return e == other.e && a == other.a && compareValues(this, other) == 0;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Datom datom
                && e == datom.e()
                && a == datom.a()
                && tx() == datom.tx()
                && added() == datom.added()
                && Objects.deepEquals(stored(), datom.v());
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Long.hashCode(e) + a)
                + 31 * Long.hashCode(tOp)
                + (stored() instanceof byte[] bytes ? Arrays.hashCode(bytes) : stored().hashCode());
    }

    @Override
    public String toString() {
        return "[" + e + " " + a + " " + v() + " " + tx() + " " + added() + "]";
    }
}
