package io.stator.storage.dynamodb;

import io.stator.dynamodb.Item;
import java.util.List;

/** Reads and checks everything; not thread-safe. */
final class FullCheck {
    private final TableStorage storage;
    private final TableSystem place;
    private long databases;
    private long records;
    private long segments;
    private long bytes;

    FullCheck(TableStorage storage, TableSystem place) {
        this.storage = storage;
        this.place = place;
    }

    DynamoDbReport run() {
        for (DatabaseItem item : place.databases().all()) {
            if (!item.deleting()) {
                databases++;
                check(item);
            }
        }
        List<String> roots = storage.roots().names("");
        roots.forEach(name -> storage.roots().read(name));
        return new DynamoDbReport(databases, records, segments, roots.size(), bytes);
    }

    private void check(DatabaseItem item) {
        storage.log(item.database()).read(item.first(), (sequence, epoch, found) -> {
            records++;
            bytes += found.length;
            return true;
        });
        for (int spread = 0; item.segments() && spread < Place.SEGMENT_SPREAD; spread++) {
            place.calls()
                    .each(
                            Call.SEGMENT_GET,
                            "list the segments of database " + item.database(),
                            place.calls()
                                    .prefix(Place.segmentPartition(item.database(), spread), Place.SEGMENT_PREFIX)
                                    .project(Place.SORT),
                            key -> segment(item.database(), key));
        }
    }

    private boolean segment(String database, Item key) {
        String id = String.valueOf(Fields.text(key, Place.SORT)).substring(Place.SEGMENT_PREFIX.length());
        storage.segments(database)
                .get(id)
                .ifPresent(
                        found -> { // or deleted meanwhile
                            segments++;
                            bytes += found.length;
                        });
        return true;
    }
}
