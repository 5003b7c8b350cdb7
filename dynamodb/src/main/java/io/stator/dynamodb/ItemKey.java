package io.stator.dynamodb;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The key of an item, equal to every other way of writing the same key: {@code 1} is {@code 1.0}. */
final class ItemKey {
    private static final int LONG_DIGITS_MAX = 18;

    /** The names in their order, each followed by its value. */
    private final Object[] parts;

    private final int hash;

    private ItemKey(Object[] parts) {
        this.parts = parts;
        this.hash = Arrays.hashCode(parts);
    }

    /** Returns the key of an item whose key attributes have these names; those it lacks are left out. */
    static ItemKey of(Map<String, AttributeValue> item, Collection<String> names) {
        return of(item, sorted(names));
    }

    /** Returns names in the order that {@link #of(Map, String[])} takes them in. */
    static String[] sorted(Collection<String> names) {
        String[] sorted = names.toArray(String[]::new);
        Arrays.sort(sorted);
        return sorted;
    }

    /** Returns the key of an item whose key attributes have these names, which are sorted. */
    static ItemKey of(Map<String, AttributeValue> item, String[] sorted) {
        Object[] parts = new Object[2 * sorted.length];
        int size = 0;
        for (String name : sorted) {
            AttributeValue value = item.get(name);
            if (value != null) {
                parts[size++] = name;
                parts[size++] = comparable(value);
            }
        }
        return new ItemKey(size == parts.length ? parts : Arrays.copyOf(parts, size));
    }

    /** Returns a value that is equal only to those of the same type that DynamoDB takes for equal. */
    private static Object comparable(AttributeValue value) {
        return switch (value.type()) {
            case S -> value.s();
            case N -> number(value.n());
            case B -> value.b();
            default -> value;
        };
    }

    private static Object number(String text) {
        if (isShortInteger(text)) {
            return Long.parseLong(text);
        }
        BigDecimal number = new BigDecimal(text);
        if (number.signum() == 0) {
            return 0L;
        }
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() <= 0 && stripped.precision() - stripped.scale() <= LONG_DIGITS_MAX
                ? (Object) stripped.longValueExact()
                : stripped;
    }

    private static boolean isShortInteger(String text) {
        int length = text.length();
        int start = length > 0 && text.charAt(0) == '-' ? 1 : 0;
        if (length == start || length - start > LONG_DIGITS_MAX) {
            return false;
        }
        for (int i = start; i < length; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ItemKey key && key.hash == hash && Arrays.equals(key.parts, parts);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return Arrays.toString(parts);
    }
}
