package io.stator.dynamodb;

import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.Identity;
import software.amazon.awssdk.services.dynamodb.model.Record;

/**
 * One change of one item. Immutable.
 *
 * <p>Waits and failures: nothing here asks the service or fails.
 */
public final class StreamRecord {
    private static final Item.Origin ORIGIN = new Item.Origin(Operations.GET_RECORDS.name(), null);

    private static final String SERVICE_PRINCIPAL = "dynamodb.amazonaws.com";

    private final Record record;
    private final software.amazon.awssdk.services.dynamodb.model.StreamRecord change;
    private final Codecs codecs;

    StreamRecord(Record record, Codecs codecs) {
        this.record = record;
        this.change = record.dynamodb();
        this.codecs = codecs;
    }

    /** Returns the id of the event, which tells whether a record was seen before. */
    public String eventId() {
        return record.eventID();
    }

    /** Returns what happened. */
    public StreamChange change() {
        return switch (record.eventName()) {
            case INSERT -> StreamChange.INSERT;
            case MODIFY -> StreamChange.MODIFY;
            case REMOVE -> StreamChange.REMOVE;
            case UNKNOWN_TO_SDK_VERSION -> StreamChange.UNKNOWN;
        };
    }

    /** Returns the version of the form of the record, such as {@code 1.1}. */
    public String version() {
        return record.eventVersion();
    }

    /** Returns the service it comes from, {@code aws:dynamodb}. */
    public String source() {
        return record.eventSource();
    }

    /** Returns the region it comes from. */
    public String region() {
        return record.awsRegion();
    }

    /** Returns the key of the item. */
    public Item key() {
        return Item.read(change.keys(), codecs, ORIGIN);
    }

    /** Returns the item before the change, if there was one and the stream has it. */
    public Optional<Item> oldImage() {
        return change.hasOldImage() ? Optional.of(Item.read(change.oldImage(), codecs, ORIGIN)) : Optional.empty();
    }

    /** Returns the item after the change, if there is one and the stream has it. */
    public Optional<Item> newImage() {
        return change.hasNewImage() ? Optional.of(Item.read(change.newImage(), codecs, ORIGIN)) : Optional.empty();
    }

    /** Returns the number that orders the records of a shard: a whole number of up to 40 digits. */
    public String sequenceNumber() {
        return change.sequenceNumber();
    }

    /** Returns the size of the record in bytes. */
    public long size() {
        return change.sizeBytes() == null ? 0 : change.sizeBytes();
    }

    /** Returns what the record holds of the item, if the service tells. */
    public Optional<StreamView> view() {
        return Optional.ofNullable(change.streamViewType()).map(StreamView::of);
    }

    /** Returns about when the change was made, to the second, if the service tells. */
    public Optional<Instant> created() {
        return Optional.ofNullable(change.approximateCreationDateTime());
    }

    /** Returns who made the change, if it was not a caller: {@code dynamodb.amazonaws.com} for an item that expired. */
    public Optional<String> principal() {
        return Optional.ofNullable(record.userIdentity()).map(Identity::principalId);
    }

    /** Returns whether the item was deleted because its time to live was over. */
    public boolean isExpiry() {
        return change() == StreamChange.REMOVE
                && principal().filter(SERVICE_PRINCIPAL::equals).isPresent();
    }

    /** Returns what happened to which item, and the sequence number. */
    @Override
    public String toString() {
        return change() + " " + key() + " at " + sequenceNumber();
    }
}
