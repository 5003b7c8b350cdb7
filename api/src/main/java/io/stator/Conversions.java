package io.stator;

import io.stator.edn.Keyword;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Converts a value of the database to the Java type a record component or a caller asks for, without loss. */
final class Conversions {
    private Conversions() {}

    static @Nullable Object convert(@Nullable Object value, Type type, String where) {
        if (type instanceof ParameterizedType parameterized) {
            return convertGeneric(value, parameterized, where);
        }
        if (type instanceof Class<?> wanted) {
            return convertClass(value, wanted, where);
        }
        return value;
    }

    private static @Nullable Object convertGeneric(@Nullable Object value, ParameterizedType type, String where) {
        Class<?> raw = (Class<?>) type.getRawType();
        Type element = bound(type.getActualTypeArguments()[0]);
        if (raw == Optional.class) {
            return Optional.ofNullable(value == null ? null : convert(value, element, where));
        }
        if (raw == List.class || raw == Collection.class || raw == Iterable.class) {
            return elements(value, element, where, new ArrayList<>());
        }
        if (raw == Set.class) {
            return elements(value, element, where, new LinkedHashSet<>());
        }
        return convertClass(value, raw, where);
    }

    private static Type bound(Type type) {
        return type instanceof WildcardType wildcard ? wildcard.getUpperBounds()[0] : type;
    }

    private static Collection<@Nullable Object> elements(
            @Nullable Object value, Type element, String where, Collection<@Nullable Object> into) {
        if (value != null) {
            Iterable<?> values = value instanceof Collection<?> collection ? collection : List.of(value);
            for (Object item : values) {
                into.add(convert(item, element, where));
            }
        }
        return into;
    }

    private static @Nullable Object convertClass(@Nullable Object value, Class<?> type, String where) {
        if (value == null) {
            return absent(type, where);
        }
        if (type.isInstance(value) && !type.isPrimitive()) {
            return value;
        }
        if (type.isRecord() && (value instanceof Map || value instanceof Row)) {
            return RowMapper.record(type, value);
        }
        Object converted = value instanceof Number number ? number(number, type, where) : other(value, type);
        if (converted == null) {
            throw new Anomaly.Incorrect(where + " must be given a value that fits " + type.getSimpleName() + ": value="
                    + value + " (" + value.getClass().getSimpleName() + ")");
        }
        return converted;
    }

    private static @Nullable Object absent(Class<?> type, String where) {
        if (type.isPrimitive()) {
            throw new Anomaly.Incorrect(
                    where + " must have a value: make it a " + type + " wrapper or an Optional if it may be absent");
        }
        if (type == Optional.class) {
            return Optional.empty();
        }
        return type == List.class ? List.of() : null;
    }

    private static @Nullable Object number(Number number, Class<?> type, String where) {
        try {
            if (type == long.class || type == Long.class) {
                return integral(number);
            }
            if (type == int.class || type == Integer.class) {
                Long exact = integral(number);
                return exact == null ? null : (Object) Math.toIntExact(exact);
            }
        } catch (ArithmeticException tooBig) {
            throw new Anomaly.Incorrect(
                    where + " must be given a number that fits " + type.getSimpleName() + ": value=" + number);
        }
        if (type == double.class || type == Double.class) {
            return number instanceof BigDecimal || number instanceof BigInteger ? null : (Object) number.doubleValue();
        }
        if (type == float.class || type == Float.class) {
            return number instanceof Float ? number : null;
        }
        if (type == BigInteger.class) {
            Long exact = integral(number);
            return exact == null ? null : BigInteger.valueOf(exact);
        }
        if (type == BigDecimal.class) {
            Long exact = integral(number);
            return exact == null ? null : BigDecimal.valueOf(exact);
        }
        return null;
    }

    private static @Nullable Long integral(Number number) {
        if (number instanceof Long || number instanceof Integer || number instanceof Short || number instanceof Byte) {
            return number.longValue();
        }
        return number instanceof BigInteger big ? (Long) big.longValueExact() : null;
    }

    private static @Nullable Object other(Object value, Class<?> type) {
        if (type == boolean.class && value instanceof Boolean) {
            return value;
        }
        if (type == char.class && value instanceof Character) {
            return value;
        }
        if (type == Date.class && value instanceof Instant instant) {
            return Date.from(instant);
        }
        if (type.isEnum() && value instanceof Keyword keyword) {
            for (Object constant : type.getEnumConstants()) {
                if (((Enum<?>) constant).name().equalsIgnoreCase(keyword.name().replace('-', '_'))) {
                    return constant;
                }
            }
        }
        return null;
    }
}
