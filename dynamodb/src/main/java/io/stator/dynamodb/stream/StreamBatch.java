package io.stator.dynamodb.stream;

import io.stator.dynamodb.StreamRecord;
import java.util.List;

/**
 * Records of one shard that follow one another.
 *
 * <p>Waits and failures: nothing here asks the service or fails.
 *
 * @param streamArn the Amazon resource name of the stream
 * @param shard the id of the shard
 * @param records the records in their order, at least one
 */
public record StreamBatch(String streamArn, String shard, List<StreamRecord> records) {
    /** Copies the records. */
    public StreamBatch {
        records = List.copyOf(records);
    }

    /** Returns the sequence number of the first record. */
    public String firstSequenceNumber() {
        return records.get(0).sequenceNumber();
    }

    /** Returns the sequence number of the last record. */
    public String lastSequenceNumber() {
        return records.get(records.size() - 1).sequenceNumber();
    }
}
