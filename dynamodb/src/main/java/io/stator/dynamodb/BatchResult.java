package io.stator.dynamodb;

import java.util.Map;

/**
 * What became of a batch of writes.
 *
 * @param doneCount how many writes were done, those among them that a later write of the same key made needless
 * @param unprocessed the writes that were not done, in their order; none unless this comes with a
 *     {@link DynamoException.Incomplete}. Those at its head may have been done if an answer was lost. If the batch came from a stream
 *     it goes on in that stream, and can be used once
 * @param capacity what the writes consumed in each table, by the table's name, if that was asked for
 */
public record BatchResult(long doneCount, BatchWrites unprocessed, Map<String, Capacity> capacity) {
    /** Copies the capacities. */
    public BatchResult {
        capacity = Map.copyOf(capacity);
    }
}
