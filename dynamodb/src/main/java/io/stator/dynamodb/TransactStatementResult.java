package io.stator.dynamodb;

import java.util.List;
import java.util.Map;

/**
 * A transaction of statements that happened.
 *
 * <p>Waits and failures: nothing here asks the service or fails.
 *
 * @param items one result for each statement, in their order; empty for writes and for items that do not exist
 * @param token the idempotency token it happened with
 * @param attempts how often it was tried, the last time included
 * @param capacity the consumed capacity of each table, if it was asked for
 */
public record TransactStatementResult(
        List<ItemResult> items, String token, int attempts, Map<String, Capacity> capacity) {
    /** Copies the parts. */
    public TransactStatementResult {
        items = List.copyOf(items);
        capacity = Map.copyOf(capacity);
    }

    /** Returns the result of the statement with that number, from 0. */
    public ItemResult get(int number) {
        return items.get(number);
    }
}
