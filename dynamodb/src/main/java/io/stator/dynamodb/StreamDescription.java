package io.stator.dynamodb;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A stream with all its shards.
 *
 * @param arn the Amazon resource name of the stream
 * @param table the name of its table
 * @param label what tells it from other streams of the same table
 * @param status what it is up to
 * @param view what its records hold, if the service tells
 * @param created when it was switched on, if the service tells
 * @param keys the names of the key attributes of the table, partition key first
 * @param shards all shards that the service still has, parents before their children
 */
public record StreamDescription(
        String arn,
        String table,
        String label,
        StreamStatus status,
        Optional<StreamView> view,
        Optional<Instant> created,
        List<String> keys,
        List<StreamShard> shards) {
    /** Copies the lists. */
    public StreamDescription {
        keys = List.copyOf(keys);
        shards = List.copyOf(shards);
    }
}
