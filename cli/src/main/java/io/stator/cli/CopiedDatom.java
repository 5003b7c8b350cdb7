package io.stator.cli;

import io.stator.Datom;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A datom by the ids of a copy; equal to another when all parts are, bytes by what they hold. */
record CopiedDatom(long e, long a, Object v, long tx, boolean added) implements Datom {
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CopiedDatom datom
                && e == datom.e
                && a == datom.a
                && tx == datom.tx
                && added == datom.added
                && Objects.deepEquals(v, datom.v);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(FactSum.of(this));
    }
}
