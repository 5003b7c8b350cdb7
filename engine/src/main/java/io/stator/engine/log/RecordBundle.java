package io.stator.engine.log;

import io.stator.engine.datom.ByteSink;
import io.stator.engine.datom.ByteSource;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of some log records on their way to replace others.
 *
 * <pre>
 * bundle   version (1 byte), number of records (varint), records
 * record   sequence (varint), bytes (length as varint, bytes)
 * </pre>
 */
public final class RecordBundle {
    /**
     * A record of a log.
     *
     * @param sequence its number
     * @param bytes what it is to hold
     */
    @SuppressWarnings("ArrayRecordComponent") // records are never compared
    public record Item(long sequence, byte[] bytes) {}

    private static final int VERSION = 1;

    private RecordBundle() {}

    /** Returns the bytes of a bundle. */
    public static byte[] encode(List<Item> items) {
        ByteSink sink = new ByteSink();
        sink.put(VERSION);
        sink.putVarint(items.size());
        for (Item item : items) {
            sink.putVarint(item.sequence());
            sink.putBytes(item.bytes());
        }
        return sink.toByteArray();
    }

    /**
     * Returns the records of a bundle.
     *
     * @throws IllegalArgumentException when the bytes are no bundle of a version known here
     */
    public static List<Item> decode(byte[] bytes) {
        ByteSource source = new ByteSource(bytes);
        int version = source.get();
        if (version != VERSION) {
            throw new IllegalArgumentException(
                    "version of a record bundle must be " + VERSION + ": version=" + version);
        }
        int count = source.getCount();
        List<Item> items = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            long sequence = source.getVarint();
            items.add(new Item(sequence, source.getBytes()));
        }
        source.expectEnd();
        return items;
    }
}
