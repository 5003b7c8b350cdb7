package io.stator.dynamodb;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The items that a batch of reads found, in the order of the keys.
 *
 * <p>Waits and failures: nothing here asks the service; only what was stored otherwise than as its record has it fails, with a
 * {@link DynamoException.InvalidValue}.
 */
public final class BatchItems {
    private final List<Place> places;
    private final BatchReads unprocessed;
    private final Map<String, Capacity> capacity;

    /** The item with a key that was given, if there is one. */
    record Place(String table, @Nullable Item item) {}

    BatchItems(List<Place> places, BatchReads unprocessed, Map<String, Capacity> capacity) {
        this.places = List.copyOf(places);
        this.unprocessed = unprocessed;
        this.capacity = Map.copyOf(capacity);
    }

    /** Returns the items that there are, in the order of their keys. */
    public List<Item> items() {
        return itemsOf(null);
    }

    /** Returns the items that there are of a table, in the order of their keys. */
    public List<Item> items(Table table) {
        return itemsOf(table.name());
    }

    private List<Item> itemsOf(@Nullable String table) {
        List<Item> items = new ArrayList<>(places.size());
        for (Place place : places) {
            Item item = place.item();
            if (item != null && (table == null || place.table().equals(table))) {
                items.add(item);
            }
        }
        return List.copyOf(items);
    }

    /** Returns for each key, in order, the item or nothing. */
    public List<Optional<Item>> all() {
        return places.stream().map(place -> Optional.ofNullable(place.item())).toList();
    }

    /** Returns for each key of a table, in order, the item or nothing. */
    public List<Optional<Item>> all(Table table) {
        return places.stream()
                .filter(place -> place.table().equals(table.name()))
                .map(place -> Optional.ofNullable(place.item()))
                .toList();
    }

    /** Returns the records that there are of a table, in the order of their keys. */
    public <T extends Record> List<T> items(RecordTable<T> table) {
        return all(table).stream().flatMap(Optional::stream).toList();
    }

    /** Returns for each key of a table of records, in order, the record or nothing. */
    public <T extends Record> List<Optional<T>> all(RecordTable<T> table) {
        return places.stream()
                .filter(place -> place.table().equals(table.table().name()))
                .map(place -> table.read(place.item()))
                .toList();
    }

    /**
     * Returns the keys that were not asked for, which have no item in this result; none unless this comes with a
     * {@link DynamoException.Incomplete}.
     */
    public BatchReads unprocessed() {
        return unprocessed;
    }

    /** Returns what the reads consumed in each table, by the table's name, if that was asked for. */
    public Map<String, Capacity> capacity() {
        return capacity;
    }

    @Override
    public String toString() {
        return "BatchItems" + items();
    }
}
