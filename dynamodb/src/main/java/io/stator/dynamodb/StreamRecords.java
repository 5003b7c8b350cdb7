package io.stator.dynamodb;

import java.util.List;
import java.util.Optional;

/**
 * Records of a shard, and the iterator to go on with.
 *
 * @param records the records in their order; none does not mean that there are no more
 * @param nextIterator where to go on; nothing when the shard is closed and all was read
 */
public record StreamRecords(List<StreamRecord> records, Optional<String> nextIterator) {
    /** Copies the records. */
    public StreamRecords {
        records = List.copyOf(records);
    }
}
