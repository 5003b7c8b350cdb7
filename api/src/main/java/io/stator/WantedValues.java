package io.stator;

import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import io.stator.spi.JavaNames;
import io.stator.spi.WholeNumbers;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Converts a value of the database to the Java type a record component or a caller asks for, without loss. */
final class WantedValues {
    private static final Keyword ID = Keyword.of("db", "id");
    private static final Keyword IDENT = Keyword.of("db", "ident");

    private WantedValues() {}

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
            return Collections.unmodifiableList(elements(value, element, where, new ArrayList<>()));
        }
        if (raw == Set.class) {
            return Collections.unmodifiableSet(elements(value, element, where, new LinkedHashSet<>()));
        }
        return convertClass(value, raw, where);
    }

    private static Type bound(Type type) {
        return type instanceof WildcardType wildcard ? wildcard.getUpperBounds()[0] : type;
    }

    private static <C extends Collection<@Nullable Object>> C elements(
            @Nullable Object value, Type element, String where, C into) {
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
        if (type.isInstance(value)) {
            return value;
        }
        Object read = Conversions.read(value, type, where);
        if (read != null) {
            return read;
        }
        if (type.isRecord() && (value instanceof Map || value instanceof Row)) {
            return RowMapper.record(type, value);
        }
        Object converted = value instanceof Number number ? number(number, type) : other(value, type, where);
        if (converted == null) {
            throw new Anomaly.Incorrect(where + " must be given a value that fits " + type.getSimpleName() + ": value="
                    + Edn.describe(value) + " (" + value.getClass().getSimpleName() + ")");
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
        if (type == Set.class) {
            return Set.of();
        }
        return type == List.class || type == Collection.class || type == Iterable.class ? List.of() : null;
    }

    /** Returns a number as a class of numbers when no digit is lost, else null. */
    private static @Nullable Object number(Number number, Class<?> type) {
        if (type == double.class || type == Double.class) {
            return real(number);
        }
        if (type == float.class || type == Float.class) {
            return number instanceof Float ? number : null;
        }
        if (type == Optional.class) {
            return Optional.of(number);
        }
        Long integer = WholeNumbers.asLong(number);
        if (integer == null) {
            return null;
        }
        long exact = integer;
        if (type == long.class || type == Long.class) {
            return exact;
        }
        if (type == int.class || type == Integer.class) {
            return exact == (int) exact ? (Object) (int) exact : null;
        }
        if (type == short.class || type == Short.class) {
            return exact == (short) exact ? (Object) (short) exact : null;
        }
        if (type == byte.class || type == Byte.class) {
            return exact == (byte) exact ? (Object) (byte) exact : null;
        }
        if (type == BigInteger.class) {
            return BigInteger.valueOf(exact);
        }
        return type == BigDecimal.class ? BigDecimal.valueOf(exact) : null;
    }

    private static @Nullable Object real(Number number) {
        if (number instanceof Double || number instanceof Float) {
            return number.doubleValue();
        }
        Long exact = WholeNumbers.asLong(number);
        return exact != null && BigDecimal.valueOf(exact).compareTo(new BigDecimal(exact.doubleValue())) == 0
                ? (Object) exact.doubleValue()
                : null;
    }

    private static @Nullable Object other(Object value, Class<?> type, String where) {
        if (value instanceof Map<?, ?> target) {
            return target(target, type, where);
        }
        if (type == boolean.class || type == char.class) {
            boolean fits = type == boolean.class ? value instanceof Boolean : value instanceof Character;
            return fits ? value : null;
        }
        if (type == Date.class && value instanceof Instant instant) {
            return Date.from(instant);
        }
        if (type == Optional.class) {
            return Optional.of(value);
        }
        if (type.isEnum() && value instanceof Keyword keyword) {
            return JavaNames.constant(type, keyword);
        }
        return type.isEnum() && value instanceof String name ? JavaNames.constant(type, name) : null;
    }

    /** Returns what stands for a pulled target: its id for a number, its ident for a keyword or an enum constant. */
    private static @Nullable Object target(Map<?, ?> target, Class<?> type, String where) {
        Object key = type == long.class || type == Long.class ? ID : IDENT;
        boolean named = key == ID || type == Keyword.class || type.isEnum();
        Object name = named ? target.get(key) : null;
        return name == null ? null : convertClass(name, type, where);
    }
}
