package io.stator.engine.duel;

import java.nio.ByteBuffer;

/**
 * One datom, in the ids of one contender.
 *
 * @param v the value; arrays of bytes, which cannot be compared, are wrapped
 */
public record Datum(long e, long a, Object v, long tx, boolean added) {
    /** Makes one. */
    public Datum {
        v = v instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : v;
    }
}
