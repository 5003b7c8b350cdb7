package io.stator.dynamodb;

import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;

/**
 * A place in a shard to read from.
 *
 * <p>Waits and failures: nothing here asks the service or fails.
 */
public final class StreamPosition {
    private static final StreamPosition OLDEST = new StreamPosition(ShardIteratorType.TRIM_HORIZON, Optional.empty());
    private static final StreamPosition LATEST = new StreamPosition(ShardIteratorType.LATEST, Optional.empty());

    private final ShardIteratorType type;
    private final Optional<String> sequenceNumber;

    private StreamPosition(ShardIteratorType type, Optional<String> sequenceNumber) {
        this.type = type;
        this.sequenceNumber = sequenceNumber;
    }

    /** Returns the place of the oldest record that the service still has: {@code TRIM_HORIZON}. */
    public static StreamPosition oldest() {
        return OLDEST;
    }

    /** Returns the place behind the newest record. */
    public static StreamPosition latest() {
        return LATEST;
    }

    /** Returns the place of the record with this sequence number. */
    public static StreamPosition at(String sequenceNumber) {
        return new StreamPosition(ShardIteratorType.AT_SEQUENCE_NUMBER, Optional.of(sequenceNumber));
    }

    /** Returns the place behind the record with this sequence number. */
    public static StreamPosition after(String sequenceNumber) {
        return new StreamPosition(ShardIteratorType.AFTER_SEQUENCE_NUMBER, Optional.of(sequenceNumber));
    }

    ShardIteratorType type() {
        return type;
    }

    /** Returns the sequence number that the place is told by, if it is. */
    public Optional<String> sequenceNumber() {
        return sequenceNumber;
    }

    /** Returns whether both are the same place. */
    @Override
    public boolean equals(Object other) {
        return other instanceof StreamPosition position
                && type == position.type
                && sequenceNumber.equals(position.sequenceNumber);
    }

    /** Returns a hash of the place. */
    @Override
    public int hashCode() {
        return Objects.hash(type, sequenceNumber);
    }

    /** Returns the service's name of the place. */
    @Override
    public String toString() {
        return sequenceNumber.map(number -> type + " " + number).orElse(type.toString());
    }
}
