package io.stator.server;

import io.stator.Database;
import io.stator.Datom;
import java.util.Collection;

/**
 * A speculative database value.
 *
 * @param weight about how many bytes its facts have, with those of the speculative values it was made of, which it keeps alive
 */
record Speculation(Database database, long weight) implements TokenTable.Held {
    /** About how many bytes a fact takes in the indexes of a database, without its value. */
    private static final int DATOM_BYTES = 150;

    private static final int CHARACTER_BYTES = 2;

    /** Returns about how many bytes facts have. */
    static long weightOf(Collection<Datom> datoms) {
        long bytes = 0;
        for (Datom datom : datoms) {
            bytes += DATOM_BYTES + weightOf(datom.v());
        }
        return bytes;
    }

    /** Returns about how many bytes a value has beyond those of any value. */
    static long weightOf(Object value) {
        if (value instanceof CharSequence text) {
            return (long) CHARACTER_BYTES * text.length();
        }
        if (value instanceof byte[] bytes) {
            return bytes.length;
        }
        if (value instanceof java.math.BigInteger integer) {
            return integer.bitLength() / Byte.SIZE;
        }
        if (value instanceof java.math.BigDecimal decimal) {
            return decimal.unscaledValue().bitLength() / Byte.SIZE;
        }
        return value instanceof Collection<?> parts
                ? parts.stream()
                        .mapToLong(part -> part == null ? 0 : DATOM_BYTES + weightOf(part))
                        .sum()
                : 0;
    }

    @Override
    public void release() {}
}
