package io.stator.engine.durable;

import io.stator.Anomaly;
import io.stator.Index;
import io.stator.Limit;
import io.stator.engine.index.StoredFacts;
import io.stator.engine.segment.ChildEntry;
import io.stator.engine.segment.Directory;
import io.stator.engine.segment.Segment;
import io.stator.engine.segment.SegmentId;
import io.stator.engine.storage.CachedStorage;
import io.stator.engine.storage.ReadCounts;
import io.stator.engine.storage.Root;
import io.stator.engine.storage.Roots;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Where the segments of the indexes of a database come from. Thread-safe. */
final class SegmentSource {
    private final Storage storage;
    private final SegmentCache cache;
    private final String database;
    private final String name;
    private final LongSupplier revision;
    private final BooleanSupplier isWriting;

    /** What a run has made and not stored yet. */
    private volatile @Nullable SegmentBuffer unstored;

    /**
     * Creates one.
     *
     * @param revision the revision of the root that is known here
     * @param isWriting whether nobody else sets the root
     */
    SegmentSource(
            Storage storage,
            SegmentCache cache,
            String database,
            String name,
            LongSupplier revision,
            BooleanSupplier isWriting) {
        this.storage = storage;
        this.cache = cache;
        this.database = database;
        this.name = name;
        this.revision = revision;
        this.isWriting = isWriting;
    }

    /** Returns a segment, of its bytes if they are known, which is kept for a while. */
    Segment segment(Index index, ChildEntry entry, byte @Nullable [] known) {
        ReadCounts counts = ReadCounts.current();
        if (counts != null) {
            counts.add(index.keyword().name());
            counts.add(ReadCounts.MEMORY);
        }
        return cache.get(new SegmentId(database, entry.name()), id -> {
            if (counts != null) {
                counts.add(index.keyword().name() + "-load");
            }
            return known == null
                    ? decoded(entry.name(), bytes -> Segment.decode(database, index, entry, bytes))
                    : Segment.decode(database, index, entry, known);
        });
    }

    /** Returns a directory. */
    Directory directory(Index index, ChildEntry entry) {
        ReadCounts counts = ReadCounts.current();
        if (counts != null) {
            counts.add(ReadCounts.DIRECTORY);
        }
        return decoded(entry.name(), bytes -> Directory.decode(database, index, entry, bytes));
    }

    /** Returns what the bytes of a segment say; those of a copy that is kept nearer are not the reason that they say nothing. */
    private <T> T decoded(String segment, Function<byte[], T> decode) {
        byte[] bytes = bytes(segment);
        try {
            return decode.apply(bytes);
        } catch (StorageException damaged) {
            byte[] anew = damaged.kind() == StorageException.Kind.CORRUPT
                    ? storage.segments(database).getAnew(segment).orElse(bytes)
                    : bytes;
            if (Arrays.equals(anew, bytes)) {
                throw damaged;
            }
            return decode.apply(anew);
        }
    }

    /** Has copies dropped of segments that the root does not have any more, which may hold what was excised; reading needs none of them. */
    void dropCopiesBut(Set<String> segments) {
        try {
            keepCopies(segments);
        } catch (StorageException failure) {
            Warnings.log(
                    SegmentSource.class,
                    "a cache of database '" + name + "' may hold what is in storage no more",
                    failure);
        }
    }

    /**
     * Has copies of segments that are kept nearer dropped, but for some.
     *
     * @throws StorageException if one cannot be
     */
    void keepCopies(Set<String> segments) {
        storage.segments(database).keepCopies(segments);
    }

    /** Returns the name of a segment that was not deleted, because of what was excised, while it was made part of a root. */
    String requireStored(StoredFacts part) {
        if (part.isKept()) {
            throw new Anomaly.Unavailable("segment " + part.entry().name() + " of database '" + name
                    + "' was deleted meanwhile: the next run puts its facts into another one");
        }
        return part.entry().name();
    }

    /**
     * Keeps a segment that is about to be deleted for who may read it, or has them told that it is gone; that it cannot be read is told.
     *
     * @param always whether it is kept however many are, because it is in memory anyway
     */
    void keep(StoredFacts reader, boolean always) {
        String segment = reader.entry().name();
        try {
            if (reader.isKept()) {
                return;
            }
            byte[] found = bytes(segment);
            byte[] bytes = Segment.checksum(found) == reader.entry().checksum()
                    ? found
                    : storage.segments(database).getAnew(segment).orElse(found);
            if (always) {
                reader.keep(bytes);
            } else if (!cache.keep(reader, bytes)) {
                reader.giveUp(() -> tooOld(segment));
            }
        } catch (Anomaly | StorageException damaged) {
            Warnings.log(
                    StoredIndexes.class,
                    "a segment that is deleted cannot be read, so old values of database '" + name + "' lack it",
                    damaged);
        }
    }

    private Anomaly tooOld(String segment) {
        return new Anomaly.Conflict("segment " + segment + " of database '" + name
                + "' is not there: this value was taken before an excision, and more than is kept in memory for such values (limit "
                + Limit.KEPT_SEGMENT_BYTES.key() + ") was deleted with it: take a newer one, with db()");
    }

    /** Takes note of the names of all segments of indexes that can be known in spite of damage, so that these can be deleted. */
    void collectNames(IndexRoot.Content content, Set<String> names) {
        for (int tree = 0; tree < IndexRoot.TREES; tree++) {
            Index index = IndexRoot.index(tree);
            content.trees().get(tree).ifPresent(directory -> collectNames(index, directory, names));
        }
    }

    private void collectNames(Index index, Directory directory, Set<String> names) {
        for (ChildEntry child : directory.children()) {
            names.add(child.name());
            if (directory.level() > 1) {
                try {
                    collectNames(index, directory(index, child), names);
                } catch (StorageException unreadable) {
                    Warnings.log(
                            SegmentSource.class,
                            "segments of database '" + name + "' stay in storage, because it cannot be read which ones",
                            unreadable);
                }
            }
        }
    }

    void forget(String segment) {
        cache.forget(new SegmentId(database, segment));
    }

    /** Has segments looked for among those that a run has made, too; null when there is no run. */
    void use(@Nullable SegmentBuffer made) {
        unstored = made;
    }

    private byte[] bytes(String segment) {
        SegmentBuffer buffer = unstored;
        byte[] known = buffer == null ? null : buffer.get(segment);
        if (known != null) {
            return known;
        }
        Optional<byte[]> found = storage instanceof CachedStorage
                ? storage.segments(database).get(segment)
                : ReadCounts.timed(
                        ReadCounts.STORAGE, () -> storage.segments(database).get(segment));
        return found.orElseThrow(() -> missing(segment));
    }

    /** Returns the failure of a segment that is not there: it was deleted with its database, or by the writer of another process, or is lost. */
    private RuntimeException missing(String segment) {
        String what = "segment " + segment + " of database '" + name + "' is not there: ";
        storage.refresh();
        Optional<Root> now = storage.roots().read(StoredIndexes.root(database));
        if (now.isEmpty() && revision.getAsLong() != Roots.ABSENT) {
            return new Anomaly.NotFound(what + "the database was deleted");
        }
        if (!isWriting.getAsBoolean() && now.isPresent() && now.get().revision() != revision.getAsLong()) {
            return new Anomaly.Conflict(
                    what
                            + "this value is older than what the process that writes keeps for others: take a newer one, with sync()");
        }
        return new StorageException(
                StorageException.Kind.CORRUPT,
                what + "the storage is damaged; open the system again to write, which makes the database of its log");
    }
}
