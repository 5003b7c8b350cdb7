package io.stator.dynamodb.stream;

import io.stator.dynamodb.StreamPosition;
import java.util.Optional;

/**
 * How far a shard was read.
 *
 * <p>Waits and failures: nothing here asks the service or fails.
 *
 * @param sequenceNumber the sequence number of the last record that was handled; nothing if it is to be read from its beginning
 * @param isFinished whether the shard is closed and all of it was handled
 */
public record Checkpoint(Optional<String> sequenceNumber, boolean isFinished) {
    /** Returns the checkpoint of a shard that is to be read from its beginning. */
    public static Checkpoint beginning() {
        return new Checkpoint(Optional.empty(), false);
    }

    /** Returns the checkpoint of a shard that was read up to this record. */
    public static Checkpoint after(String sequenceNumber) {
        return new Checkpoint(Optional.of(sequenceNumber), false);
    }

    /** Returns this checkpoint for a shard of which there is no more. */
    public Checkpoint finished() {
        return new Checkpoint(sequenceNumber, true);
    }

    /** Returns the place to go on from. */
    StreamPosition position() {
        return sequenceNumber.map(StreamPosition::after).orElse(StreamPosition.oldest());
    }
}
