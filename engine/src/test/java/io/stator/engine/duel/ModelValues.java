package io.stator.engine.duel;

import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The values of the naive model: which a type accepts, and which are the same. */
final class ModelValues {
    private ModelValues() {}

    /** Returns something equal for values that are the same: -0.0 is 0.0, addresses ignore the case of their scheme. */
    static Object key(@Nullable Object value) {
        if (value == null) {
            return "nothing";
        }
        if (value instanceof Double number) {
            return number + 0.0;
        }
        if (value instanceof Float number) {
            return number + 0.0f;
        }
        if (value instanceof byte[] bytes) {
            return ByteBuffer.wrap(bytes);
        }
        if (value instanceof URI uri && uri.getScheme() != null) {
            return uri.getScheme().toLowerCase(Locale.ROOT) + ":" + uri.getSchemeSpecificPart();
        }
        if (value instanceof List<?> list) {
            List<Object> all = new ArrayList<>();
            list.forEach(element -> all.add(key(element)));
            return all;
        }
        return value;
    }

    static boolean same(@Nullable Object left, @Nullable Object right) {
        return key(left).equals(key(right));
    }

    /** Returns whether one could not be told from the other when both are said at once: the scale does not count. */
    static boolean alike(@Nullable Object left, @Nullable Object right) {
        return same(left, right)
                || (left instanceof BigDecimal l && right instanceof BigDecimal r && l.compareTo(r) == 0);
    }

    /** Returns a value in the class of a type, or null; not for references and tuples. */
    static @Nullable Object scalar(long type, @Nullable Object v) {
        if (type == Types.LONG) {
            boolean whole = v instanceof Long || v instanceof Integer || v instanceof Short;
            return whole ? (Object) ((Number) v).longValue() : null;
        }
        if (type == Types.FLOAT) {
            return v instanceof Float || v instanceof Double ? (Object) ((Number) v).floatValue() : null;
        }
        Object meant = type == Types.KEYWORD ? KeywordStrings.meant(v) : v;
        return kind(type).isInstance(meant) ? meant : null;
    }

    /** Returns a value in the class that values of a type have, if it is equal in that class; otherwise itself. */
    static @Nullable Object asStored(long type, @Nullable Object v) {
        boolean whole = v instanceof Long || v instanceof Integer || v instanceof Short;
        if (whole) {
            long number = ((Number) v).longValue();
            return type == Types.BIGINT ? (Object) BigInteger.valueOf(number) : (Object) number;
        }
        if (type == Types.LONG && v instanceof BigInteger number && number.bitLength() < Long.SIZE) {
            return number.longValue();
        }
        if (type == Types.DOUBLE && v instanceof Float number) {
            return (double) number;
        }
        return type == Types.FLOAT && v instanceof Double number && same(number, (double) number.floatValue())
                ? (Object) number.floatValue()
                : v;
    }

    private static Class<?> kind(long type) {
        return switch ((int) type) {
            case (int) Types.STRING -> String.class;
            case (int) Types.KEYWORD -> Keyword.class;
            case (int) Types.SYMBOL -> Symbol.class;
            case (int) Types.BOOLEAN -> Boolean.class;
            case (int) Types.INSTANT -> Instant.class;
            case (int) Types.UUID -> UUID.class;
            case (int) Types.DOUBLE -> Double.class;
            case (int) Types.URI -> URI.class;
            case (int) Types.BIGINT -> BigInteger.class;
            case (int) Types.BYTES -> byte[].class;
            case (int) Types.BIGDEC -> BigDecimal.class;
            default -> Void.class;
        };
    }
}
