package io.stator.dynamodb;

import java.lang.reflect.Array;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Items and values as text for people. */
final class ValueText {
    private ValueText() {}

    /** Returns attributes as {@code {artist: "Pink Floyd", year: 1973}}. */
    static String item(Map<String, ?> attributes) {
        StringBuilder text = new StringBuilder();
        map(text, attributes);
        return text.toString();
    }

    private static void value(StringBuilder text, @Nullable Object value) {
        if (value instanceof AttributeValue attribute) {
            stored(text, attribute);
        } else if (value instanceof CharSequence) {
            text.append('"').append(value).append('"');
        } else if (value instanceof byte[] bytes) {
            text.append(bytes.length).append(" bytes");
        } else if (value instanceof Map<?, ?> map) {
            map(text, map);
        } else if (value instanceof Collection<?> list) {
            list(text, list);
        } else if (value != null && value.getClass().isArray()) {
            text.append(Array.getLength(value)).append(" elements");
        } else {
            text.append(value);
        }
    }

    private static void stored(StringBuilder text, AttributeValue value) {
        switch (value.type()) {
            case S -> value(text, value.s());
            case N -> text.append(value.n());
            case BOOL -> text.append(value.bool());
            case NUL -> text.append("null");
            case B -> text.append(value.b().asByteArrayUnsafe().length).append(" bytes");
            case L -> list(text, value.l());
            case M -> map(text, value.m());
            case SS -> list(text, value.ss());
            case NS -> text.append(value.ns());
            case BS -> text.append(value.bs().size()).append(" binaries");
            default -> text.append(value);
        }
    }

    private static void list(StringBuilder text, Collection<?> values) {
        text.append('[');
        for (Iterator<?> each = values.iterator(); each.hasNext(); ) {
            value(text, each.next());
            if (each.hasNext()) {
                text.append(", ");
            }
        }
        text.append(']');
    }

    private static void map(StringBuilder text, Map<?, ?> values) {
        text.append('{');
        for (Iterator<? extends Map.Entry<?, ?>> each = values.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<?, ?> entry = each.next();
            text.append(entry.getKey()).append(": ");
            value(text, entry.getValue());
            if (each.hasNext()) {
                text.append(", ");
            }
        }
        text.append('}');
    }
}
