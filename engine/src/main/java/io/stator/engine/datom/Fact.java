package io.stator.engine.datom;

import io.stator.Datom;
import io.stator.edn.Keyword;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A datom as the engine keeps it.
 *
 * <p>Longs, references and instants are kept in {@link #bits} without an object of their own.
 */
public final class Fact implements Datom {
    private static final Object INSTANT = new Object();

    /** The entity id. */
    public final long e;

    /** The attribute id. */
    public final int a;

    /** The transaction's t, times two, plus one for an assertion. */
    public final long tOp;

    /** The value of a long, a reference, or an instant in milliseconds; 0 otherwise. */
    public final long bits;

    /** Null when the value is the long in {@link #bits}, a marker when it is an instant, otherwise the value. */
    private final @Nullable Object value;

    private Fact(long e, int a, long bits, @Nullable Object value, long tOp) {
        this.e = e;
        this.a = a;
        this.bits = bits;
        this.value = value;
        this.tOp = tOp;
    }

    /** Returns the fact of a value in its canonical class. */
    public static Fact of(long e, int a, Object v, long t, boolean added) {
        long tOp = (t << 1) | (added ? 1 : 0);
        if (v instanceof Long number) {
            return new Fact(e, a, number, null, tOp);
        }
        if (v instanceof Instant instant) {
            return new Fact(e, a, instant.toEpochMilli(), INSTANT, tOp);
        }
        return new Fact(e, a, 0, v, tOp);
    }

    /** Returns the fact of a long or a reference. */
    public static Fact ofLong(long e, int a, long v, long t, boolean added) {
        return new Fact(e, a, v, null, (t << 1) | (added ? 1 : 0));
    }

    /** Returns the same entity, attribute and value in another transaction. */
    public Fact in(long t, boolean added) {
        return new Fact(e, a, bits, value, (t << 1) | (added ? 1 : 0));
    }

    @Override
    public long e() {
        return e;
    }

    @Override
    public long a() {
        return a;
    }

    @Override
    public Object v() {
        Object v = value;
        if (v == null) {
            return bits;
        }
        return v == INSTANT ? Instant.ofEpochMilli(bits) : v;
    }

    /** Returns whether the value is a long or a reference, kept in {@link #bits}. */
    public boolean isLong() {
        return value == null;
    }

    /** Returns whether the value is an instant, kept in {@link #bits}. */
    public boolean isInstant() {
        return value == INSTANT;
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

    /** Compares the values alone, in index order. */
    public static int compareValues(Fact left, Fact right) {
        Object lv = left.value;
        Object rv = right.value;
        if (lv == rv) {
            return lv == null || lv == INSTANT ? Long.compare(left.bits, right.bits) : 0;
        }
        if (lv instanceof String ls && rv instanceof String rs) {
            return ls.compareTo(rs);
        }
        if (lv instanceof Keyword lk && rv instanceof Keyword rk) {
            return lk.compareTo(rk);
        }
        if (lv instanceof UUID lu && rv instanceof UUID ru) {
            return lu.compareTo(ru);
        }
        return Values.compare(left.v(), right.v());
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
                && Objects.deepEquals(v(), datom.v());
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Long.hashCode(e) + a)
                + 31 * Long.hashCode(tOp)
                + (v() instanceof byte[] bytes ? Arrays.hashCode(bytes) : v().hashCode());
    }

    @Override
    public String toString() {
        return "[" + e + " " + a + " " + v() + " " + tx() + " " + added() + "]";
    }
}
