package io.stator.engine.duel;

import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Values of every type, few of each, so that they meet again; references are made elsewhere. */
final class RandomValues {
    private static final int LONGEST = 4096;
    private static final int LONGEST_IN_TUPLE = 256;

    private final Chance chance;

    RandomValues(Chance chance) {
        this.chance = chance;
    }

    /** Returns a value of a type, sometimes in another class that is accepted. */
    Object of(long type) {
        if (type == Types.LONG) {
            return chance.percent(8)
                    ? (Object) chance.of((Object) 1, (short) 2, Long.MAX_VALUE, Long.MIN_VALUE)
                    : (Object) (long) chance.below(5);
        }
        if (type == Types.STRING) {
            return chance.percent(2) ? "z".repeat(LONGEST) : chance.of("a", "b", "c", "d", "é", "");
        }
        if (type == Types.KEYWORD) {
            return Keyword.parse(chance.of(":a", ":b", ":k/a", ":k/b", ":en/e0"));
        }
        if (type == Types.SYMBOL) {
            return Symbol.parse(chance.of("a", "b", "s/a", "clojure.core/pos?"));
        }
        if (type == Types.BOOLEAN) {
            return chance.percent(50);
        }
        if (type == Types.INSTANT) {
            return Instant.ofEpochMilli(chance.of(0L, 1L, 1_000_000L, -5L));
        }
        return other(type);
    }

    private Object other(long type) {
        if (type == Types.UUID) {
            return new UUID(0, chance.below(4));
        }
        if (type == Types.DOUBLE) {
            return chance.percent(2) ? Double.NaN : chance.of(0.0, -0.0, 1.5, -1.0, Double.POSITIVE_INFINITY);
        }
        if (type == Types.FLOAT) {
            return chance.of((Object) 0.0f, -0.0f, 1.5f, 0.1, 1e300);
        }
        if (type == Types.URI) {
            return URI.create(chance.of("http://a", "http://b/c", "urn:x", "HTTP://a"));
        }
        if (type == Types.BIGINT) {
            return chance.of(BigInteger.ZERO, BigInteger.ONE, BigInteger.TEN.pow(30));
        }
        if (type == Types.BIGDEC) {
            return new BigDecimal(chance.of("1.0", "1.00", "2", "2.0", "0", "0.00", "-1.5"));
        }
        if (type == Types.BYTES) {
            return ByteBuffer.wrap(chance.of("", "a", "b", "ab").getBytes(StandardCharsets.UTF_8));
        }
        return (long) chance.below(5);
    }

    /** Returns an element of a tuple. */
    @Nullable
    Object element(long type) {
        if (chance.percent(12)) {
            return null;
        }
        return type == Types.STRING && chance.percent(2) ? "z".repeat(LONGEST_IN_TUPLE) : of(type);
    }

    /** Returns something that is probably not of a type. */
    @Nullable
    Object wrong() {
        return switch (chance.below(16)) {
            case 0 -> null;
            case 1 -> 7L;
            case 2 -> EdnVector.of();
            case 3 -> EdnVector.of(1L, "a");
            case 4 -> Map.of();
            case 5 -> "z".repeat(LONGEST + 1);
            case 6 -> new ArrayList<>(List.of(1L, 2L, 3L));
            case 7 -> Map.of(Keyword.of("a"), 1L);
            case 8 -> EdnVector.of("z".repeat(LONGEST_IN_TUPLE + 1), 1L);
            case 9 -> List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
            default -> of(Types.SCALARS.get(chance.pick(Types.SCALAR_NAMES)));
        };
    }
}
