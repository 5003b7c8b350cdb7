package io.stator.cli;

import io.stator.ValueType;
import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a column of a row means. Immutable.
 *
 * @param name the name of the column, as people are told
 * @param attribute the attribute that its values are of
 * @param type how its text is read; for a reference by identity, the text of that identity
 * @param reference what its values refer to
 * @param identity the attribute of {@link Reference#NAMED} and {@link Reference#MADE}
 * @param separator what is between several values in one field, or null
 * @param many whether there may be several values
 * @param required whether a row without a value is wrong
 */
record Column(
        String name,
        Keyword attribute,
        TextType type,
        Reference reference,
        @Nullable Keyword identity,
        @Nullable String separator,
        boolean many,
        boolean required) {
    /** What a value refers to. */
    enum Reference {
        /** Nothing: it is a value. */
        NONE,
        /** The entity that has the value as its identity, which must be there. */
        NAMED,
        /** The entity that has the value as its identity, which is made if it is not there. */
        MADE,
        /** The row of the same file whose temporary id the value is. */
        ROW
    }

    private static final Keyword ID = Keyword.of("db", "id");
    private static final String ROW_PREFIX = "row ";

    /** Adds what a field says to the form of its row; a null is a field without a value. */
    void add(@Nullable String text, boolean quoted, Map<Object, Object> form) {
        if (text == null) {
            addAll(List.of(), false, form);
        } else if (separator == null) {
            addAll(List.of(text), quoted, form);
        } else {
            addAll(List.of(text.split(Pattern.quote(separator), -1)), quoted, form);
        }
    }

    /** Adds what several fields say. */
    void addAll(List<String> texts, boolean quoted, Map<Object, Object> form) {
        List<Object> values = new ArrayList<>(texts.size());
        for (String text : texts) {
            if (!text.isEmpty() || (quoted && texts.size() == 1 && type.type() == ValueType.STRING)) {
                values.add(value(text));
            }
        }
        if (values.isEmpty() && required) {
            throw new IllegalArgumentException("a value is required, or :required false in the mapping");
        }
        if (values.size() > 1 && !many) {
            throw new IllegalArgumentException("expected one value, found " + values.size());
        }
        if (!values.isEmpty()) {
            if (form.get(attribute) instanceof List<?> before && many) {
                values.addAll(0, before);
            }
            form.put(attribute, many ? EdnVector.of(values.toArray()) : values.get(0));
        }
    }

    private Object value(String text) {
        if (reference == Reference.ROW) {
            return tempid(text);
        }
        Object value = type.read(text);
        if (identity == null) {
            return value;
        }
        return reference == Reference.NAMED
                ? EdnVector.of(identity, value)
                : new LinkedHashMap<>(Map.of(identity, value));
    }

    /** Makes a row the one that a temporary id means. */
    static void nameRow(@Nullable String text, Map<Object, Object> form) {
        if (text == null || text.isEmpty()) {
            throw new IllegalArgumentException("a value is required, because it is the :tempid of the row");
        }
        form.put(ID, tempid(text));
    }

    private static String tempid(String text) {
        return ROW_PREFIX + text;
    }
}
