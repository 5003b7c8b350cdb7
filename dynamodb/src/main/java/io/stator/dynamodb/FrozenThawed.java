package io.stator.dynamodb;

import io.stator.nippy.Keyword;
import io.stator.nippy.Opaque;
import io.stator.nippy.Ratio;
import io.stator.nippy.Symbol;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * An attribute of an item that was frozen as a map, and what values that were frozen are as other types.
 *
 * @param value the value as it was thawed
 */
record FrozenThawed(@Nullable Object value) {
    /** Stands for the value of binary that was not frozen. */
    static final Object NOT_FROZEN = new Object();

    /** Classes whose values lose nothing when they are stored as DynamoDB has them. */
    private static final Set<Class<?>> PLAIN =
            Set.of(String.class, Long.class, Boolean.class, byte[].class, java.math.BigInteger.class, BigDecimal.class);

    /** Returns the stored form of the attribute: frozen again unless DynamoDB has the type. */
    AttributeValue write(Codecs codecs, int depth) {
        if (value == null || PLAIN.contains(value.getClass())) {
            try {
                return codecs.write(value, depth);
            } catch (Mismatch tooLarge) {
                return AttributeValue.fromB(codecs.freeze(value));
            }
        }
        return AttributeValue.fromB(codecs.freeze(value));
    }

    /** Returns whether a value is of a type, which may be a primitive one. */
    static boolean isOf(Class<?> type, Object value) {
        return MethodType.methodType(type).wrap().returnType().isInstance(value);
    }

    /** Returns the stored form of a value that holds no others, as which it is read as a type it is not of. */
    static AttributeValue scalar(Class<?> type, Object value) {
        if (value instanceof Keyword keyword) {
            return AttributeValue.fromS(keyword.text());
        }
        if (value instanceof Symbol) {
            return AttributeValue.fromS(value.toString());
        }
        if (value instanceof Ratio ratio) {
            return AttributeValue.fromN(decimal(ratio).toString());
        }
        if (value instanceof BigDecimal || value instanceof Double || value instanceof Float) {
            return AttributeValue.fromN(value.toString());
        }
        if (value instanceof Number) {
            return AttributeValue.fromN(value.toString());
        }
        if (value instanceof byte[] bytes) {
            return AttributeValue.fromB(SdkBytes.fromByteArray(bytes));
        }
        if (value instanceof Collection<?>
                || value instanceof Map<?, ?>
                || value.getClass().isArray()) {
            throw new Mismatch(notA(type, value));
        }
        try {
            return Codecs.standard().write(value, 0);
        } catch (Mismatch notStored) {
            throw new Mismatch(notA(type, value), notStored);
        }
    }

    private static String notA(Class<?> type, Object value) {
        return "must be read as another type than " + type.getSimpleName() + ": what was frozen is " + kind(value);
    }

    private static BigDecimal decimal(Ratio ratio) {
        try {
            return new BigDecimal(ratio.numerator()).divide(new BigDecimal(ratio.denominator()));
        } catch (ArithmeticException endless) {
            throw new Mismatch(
                    "must be read as Ratio or double: the decimals of " + Mismatch.shown(ratio) + " do not end",
                    endless);
        }
    }

    /** Returns what a value is, as people call it, with an article and its class. */
    static String kind(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        String name = value instanceof List<?>
                ? "a list"
                : value instanceof Set<?> ? "a set" : value instanceof Map<?, ?> ? "a map" : "";
        return name.isEmpty() ? "one of " + value.getClass().getSimpleName() : name;
    }

    /** Returns the elements of a list, set or array that was frozen. */
    static Collection<? extends @Nullable Object> elements(Object value) {
        if (value instanceof Collection<?> collection) {
            return collection;
        }
        if (value instanceof byte[] || !value.getClass().isArray()) {
            throw new Mismatch("must be a list or a set: what was frozen is " + kind(value));
        }
        List<@Nullable Object> elements = new ArrayList<>(Array.getLength(value));
        for (int i = 0; i < Array.getLength(value); i++) {
            elements.add(Array.get(value, i));
        }
        return elements;
    }

    /** Returns the entries of a map that was frozen. */
    static Map<?, ?> map(Object value) {
        if (value instanceof Opaque.ClojureRecord fields) {
            return fields.fields();
        }
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw new Mismatch("must be a map: what was frozen is " + kind(value));
    }

    /** Returns the entries of a map that was frozen by the text of their keys; keywords lose their colons. */
    static Map<String, @Nullable Object> byText(Object value) {
        Map<?, ?> entries = map(value);
        Map<String, @Nullable Object> named = new LinkedHashMap<>(Values.capacity(entries.size()));
        for (Map.Entry<?, ?> entry : entries.entrySet()) {
            String name = text(entry.getKey());
            if (named.containsKey(name)) {
                throw new Mismatch("must be one entry: two keys of what was frozen have the text " + name).at(name);
            }
            named.put(name, entry.getValue());
        }
        return Collections.unmodifiableMap(named);
    }

    private static String text(@Nullable Object key) {
        if (key instanceof String text) {
            return text;
        }
        boolean holdsOthers = key instanceof Collection<?> || key instanceof Map<?, ?>;
        AttributeValue scalar = key == null || holdsOthers ? Values.NULL : scalar(String.class, key);
        String text = scalar.s() == null ? scalar.n() : scalar.s();
        if (text == null) {
            throw new Mismatch("must have keys that are text or numbers: what was frozen has " + Mismatch.shown(key)
                    + "; read it as Object");
        }
        return text;
    }

    /** Returns an item of the entries of a map that was frozen, each of which is read as it was frozen. */
    static Item item(Codecs codecs, Object value) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        byText(value).forEach((name, each) -> attributes.put(name, new FrozenThawed(each)));
        return Item.thawed(attributes, codecs);
    }

    @Override
    public String toString() {
        return String.valueOf(value);
    }
}
