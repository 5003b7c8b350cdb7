package io.stator.storage.dynamodb;

import io.stator.dynamodb.Item;
import io.stator.engine.storage.Segments;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The segments of one database; safe for use by several threads. */
record TableSegments(TableSystem place, String database) implements Segments {
    private static final String CHECK = "c";

    @Override
    public void put(String id, byte[] bytes) {
        putAll(Map.of(id, bytes));
    }

    private void put(String id, byte[] bytes, String what) {
        place.writer(what).verifyIfStale();
        Place at = Place.segment(database, id);
        long check = check(at, bytes);
        Item head = at.key().with(CHECK, check);
        Item item = place.blobs().with(head, bytes, what, parts(id));
        Put put = place.calls().put(Call.SEGMENT_PUT, what, item, Calls.ABSENT, found -> false);
        if (put.done()) {
            return;
        }
        String token = Blobs.token(item);
        Optional<Item> present = put.other();
        if (token != null
                && present.filter(found -> token.equals(Blobs.token(found))).isEmpty()) {
            place.blobs().delete(item, what, parts(id));
        }
        if (present.isEmpty() || !Arrays.equals(read(present.get(), id, at, true), bytes)) {
            throw new IllegalStateException(
                    "a segment id must never be used for other bytes: id=" + id + ", database=" + database);
        }
    }

    /**
     * Stores several segments, some at a time. Each is a put of its own, under the condition that its place is free: a request of many has no
     * conditions, so that a process that writes no more could replace what the next one put. No condition keeps such a process from putting one
     * whose place is free, so it looks before whether it writes, however short ago it knew: then only what is on its way can come later.
     */
    @Override
    public void putAll(Map<String, byte[]> segments) {
        Owner owner = place.writer("store segments of database " + database);
        if (segments.isEmpty()) {
            return;
        }
        owner.verify();
        boolean parts = segments.values().stream().anyMatch(place.blobs()::needParts);
        place.databases().require(database, parts ? DatabaseItem::withSegmentParts : DatabaseItem::withSegments);
        place.calls()
                .together()
                .each(
                        List.copyOf(segments.entrySet()),
                        each -> put(each.getKey(), each.getValue(), "store " + name(each.getKey())));
    }

    /** Returns the bytes of a segment by a cheap read, and by one that sees all that was acknowledged if that finds nothing, or not all. */
    @Override
    public Optional<byte[]> get(String id) {
        Place at = Place.segment(database, id);
        Optional<byte[]> cheap = get(id, at, false);
        if (cheap.isPresent()) {
            return cheap;
        }
        Optional<byte[]> strong = get(id, at, true);
        if (strong.isPresent()
                || place.calls()
                        .get(Call.SEGMENT_GET, "read " + name(id), at, true)
                        .isEmpty()) {
            return strong;
        }
        DatabaseItem present = place.databases().read(database);
        if (present.isAbsent() || present.deleting()) {
            return Optional.empty();
        }
        throw place.calls().damaged(name(id), "its bytes are not there, or only some of them");
    }

    private Optional<byte[]> get(String id, Place at, boolean consistent) {
        Optional<Item> head = place.calls().get(Call.SEGMENT_GET, "read " + name(id), at, consistent);
        return head.isEmpty() ? Optional.empty() : Optional.ofNullable(read(head.get(), id, at, consistent));
    }

    /** Returns the bytes of a head, or null if they are not all there. */
    private byte @Nullable [] read(Item head, String id, Place at, boolean consistent) {
        byte[] bytes = place.blobs().read(head, "read " + name(id), parts(id), consistent);
        if (bytes != null && check(at, bytes) != Fields.number(head, CHECK, -1)) {
            throw place.calls().damaged(name(id), "its checksum is not that of what it holds");
        }
        return bytes;
    }

    private long check(Place at, byte[] bytes) {
        return Check.of(place.system(), at).add(bytes).value();
    }

    private Blobs.Parts parts(String id) {
        return (token, part) -> Place.segmentPart(database, id, token, part);
    }

    @Override
    public void ids(Consumer<String> consumer) {
        for (int spread = 0; spread < Place.SEGMENT_SPREAD; spread++) {
            place.calls()
                    .each(
                            Call.SEGMENT_GET,
                            "list the segments of database " + database,
                            place.calls()
                                    .prefix(Place.segmentPartition(database, spread), Place.SEGMENT_PREFIX)
                                    .project(Place.SORT),
                            key -> {
                                consumer.accept(String.valueOf(Fields.text(key, Place.SORT))
                                        .substring(Place.SEGMENT_PREFIX.length()));
                                return true;
                            });
        }
    }

    @Override
    public void delete(Collection<String> ids) {
        String what = "delete segments of database " + database;
        place.writer(what).verifyIfStale();
        List<String> given = List.copyOf(ids);
        if (given.isEmpty()) {
            return;
        }
        List<Place> places =
                given.stream().map(id -> Place.segment(database, id)).distinct().toList();
        boolean parts = place.databases().read(database).segmentParts();
        List<Optional<Item>> heads = parts ? place.calls().getAll(Call.DELETE, what, places, true) : List.of();
        place.calls().deleteAll(what, places.stream().map(Place::key).toList());
        deleteParts(what, places, heads);
    }

    /** Deletes the parts of segments whose heads are gone, so that nobody who reads finds a head without its parts. */
    private void deleteParts(String what, List<Place> places, List<Optional<Item>> heads) {
        Set<String> headless = new HashSet<>();
        for (int i = 0; i < heads.size(); i++) {
            Item head = heads.get(i).orElse(null);
            String id = places.get(i).sort().substring(Place.SEGMENT_PREFIX.length());
            if (head == null) {
                headless.add(id);
            } else if (Blobs.hasParts(head)) {
                place.blobs().delete(head, what, parts(id));
            }
        }
        if (!headless.isEmpty()) {
            new Sweep(place, database).partsOfSegments(headless); // of ones whose process ended between head and parts
        }
    }

    private String name(String id) {
        return "segment " + id + " of database " + database;
    }
}
