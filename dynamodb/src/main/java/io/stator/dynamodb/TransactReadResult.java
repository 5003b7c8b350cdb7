package io.stator.dynamodb;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a transaction of reads saw.
 *
 * <p>Waits and failures: nothing here asks the service or fails.
 *
 * @param items one result for each read, in the order of the reads; those of items that do not exist are empty
 * @param attempts how often it was tried, the last time included
 * @param capacity the consumed capacity of each table, if it was asked for
 */
public record TransactReadResult(List<ItemResult> items, int attempts, Map<String, Capacity> capacity) {
    /** Copies the parts. */
    public TransactReadResult {
        items = List.copyOf(items);
        capacity = Map.copyOf(capacity);
    }

    /** Returns the result of the read with that number, from 0. */
    public ItemResult get(int number) {
        return items.get(number);
    }

    /** Returns the record that the read with that number found, from 0, or nothing. */
    public <T extends Record> Optional<T> get(int number, RecordTable<T> table) {
        return table.read(items.get(number).item().orElse(null));
    }
}
