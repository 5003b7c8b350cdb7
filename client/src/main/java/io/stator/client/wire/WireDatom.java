package io.stator.client.wire;

import io.stator.Datom;
import io.stator.spi.GivenValues;
import io.stator.spi.Require;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A datom as it came over the wire; immutable. */
final class WireDatom implements Datom {
    private static final long T_BITS = (1L << 42) - 1;

    private final long e;
    private final long a;
    private final Object v;
    private final long tx;
    private final boolean added;

    WireDatom(long e, long a, Object v, long tx, boolean added) {
        this.e = e;
        this.a = a;
        this.v = Require.present(v, "v");
        this.tx = tx;
        this.added = added;
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
        return Objects.requireNonNull(GivenValues.give(v));
    }

    @Override
    public long tx() {
        return tx;
    }

    @Override
    public boolean added() {
        return added;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Datom datom
                && e == datom.e()
                && a == datom.a()
                && tx == datom.tx()
                && added == datom.added()
                && Objects.deepEquals(v, datom.v());
    }

    /** Returns the hash of any other implementation: equal datoms may come from different places. */
    @Override
    public int hashCode() {
        long transactionAndOperation = ((tx & T_BITS) << 1) | (added ? 1 : 0);
        return 31 * (31 * Long.hashCode(e) + (int) a)
                + 31 * Long.hashCode(transactionAndOperation)
                + (v instanceof byte[] bytes ? Arrays.hashCode(bytes) : v.hashCode());
    }

    @Override
    public String toString() {
        return "[" + e + " " + a + " " + v() + " " + tx + " " + added + "]";
    }
}
