package io.stator.dynamodb;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What programs do with several items, or with all values of one.
 *
 * <p>Waits and failures: nothing here asks the service; what cannot be is an {@link IllegalArgumentException} at once.
 */
public final class Items {
    private Items() {}

    /**
     * Returns an item without nulls and empty lists, sets and maps, at any depth, and without lists, sets and maps that are empty
     * when that is done. Empty text and empty binary stay.
     */
    public static Item withoutEmpties(Item item) {
        Item left = item;
        for (Map.Entry<String, ?> attribute : item.kept().entrySet()) {
            Object value = pruned(attribute.getValue());
            left = value == null
                    ? left.without(attribute.getKey())
                    : value == attribute.getValue() ? left : left.with(attribute.getKey(), value);
        }
        return left;
    }

    /** Returns the value without what is empty in it; null if nothing is left. */
    private static @Nullable Object pruned(@Nullable Object value) {
        if (value instanceof AttributeValue attribute) {
            return switch (attribute.type()) {
                case NUL -> null;
                case L -> {
                    List<AttributeValue> left = new ArrayList<>();
                    attribute.l().forEach(each -> addPruned(left, each));
                    yield left.isEmpty() ? null : AttributeValue.fromL(left);
                }
                case M -> {
                    Map<String, AttributeValue> left = new LinkedHashMap<>();
                    attribute.m().forEach((name, each) -> putPruned(left, name, each));
                    yield left.isEmpty() ? null : AttributeValue.fromM(left);
                }
                default -> attribute;
            };
        }
        if (value instanceof Item item) {
            Item left = withoutEmpties(item);
            return left.isEmpty() ? null : left;
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> left = new LinkedHashMap<>();
            map.forEach((name, each) -> putPruned(left, name, each));
            return left.isEmpty() ? null : left;
        }
        if (value instanceof Set<?> set) {
            Set<Object> left = new LinkedHashSet<>();
            set.forEach(each -> addPruned(left, each));
            return left.isEmpty() ? null : left;
        }
        if (value instanceof Collection<?> list) {
            List<Object> left = new ArrayList<>();
            list.forEach(each -> addPruned(left, each));
            return left.isEmpty() ? null : left;
        }
        return value;
    }

    @SuppressWarnings("unchecked")
    private static <E> void addPruned(Collection<E> left, @Nullable Object value) {
        Object pruned = pruned(value);
        if (pruned != null) {
            left.add((E) pruned);
        }
    }

    @SuppressWarnings("unchecked")
    private static <K, V> void putPruned(Map<K, V> left, K key, @Nullable Object value) {
        Object pruned = pruned(value);
        if (pruned != null) {
            left.put(key, (V) pruned);
        }
    }

    /**
     * Returns the items by their value of one attribute, in the order of the items; of several with the same value the last. Items
     * where the attribute is absent or null are left out.
     */
    public static Map<Object, Item> by(Iterable<Item> items, String name) {
        Map<Object, Item> found = new LinkedHashMap<>();
        for (Item item : items) {
            Object value = item.get(name);
            if (value != null) {
                found.put(value, item);
            }
        }
        return Collections.unmodifiableMap(found);
    }

    /**
     * Returns the items by their values of several attributes, each as an item of just these, in the order of the items; of several
     * with the same values the last.
     */
    public static Map<Item, Item> by(Iterable<Item> items, Collection<String> names) {
        String[] all = names.toArray(String[]::new);
        if (all.length == 0) {
            throw new IllegalArgumentException("names must not be empty: " + Arrays.toString(all));
        }
        Map<Item, Item> found = new LinkedHashMap<>();
        for (Item item : items) {
            found.put(item.only(all), item);
        }
        return Collections.unmodifiableMap(found);
    }
}
