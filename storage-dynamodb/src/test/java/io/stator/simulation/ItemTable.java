package io.stator.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The items of a table with two keys of text, and what was in their places before. */
final class ItemTable {
    static final String PARTITION = "p";
    static final String SORT = "s";

    /** How long a read that need not see the newest may lag behind. */
    static final long LAG_NANOS_MAX = 3_000_000_000L;

    /** The key of an item. */
    record Key(String partition, String sort) {
        static Key of(Map<String, AttributeValue> item) {
            return new Key(text(item, PARTITION), text(item, SORT));
        }

        private static String text(Map<String, AttributeValue> item, String name) {
            AttributeValue value = item.get(name);
            if (value == null || value.s() == null || value.s().isEmpty()) {
                throw new IllegalArgumentException(
                        "One or more parameter values were invalid: Missing the key " + name + " in the item");
            }
            return value.s();
        }

        Map<String, AttributeValue> values() {
            return Map.of(PARTITION, AttributeValue.fromS(partition), SORT, AttributeValue.fromS(sort));
        }
    }

    /** What was in a place until some time. */
    private record Former(long until, @Nullable Map<String, AttributeValue> item) {}

    private final Map<String, NavigableMap<String, Map<String, AttributeValue>>> partitions = new HashMap<>();
    private final Map<Key, Deque<Former>> formers = new HashMap<>();
    private final Map<Key, Source> sources = new HashMap<>();

    /**
     * Where an item comes from.
     *
     * @param who put it
     * @param isLate whether nobody waited for the answer any more
     * @param isFormer whether another machine had taken over before
     */
    record Source(String who, boolean isLate, boolean isFormer) {
        /** Where items come from that no machine put. */
        static final Source DIRECT = new Source("", false, false);
    }

    @Nullable
    Map<String, AttributeValue> get(Key key) {
        NavigableMap<String, Map<String, AttributeValue>> partition = partitions.get(key.partition);
        return partition == null ? null : partition.get(key.sort);
    }

    /** Returns what was in a place at a time, as far as that is known. */
    @Nullable
    Map<String, AttributeValue> get(Key key, long time) {
        for (Former former : formers.getOrDefault(key, new ArrayDeque<>())) {
            if (former.until > time) {
                return former.item;
            }
        }
        return get(key);
    }

    void put(Map<String, AttributeValue> item, long now, Source source) {
        Key key = Key.of(item);
        sources.put(key, source);
        remember(key, now);
        partitions
                .computeIfAbsent(key.partition, absent -> new TreeMap<>(Utf8Order.ORDER))
                .put(key.sort, Map.copyOf(item));
    }

    void delete(Key key, long now) {
        NavigableMap<String, Map<String, AttributeValue>> partition = partitions.get(key.partition);
        if (partition != null && partition.containsKey(key.sort)) {
            remember(key, now);
            partition.remove(key.sort);
        }
    }

    private void remember(Key key, long now) {
        Deque<Former> known = formers.computeIfAbsent(key, absent -> new ArrayDeque<>());
        known.add(new Former(now, get(key)));
        while (!known.isEmpty() && known.peek().until < now - LAG_NANOS_MAX) {
            known.remove();
        }
    }

    /** Returns the items of a partition in their order. */
    NavigableMap<String, Map<String, AttributeValue>> partition(String name) {
        return partitions.getOrDefault(name, new TreeMap<>(Utf8Order.ORDER));
    }

    /** Returns all items. */
    List<Map<String, AttributeValue>> items() {
        List<Map<String, AttributeValue>> items = new ArrayList<>();
        new TreeMap<>(partitions).values().forEach(partition -> items.addAll(partition.values()));
        return items;
    }

    /** Returns where an item comes from. */
    Source source(Map<String, AttributeValue> item) {
        return sources.getOrDefault(Key.of(item), Source.DIRECT);
    }

    /** Returns all keys. */
    List<Key> keys() {
        List<Key> keys = new ArrayList<>();
        new TreeMap<>(partitions)
                .forEach((partition, items) -> items.keySet().forEach(sort -> keys.add(new Key(partition, sort))));
        return keys;
    }
}
