package io.stator.dynamodb;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Stored values as plain Java values. */
final class Values {
    /** The stored null. */
    static final AttributeValue NULL = AttributeValue.fromNul(true);

    /** The stored true. */
    static final AttributeValue TRUE = AttributeValue.fromBool(true);

    /** The stored false. */
    static final AttributeValue FALSE = AttributeValue.fromBool(false);

    private static final float LOAD = 0.75f;

    private Values() {}

    /** Returns whether a stored value is absent or null. */
    static boolean isNull(@Nullable AttributeValue value) {
        return value == null || value.type() == AttributeValue.Type.NUL;
    }

    /** Returns the capacity of a hash table for {@code size} entries that need not grow. */
    static int capacity(int size) {
        return (int) (size / LOAD) + 1;
    }

    /**
     * Returns the plain Java value: String, Boolean, null, a number as by {@link Numbers#plain}, binary as a thawed value or
     * {@code byte[]}, and unmodifiable sets, lists and maps of them.
     */
    static @Nullable Object plain(Codecs codecs, AttributeValue value) {
        return switch (value.type()) {
            case S -> value.s();
            case N -> Numbers.plain(value.n());
            case BOOL -> value.bool();
            case NUL -> null;
            case B -> codecs.binary(value.b());
            case L -> list(codecs, value.l());
            case M -> map(codecs, value.m());
            case SS -> Collections.unmodifiableSet(new LinkedHashSet<>(value.ss()));
            case NS -> numbers(value.ns());
            case BS -> binaries(codecs, value.bs());
            default -> throw new Mismatch("must have exactly one of the types DynamoDB has: " + value);
        };
    }

    private static List<@Nullable Object> list(Codecs codecs, List<AttributeValue> elements) {
        List<@Nullable Object> list = new ArrayList<>(elements.size());
        for (int i = 0; i < elements.size(); i++) {
            try {
                list.add(plain(codecs, elements.get(i)));
            } catch (Mismatch mismatch) {
                throw mismatch.at(i);
            }
        }
        return Collections.unmodifiableList(list);
    }

    /** Returns the entries of a stored map as plain Java values, in order. */
    static Map<String, @Nullable Object> map(Codecs codecs, Map<String, AttributeValue> entries) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>(capacity(entries.size()));
        for (Map.Entry<String, AttributeValue> entry : entries.entrySet()) {
            try {
                map.put(entry.getKey(), plain(codecs, entry.getValue()));
            } catch (Mismatch mismatch) {
                throw mismatch.at(entry.getKey());
            }
        }
        return Collections.unmodifiableMap(map);
    }

    private static Set<Object> numbers(List<String> elements) {
        Set<Object> numbers = new LinkedHashSet<>(capacity(elements.size()));
        for (String element : elements) {
            numbers.add(Numbers.plain(element));
        }
        return Collections.unmodifiableSet(numbers);
    }

    /** Returns binary elements as read-only byte buffers, which are equal by content, or thawed. */
    private static Set<@Nullable Object> binaries(Codecs codecs, List<SdkBytes> elements) {
        Set<@Nullable Object> binaries = new LinkedHashSet<>(capacity(elements.size()));
        for (SdkBytes element : elements) {
            Object value = codecs.binary(element);
            binaries.add(value instanceof byte[] bytes ? ByteBuffer.wrap(bytes).asReadOnlyBuffer() : value);
        }
        return Collections.unmodifiableSet(binaries);
    }

    /** Returns a value that is equal to that of another stored value when DynamoDB takes the two for equal. */
    static Object canonical(AttributeValue value) {
        return switch (value.type()) {
            case S -> value.s();
            case N -> canonicalNumber(value.n());
            case BOOL -> value.bool();
            case NUL -> NULL;
            case B -> value.b();
            case L -> {
                List<Object> list = new ArrayList<>(value.l().size());
                value.l().forEach(element -> list.add(canonical(element)));
                yield list;
            }
            case M -> {
                Map<String, Object> map = new HashMap<>(capacity(value.m().size()));
                value.m().forEach((name, element) -> map.put(name, canonical(element)));
                yield map;
            }
            case SS -> new HashSet<>(value.ss());
            case NS -> {
                Set<Object> numbers = new HashSet<>(capacity(value.ns().size()));
                value.ns().forEach(number -> numbers.add(canonicalNumber(number)));
                yield numbers;
            }
            case BS -> new HashSet<>(value.bs());
            default -> value;
        };
    }

    /** Returns attributes so that they are equal to others when DynamoDB takes their values for equal. */
    static Map<String, Object> canonical(Codecs codecs, Map<String, ?> attributes) {
        Map<String, Object> canonical = new HashMap<>(capacity(attributes.size()));
        attributes.forEach((name, value) -> canonical.put(name, canonical(codecs, value)));
        return canonical;
    }

    private static Object canonical(Codecs codecs, @Nullable Object value) {
        try {
            return canonical(codecs.write(value, 0));
        } catch (Mismatch notStandard) {
            return Objects.requireNonNull(value, "value");
        }
    }

    /** Returns the number so that equal numbers are equal whatever their scale. */
    static Object canonicalNumber(String text) {
        try {
            return new BigDecimal(text).stripTrailingZeros();
        } catch (NumberFormatException notANumber) {
            return text;
        }
    }

    /** Returns the type as people call it, with an article, for messages. */
    static String typeName(AttributeValue value) {
        return switch (value.type()) {
            case S -> "text";
            case N -> "a number";
            case BOOL -> "a boolean";
            case NUL -> "null";
            case B -> "binary";
            case L -> "a list";
            case M -> "a map";
            case SS -> "a set of texts";
            case NS -> "a set of numbers";
            case BS -> "a set of binaries";
            default -> "a value of no known type";
        };
    }
}
