package io.stator.conformance;

import io.stator.Row;
import io.stator.edn.Keyword;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns what a client returns into the values that results are compared in: one class for whole numbers, one for moments, plain collections. */
final class Plain {
    private Plain() {}

    /** Returns the plain form of a value. */
    static @Nullable Object of(@Nullable Object value) {
        if (value instanceof Row row && !row.names().isEmpty()) {
            return of(row.asMap());
        }
        if (value instanceof List<?> list) {
            return list(list);
        }
        if (value instanceof Set<?> set) {
            Set<@Nullable Object> plain = new LinkedHashSet<>();
            set.forEach(element -> plain.add(of(element)));
            return plain;
        }
        if (value instanceof Map<?, ?> map) {
            Map<@Nullable Object, @Nullable Object> plain = new LinkedHashMap<>();
            map.forEach((key, element) -> plain.put(of(key), of(element)));
            return plain;
        }
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        return value instanceof Date date ? date.toInstant() : value;
    }

    /** Returns the plain form of a list. */
    static List<@Nullable Object> list(Iterable<?> values) {
        List<@Nullable Object> plain = new ArrayList<>();
        values.forEach(element -> plain.add(of(element)));
        return plain;
    }

    /** Returns the map of the points of a database value. */
    static Map<Keyword, @Nullable Object> points(@Nullable Object t, @Nullable Object asOf, @Nullable Object since) {
        Map<Keyword, @Nullable Object> points = new LinkedHashMap<>();
        points.put(Keyword.of("t"), t);
        points.put(Keyword.of("as-of"), asOf);
        points.put(Keyword.of("since"), since);
        return points;
    }
}
