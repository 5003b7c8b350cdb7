package io.stator.storage.dynamodb;

import io.stator.dynamodb.Item;
import io.stator.dynamodb.Results;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Deletes items of a database that nobody may read any more; what did not come to an end goes on when it is done again. */
record Sweep(TableSystem place, String database) {
    /** How many items are deleted together. */
    private static final int TOGETHER = 500;

    /** Deletes the records of a log between two sequence numbers, with their parts. */
    void records(DatabaseItem item, long from, long to) {
        for (long chunk = from / Place.LOG_CHUNK; chunk * Place.LOG_CHUNK < to; chunk++) {
            String end = Place.sequenceSort(to);
            if (item.parts()) {
                for (int spread = 0; spread < Place.PART_SPREAD; spread++) {
                    delete(
                            place.calls().partition(Place.recordPartPartition(database, chunk, spread)),
                            key -> sort(key).compareTo(end) < 0);
                }
            }
            delete(
                    place.calls().partition(Place.logPartition(database, chunk)),
                    key -> sort(key).compareTo(end) < 0);
        }
    }

    /** Deletes what is in a log behind its last record: fences, and parts of records that did not come to be. */
    void all(DatabaseItem item) {
        long chunk = item.swept() / Place.LOG_CHUNK;
        long last = Math.max(item.end(), 0) / Place.LOG_CHUNK;
        boolean more = true;
        while (more || chunk <= last) {
            long found = 0;
            if (item.parts()) {
                for (int spread = 0; spread < Place.PART_SPREAD; spread++) {
                    found += delete(
                            place.calls().partition(Place.recordPartPartition(database, chunk, spread)), key -> true);
                }
            }
            found += delete(place.calls().partition(Place.logPartition(database, chunk)), key -> true);
            more = found > 0;
            chunk++;
        }
        for (int spread = 0; item.segments() && spread < Place.SEGMENT_SPREAD; spread++) {
            delete(place.calls().partition(Place.segmentPartition(database, spread)), key -> true);
        }
    }

    /**
     * Deletes the parts of records that no record has: of ones that were replaced, and of ones that did not come to be. Nobody appends
     * meanwhile in this process; what later openings put stays, whose records may still come.
     */
    void looseParts(long from, long end) {
        String begin = Place.sequenceSort(from);
        for (long chunk = from / Place.LOG_CHUNK; chunk * Place.LOG_CHUNK <= end; chunk++) {
            Set<String> used = place
                    .calls()
                    .list(
                            Call.DELETE,
                            "look for parts in use",
                            place.calls()
                                    .from(Place.logPartition(database, chunk), begin)
                                    .project("s", "t"))
                    .stream()
                    .filter(Blobs::hasParts)
                    .map(head -> sort(head) + "/" + Blobs.token(head))
                    .collect(Collectors.toSet());
            long each = chunk;
            List<Integer> spreads =
                    IntStream.range(0, Place.PART_SPREAD).boxed().toList();
            place.calls().together().each(spreads, spread -> {
                long unused = delete(
                        place.calls().from(Place.recordPartPartition(database, each, spread), begin),
                        key -> isLoose(sort(key), used));
            });
        }
    }

    /** Returns whether a part, SEQUENCE/TOKEN/PART, is in nothing that is used, nor will be. */
    private boolean isLoose(String sort, Set<String> used) {
        int begin = sort.indexOf('/') + 1;
        int end = sort.lastIndexOf('/');
        return !used.contains(sort.substring(0, end)) && place.blobs().isMineOrOlder(sort.substring(begin, end));
    }

    /** Deletes all parts of some segments, whether or not there is anything that names them. */
    void partsOfSegments(Set<String> ids) {
        List<Integer> spreads = IntStream.range(0, Place.SEGMENT_SPREAD).boxed().toList();
        place.calls().together().each(spreads, spread -> {
            long unused = delete(
                    place.calls().prefix(Place.segmentPartition(database, spread), Place.SEGMENT_PART_PREFIX),
                    key -> ids.contains(Place.segmentOfPart(sort(key))));
        });
    }

    private static String sort(Item key) {
        return String.valueOf(Fields.text(key, Place.SORT));
    }

    /** Deletes the items of a query that are to be deleted, and returns how many. */
    long delete(Results<Item> query, Predicate<Item> which) {
        List<Item> keys = new ArrayList<>();
        long[] count = {0};
        String what = "delete what is not used any more of database " + database;
        place.calls().each(Call.DELETE, what, query.project(Place.PARTITION, Place.SORT), key -> {
            if (which.test(key)) {
                keys.add(key);
                count[0]++;
            }
            if (keys.size() >= TOGETHER) {
                place.calls().deleteAll(what, keys);
                keys.clear();
            }
            return true;
        });
        place.calls().deleteAll(what, keys);
        return count[0];
    }
}
