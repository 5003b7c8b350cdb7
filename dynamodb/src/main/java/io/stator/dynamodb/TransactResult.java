package io.stator.dynamodb;

import java.util.List;
import java.util.Map;

/**
 * A transaction of writes that happened.
 *
 * @param token the idempotency token it happened with
 * @param attempts how often it was tried, the last time included
 * @param capacity the consumed capacity of each table, if it was asked for
 * @param collectionMetrics the sizes of the item collections of each table, if they were asked for
 */
public record TransactResult(
        String token,
        int attempts,
        Map<String, Capacity> capacity,
        Map<String, List<CollectionMetrics>> collectionMetrics) {
    /** Copies the parts. */
    public TransactResult {
        capacity = Map.copyOf(capacity);
        collectionMetrics = Map.copyOf(collectionMetrics);
    }
}
