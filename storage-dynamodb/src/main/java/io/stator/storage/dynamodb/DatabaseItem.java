package io.stator.storage.dynamodb;

import io.stator.dynamodb.Item;
import java.util.UUID;

/**
 * What there is about one database beside its records, segments and roots.
 *
 * @param version how often it was changed
 * @param first the first record of the log that may be read
 * @param swept all records before it are deleted
 * @param end how many records the log has at least: its end is looked for from here, and it is damaged if it ends before
 * @param parts whether a record may ever have been in parts
 * @param segmentParts whether a segment may ever have been in parts
 * @param segments whether there may ever have been a segment
 * @param deleting whether the database is being deleted, and is not there for anybody any more
 */
record DatabaseItem(
        String database,
        long version,
        long first,
        long swept,
        long end,
        boolean parts,
        boolean segmentParts,
        boolean segments,
        boolean deleting) {
    static final String VERSION = "v";
    private static final String FIRST = "first";
    private static final String SWEPT = "swept";
    private static final String END = "end";
    private static final String PARTS = "parts";
    private static final String SEGMENT_PARTS = "segmentParts";
    private static final String SEGMENTS = "segments";
    private static final String DELETING = "deleting";
    static final String CHECK = "c";

    /** Returns a database that is not stored yet. */
    static DatabaseItem absent(String database) {
        return new DatabaseItem(database, 0, 0, 0, 0, false, false, false, false);
    }

    boolean isAbsent() {
        return version == 0;
    }

    DatabaseItem withVersion(long next) {
        return new DatabaseItem(database, next, first, swept, end, parts, segmentParts, segments, deleting);
    }

    DatabaseItem withFirst(long next) {
        return new DatabaseItem(
                database, version, Math.max(first, next), swept, end, parts, segmentParts, segments, deleting);
    }

    DatabaseItem withSwept(long next) {
        return new DatabaseItem(
                database, version, first, Math.max(swept, next), end, parts, segmentParts, segments, deleting);
    }

    DatabaseItem withEnd(long next) {
        return new DatabaseItem(
                database, version, first, swept, Math.max(end, next), parts, segmentParts, segments, deleting);
    }

    DatabaseItem withParts() {
        return new DatabaseItem(database, version, first, swept, end, true, segmentParts, segments, deleting);
    }

    DatabaseItem withSegmentParts() {
        return new DatabaseItem(database, version, first, swept, end, parts, true, true, deleting);
    }

    DatabaseItem withSegments() {
        return new DatabaseItem(database, version, first, swept, end, parts, segmentParts, true, deleting);
    }

    DatabaseItem toDelete() {
        return new DatabaseItem(database, version, first, swept, end, parts, segmentParts, segments, true);
    }

    private long check(UUID system) {
        return Check.of(system, Place.database(database))
                .add(version)
                .add(first)
                .add(swept)
                .add(end)
                .add(parts)
                .add(segmentParts)
                .add(segments)
                .add(deleting)
                .value();
    }

    Item item(UUID system) {
        return Place.database(database)
                .key()
                .with(VERSION, version)
                .with(FIRST, first)
                .with(SWEPT, swept)
                .with(END, end)
                .with(PARTS, parts)
                .with(SEGMENT_PARTS, segmentParts)
                .with(SEGMENTS, segments)
                .with(DELETING, deleting)
                .with(CHECK, check(system));
    }

    static DatabaseItem of(Calls calls, UUID system, String database, Item item) {
        DatabaseItem found = new DatabaseItem(
                database,
                Fields.number(item, VERSION, 0),
                Fields.number(item, FIRST, 0),
                Fields.number(item, SWEPT, 0),
                Fields.number(item, END, 0),
                Fields.flag(item, PARTS),
                Fields.flag(item, SEGMENT_PARTS),
                Fields.flag(item, SEGMENTS),
                Fields.flag(item, DELETING));
        if (found.isAbsent() || found.check(system) != Fields.number(item, CHECK, -1)) {
            throw calls.damaged("the item of database " + database, "its checksum is not that of what it says");
        }
        return found;
    }
}
