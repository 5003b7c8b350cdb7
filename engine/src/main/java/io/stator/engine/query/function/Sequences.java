package io.stator.engine.query.function;

import io.stator.edn.EdnVector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The elements of a value, whatever kind of collection it is. */
final class Sequences {
    private Sequences() {}

    /**
     * Returns the elements of a list, set, array, of a map (its entries, as vectors), of a text (its characters), or of
     * null (none).
     *
     * @throws IllegalArgumentException when the value has no elements
     */
    static List<@Nullable Object> of(@Nullable Object value) {
        List<@Nullable Object> elements = orNull(value);
        if (elements == null) {
            throw new IllegalArgumentException("expected a collection, got " + Arguments.describe(value));
        }
        return elements;
    }

    @SuppressWarnings("unchecked")
    private static List<@Nullable Object> elements(List<?> list) {
        return (List<@Nullable Object>) list;
    }

    /** Returns the elements of a value, or null when it is no collection. */
    static @Nullable List<@Nullable Object> orNull(@Nullable Object value) {
        if (value == null) {
            return elements(EdnVector.of());
        }
        if (value instanceof List<?> list) {
            return elements(list);
        }
        if (value instanceof Collection<?> collection) {
            return elements(EdnVector.copyOf(collection));
        }
        if (value instanceof Map<?, ?> map) {
            List<@Nullable Object> entries = new ArrayList<>(map.size());
            map.forEach((key, mapped) -> entries.add(EdnVector.of(key, mapped)));
            return entries;
        }
        if (value instanceof Map.Entry<?, ?> entry) {
            return elements(EdnVector.of(entry.getKey(), entry.getValue()));
        }
        if (value instanceof CharSequence text) {
            return elements(new TextCharacters(text));
        }
        return value instanceof Object[] array ? Arrays.asList(array) : null;
    }
}
