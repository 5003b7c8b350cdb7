package io.stator.dynamodb;

import java.util.Optional;

/**
 * A part of a stream whose records have an order.
 *
 * <p>Waits and failures: nothing here asks the service or fails.
 *
 * @param id the id of the shard
 * @param parent the id of the shard it was split from, whose records come before; that shard may be gone
 * @param firstSequenceNumber the sequence number it begins with, if the service tells
 * @param lastSequenceNumber the sequence number it ends with; nothing as long as it grows
 */
public record StreamShard(
        String id, Optional<String> parent, Optional<String> firstSequenceNumber, Optional<String> lastSequenceNumber) {
    /** Returns whether no records will be added. */
    public boolean isClosed() {
        return lastSequenceNumber.isPresent();
    }
}
