package io.stator.nippy;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.regex.Pattern;

/** Text of a value from which its type and all its content can be told. */
final class Shown {
    private Shown() {}

    static String of(Object value) {
        if (value == null || value instanceof Boolean || value instanceof Long || value instanceof Double) {
            return value == null ? "nil" : value.toString();
        } else if (value instanceof Integer
                || value instanceof Short
                || value instanceof Byte
                || value instanceof Float) {
            String type = value instanceof Integer
                    ? "int"
                    : value.getClass().getSimpleName().toLowerCase();
            return type + " " + value;
        } else if (value instanceof BigInteger) {
            return value + "N";
        } else if (value instanceof BigDecimal) {
            return value + "M";
        } else if (value instanceof Character character) {
            return "char " + (int) character;
        } else if (value instanceof String text) {
            return quoted(text);
        } else if (value instanceof Keyword || value instanceof Ratio) {
            return value.toString();
        } else if (value instanceof Symbol) {
            return "'" + value;
        } else if (value instanceof UUID
                || value instanceof Instant
                || value instanceof Duration
                || value instanceof Period
                || value instanceof URI) {
            return value.getClass().getSimpleName().toLowerCase() + " " + value;
        } else if (value instanceof java.sql.Date date) {
            return "sql.Date " + date.getTime();
        } else if (value.getClass() == java.util.Date.class) {
            return "date " + ((java.util.Date) value).toInstant();
        } else if (value instanceof Pattern pattern) {
            return "regex " + quoted(pattern.pattern());
        } else if (value instanceof Opaque opaque) {
            return opaque(opaque);
        }
        return container(value);
    }

    private static String container(Object value) {
        if (value instanceof byte[] bytes) {
            return ("bytes " + HexFormat.of().formatHex(bytes)).strip();
        } else if (value instanceof Sequence sequence) {
            return all("(", sequence, ")");
        } else if (value instanceof List<?> list) {
            return all("[", list, "]");
        } else if (value instanceof Set<?> set) {
            return all("#{", set, "}");
        } else if (value instanceof Map<?, ?> map) {
            StringJoiner pairs = new StringJoiner(", ", "{", "}");
            map.forEach((key, mapped) -> pairs.add(of(key) + " " + of(mapped)));
            return pairs.toString();
        } else if (value instanceof Map.Entry<?, ?> entry) {
            return "entry [" + of(entry.getKey()) + " " + of(entry.getValue()) + "]";
        } else if (value.getClass().isArray()) {
            List<Object> elements = new ArrayList<>();
            for (int i = 0; i < Array.getLength(value); i++) {
                elements.add(Array.get(value, i));
            }
            String type = value.getClass().getComponentType().getSimpleName();
            String shown = all("[", elements, "]");
            return type
                    + shown.replace("int ", "")
                            .replace("float ", "")
                            .replace("short ", "")
                            .replace("char ", "");
        }
        return value.getClass() + " " + value;
    }

    private static String opaque(Opaque opaque) {
        if (opaque instanceof Opaque.Serialized serialized) {
            return ("serialized " + serialized.className() + " "
                            + HexFormat.of().formatHex(serialized.bytes()))
                    .strip();
        } else if (opaque instanceof Opaque.ClojureRecord record) {
            return "record " + record.className() + " " + of(record.fields());
        } else if (opaque instanceof Opaque.ClojureType type) {
            return "type " + type.className() + " " + of(type.values());
        } else if (opaque instanceof Opaque.Edn edn) {
            return "edn " + quoted(edn.text());
        } else if (opaque instanceof Opaque.Regex regex) {
            return "opaque regex " + quoted(regex.pattern());
        } else if (opaque instanceof Opaque.Custom custom) {
            return "custom " + custom.typeId() + " " + HexFormat.of().formatHex(custom.bytes());
        }
        throw new AssertionError(opaque);
    }

    private static String all(String open, Iterable<?> elements, String close) {
        StringJoiner shown = new StringJoiner(" ", open, close);
        elements.forEach(element -> shown.add(of(element)));
        return shown.toString();
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars()
                .forEach(character -> quoted.append(
                        character >= ' ' && character <= '~'
                                ? String.valueOf((char) character)
                                : String.format("\\u%04x", character)));
        return quoted.append('"').toString();
    }
}
