package io.stator.engine.durable;

import io.stator.Anomaly;
import io.stator.Index;
import io.stator.engine.database.Counters;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.database.StoredDatabase;
import io.stator.engine.index.StoredFacts;
import io.stator.engine.log.LoggedTransaction;
import io.stator.engine.segment.ChildEntry;
import io.stator.engine.segment.Directory;
import io.stator.engine.segment.Segment;
import io.stator.engine.segment.SegmentId;
import io.stator.engine.storage.Root;
import io.stator.engine.storage.Roots;
import io.stator.engine.storage.Segments;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageAnomalies;
import io.stator.engine.storage.StorageException;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The indexes of a database in storage: its root, its segments, and those that no root has any more. Thread-safe; one run at a time.
 *
 * <p>A run announces the names it will use in a root of its own, puts segments, and then sets the root of the indexes, all at once. So what
 * a run leaves that was stopped anywhere is known by its names, and deleted by the next run or opening. What a root has no more is deleted
 * when no reader in this process can have it and those of other processes had time to notice.
 */
public final class StoredIndexes {
    /** How long what a root has no more is kept for processes that only read. */
    public static final long RETENTION_MILLIS = 600_000;

    /** So many segments that no root has any more are kept for that, or as many as the root has if these are more. */
    private static final int RETAINED_MIN = 1_024;

    /** The least number of facts that is asked of a segment. */
    private static final int SEGMENT_MIN = 16;

    private static final int NO_T = -1;

    private final Segments segments;
    private final Roots roots;
    private final SegmentCache cache;
    private final String database;
    private final String name;
    private final Map<String, WeakReference<StoredFacts>> readers = new HashMap<>();
    private IndexRoot root = IndexRoot.NONE;
    private Set<String> names = Set.of();
    private long revision = Roots.ABSENT;
    private volatile long storedT = NO_T;

    /** Whether it is not known which root is set. */
    private boolean isUnknown;

    /** Whether this is the one of the writer, which may set the root. */
    private volatile boolean isWriting;

    /** Whether a segment was found damaged. */
    private boolean isDamaged;

    /** Segments that were deleted while they could be read, which are in memory only. */
    private final Set<String> gone = new HashSet<>();

    /** What a run has made and not stored yet. */
    private volatile @Nullable SegmentBuffer unstored;

    /**
     * What a database is opened from.
     *
     * @param value the database as it was
     * @param nextSequence the record of the log with what came after
     * @param nextSequence the record of the log with what came after
     * @param windowSequence the record with the oldest transaction that is remembered by its id, not behind that
     */
    public record Opened(DatabaseValue value, long nextSequence, long windowSequence) {}

    /** Creates the one of a database. */
    public StoredIndexes(Storage storage, SegmentCache cache, String database, String name) {
        this.segments = storage.segments(database);
        this.roots = storage.roots();
        this.cache = cache;
        this.database = database;
        this.name = name;
    }

    /** Returns the name of the segment that a run writes after so many others. */
    public static String segmentName(long run, int number) {
        return SegmentRun.name(run, number);
    }

    /** Returns the name of the root of the indexes of a database. */
    public static String root(String database) {
        return database + "/indexes";
    }

    /** Returns the name of the root that tells which names the newest run may have used. */
    public static String announced(String database) {
        return database + "/indexes-run";
    }

    /** Returns the revision of the root that was read. */
    synchronized long revision() {
        return revision;
    }

    /** Returns the t up to which facts are in storage; -1 when none are. */
    public long storedT() {
        return storedT;
    }

    private static long storedT(IndexRoot root) {
        IndexRoot.Content content = root.content();
        return content == null ? NO_T : content.counters().basisT();
    }

    /**
     * Reads the database as far as it is in storage, without changing anything.
     *
     * @param erasedT what transactions up to this t excised is not in the log any more
     * @param log the log of the database
     * @return null when nothing is in storage, or nothing that can be used
     */
    public synchronized @Nullable Opened read(long erasedT, LogReader log) {
        return StorageAnomalies.call(() -> {
            Optional<Root> found = roots.read(root(database));
            revision = found.map(Root::revision).orElse(Roots.ABSENT);
            root = found.map(known -> IndexRoot.decode(database, known.bytes())).orElse(IndexRoot.NONE);
            names = new HashSet<>();
            storedT = storedT(root);
            IndexRoot.Content content = root.content();
            return content == null ? null : opened(content, erasedT, log);
        });
    }

    private @Nullable Opened opened(IndexRoot.Content content, long erasedT, LogReader log) {
        try {
            requireLogOf(content, log);
            List<List<StoredFacts>> trees = new ArrayList<>();
            for (int tree = 0; tree < IndexRoot.TREES; tree++) {
                List<StoredFacts> parts = new ArrayList<>();
                Index index = IndexRoot.index(tree);
                content.trees().get(tree).ifPresent(directory -> collect(index, directory, parts));
                trees.add(parts);
            }
            StoredDatabase stored = new StoredDatabase(
                    content.counters(),
                    content.names(),
                    content.lastNames(),
                    content.fading(),
                    content.forgotten(),
                    trees);
            return content.counters().basisT() < erasedT
                    ? null
                    : new Opened(
                            stored.value(database, name),
                            content.sequence(),
                            Math.min(content.window(), content.sequence()));
        } catch (StorageException | Anomaly.Fault failure) {
            Throwable damaged = failure instanceof StorageException ? failure : failure.getCause();
            if (!(damaged instanceof StorageException known) || known.kind() != StorageException.Kind.CORRUPT) {
                throw failure;
            }
            Warnings.log(
                    StoredIndexes.class,
                    "the indexes of database '" + name + "' cannot be read from storage, it is made of its log",
                    damaged);
            return null;
        }
    }

    /** Checks that the log has the record that was the last one when the root was set. */
    private void requireLogOf(IndexRoot.Content content, LogReader log) {
        if (content.sequence() == 0) {
            return;
        }
        LoggedTransaction last = log.lastOf(content.sequence() - 1);
        if (last == null || !Counters.after(last).equals(content.counters())) {
            throw new StorageException(
                    StorageException.Kind.CORRUPT,
                    "the root of the indexes of database " + database + " must be one of its log: record "
                            + (content.sequence() - 1) + " is not there, or another");
        }
    }

    private void collect(Index index, Directory directory, List<StoredFacts> parts) {
        for (ChildEntry child : directory.children()) {
            names.add(child.name());
            if (directory.level() == 1) {
                parts.add(reader(index, child));
            } else {
                collect(index, Directory.decode(database, index, child, bytes(child.name())), parts);
            }
        }
    }

    private byte[] bytes(String segment) {
        SegmentBuffer buffer = unstored;
        byte[] known = buffer == null ? null : buffer.get(segment);
        if (known != null) {
            return known;
        }
        return segments.get(segment)
                .orElseThrow(() -> new StorageException(
                        StorageException.Kind.CORRUPT,
                        "segment " + segment + " of database '" + name
                                + "' is not there: either this value was taken by another process long ago, then take a"
                                + " newer one, or the storage is damaged"));
    }

    private synchronized StoredFacts reader(Index index, ChildEntry entry) {
        StoredFacts reader = new StoredFacts(entry, wanted -> load(index, wanted));
        readers.put(entry.name(), new WeakReference<>(reader));
        return reader;
    }

    private Segment load(Index index, ChildEntry entry) {
        try {
            return cache.get(
                    new SegmentId(database, entry.name()),
                    id -> Segment.decode(database, index, entry, bytes(entry.name())));
        } catch (StorageException failure) {
            if (failure.kind() == StorageException.Kind.CORRUPT) {
                distrust(entry.name());
            }
            throw StorageAnomalies.of(failure);
        }
    }

    /** Has the next opening make the database of its log, because a segment is damaged; until then nothing is stored. */
    private synchronized void distrust(String segment) {
        if (!isWriting || isDamaged || gone.contains(segment)) {
            return;
        }
        isDamaged = true;
        try {
            set(new IndexRoot(root.run(), retired(Set.of(), 0), null), Set.of());
        } catch (Throwable failure) {
            Warnings.log(
                    StoredIndexes.class,
                    "database '" + name + "' has a damaged segment, and its root could not be told so",
                    failure);
        }
    }

    /**
     * Reads the database as its writer does: what cannot be used, and what a run left that did not end, is deleted.
     *
     * @param erasedT what transactions up to this t excised is not in the log any more
     * @param log the log of the database
     * @param clock asked only when there are segments to delete that are old enough
     * @return null when nothing is in storage, or nothing that can be used
     */
    public @Nullable Opened open(long erasedT, LogReader log, InstantSource clock) {
        Opened opened = read(erasedT, log);
        isWriting = true;
        StorageAnomalies.call(() -> {
            deleteAnnounced();
            if (opened == null && storedT() != NO_T) {
                set(new IndexRoot(root.run(), retired(Set.of(), 0), null), Set.of());
            }
            if (!root.retired().isEmpty()) {
                deleteRetired(opened == null, clock.millis());
            }
            return true;
        });
        return opened;
    }

    /**
     * Puts a database into storage as far as it is not there yet.
     *
     * @param value the database, unfiltered
     * @param nextSequence the record of the log that comes after it
     * @param window the record of the log with the oldest transaction that is remembered by its id
     * @param segmentMax a segment has no more than about so many facts, unless that is very few
     * @param stopped whether to end before it is done
     * @return the same database, all of whose facts are in storage; null when it was stopped
     */
    public @Nullable DatabaseValue store(
            DatabaseValue value,
            long nextSequence,
            long window,
            long segmentMax,
            BooleanSupplier stopped,
            long nowMillis) {
        return StorageAnomalies.call(() -> {
            requireKnown();
            long run = deleteAnnounced() + 1;
            int segmentSize = (int) Math.max(SEGMENT_MIN, Math.min(Segment.FACTS_TARGET, segmentMax));
            SegmentBuffer buffer = new SegmentBuffer(segments);
            unstored = buffer;
            SegmentRun running = new SegmentRun(
                    database, run, buffer, segmentSize, this::reader, count -> announce(run, count), stopped);
            try {
                DatabaseValue stored = value.inStorage(running);
                publish(running, run, stored, nextSequence, window, nowMillis, buffer);
                return stored;
            } catch (SegmentRun.StoppedException stop) {
                return null;
            } finally {
                unstored = null;
            }
        });
    }

    private void publish(
            SegmentRun running,
            long run,
            DatabaseValue value,
            long nextSequence,
            long window,
            long nowMillis,
            SegmentBuffer buffer) {
        StoredDatabase stored = StoredDatabase.of(value);
        List<Optional<Directory>> trees = new ArrayList<>();
        for (int tree = 0; tree < IndexRoot.TREES; tree++) {
            trees.add(running.directory(IndexRoot.index(tree), stored.trees().get(tree)));
        }
        buffer.flush();
        Set<String> used = new HashSet<>();
        stored.trees()
                .forEach(parts -> parts.forEach(part -> used.add(part.entry().name())));
        used.addAll(running.directories());
        IndexRoot.Content content = new IndexRoot.Content(
                nextSequence,
                window,
                stored.counters(),
                stored.forgotten(),
                stored.names(),
                stored.lastNames(),
                stored.fading(),
                trees);
        synchronized (this) {
            if (!Collections.disjoint(used, gone)) {
                throw new IllegalStateException("a root must not have segments that were deleted: database '" + name
                        + "' must be opened again");
            }
            set(new IndexRoot(run, retired(used, nowMillis), content), used);
        }
        try {
            deleteRetired(false, nowMillis);
        } catch (RuntimeException later) {
            Warnings.log(
                    StoredIndexes.class,
                    "segments that database '" + name + "' has no more could not be deleted, the next run tries again",
                    later);
        }
    }

    private synchronized void requireKnown() {
        if (isUnknown) {
            throw notKnown();
        }
        if (isDamaged) {
            throw new Anomaly.Unavailable("a segment of database '" + name
                    + "' is damaged, so that no others are made: open the system again, which makes it of its log");
        }
    }

    private Map<String, Long> retired(Set<String> used, long nowMillis) {
        Map<String, Long> retired = new LinkedHashMap<>(root.retired());
        for (String known : names) {
            if (!used.contains(known)) {
                retired.putIfAbsent(known, nowMillis);
            }
        }
        retired.keySet().removeAll(used);
        return retired;
    }

    private synchronized void set(IndexRoot next, Set<String> used) {
        byte[] bytes = next.encode(database);
        boolean done;
        try {
            done = roots.compareAndSet(root(database), revision, bytes);
        } catch (Throwable failure) {
            if (!isSet(bytes)) {
                throw failure;
            }
            done = true;
        }
        if (!done) {
            throw otherWriter();
        }
        revision++;
        root = next;
        names = used;
        storedT = storedT(next);
    }

    /** Finds out whether the root was set although that was said to have failed; when it cannot be known it is never set again. */
    private boolean isSet(byte[] bytes) {
        isUnknown = true;
        long now = roots.read(root(database))
                .filter(found -> found.revision() == revision || Arrays.equals(found.bytes(), bytes))
                .map(Root::revision)
                .orElse(Roots.ABSENT);
        if (now != revision && now != revision + 1) {
            throw otherWriter();
        }
        isUnknown = false;
        return now == revision + 1;
    }

    private Anomaly otherWriter() {
        return new Anomaly.Conflict(
                "another writer stores the indexes of database '" + name + "': open the system again");
    }

    private Anomaly notKnown() {
        return new Anomaly.Unavailable("it is not known which segments database '" + name
                + "' has in storage, because its root could not be read back: open the system again");
    }

    /** Deletes what an announced run left that did not set the root; returns the number of the newest run. */
    private long deleteAnnounced() {
        Optional<Root> found = roots.read(announced(database));
        if (found.isEmpty()) {
            return root.run();
        }
        ByteBuffer bytes = ByteBuffer.wrap(found.get().bytes());
        long run = bytes.getLong();
        if (run > root.run()) {
            segments.delete(IntStream.range(0, bytes.getInt())
                    .mapToObj(number -> SegmentRun.name(run, number))
                    .toList());
        }
        return Math.max(run, root.run());
    }

    private void announce(long run, int count) {
        long known = roots.read(announced(database)).map(Root::revision).orElse(Roots.ABSENT);
        byte[] bytes = ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                .putLong(run)
                .putInt(count)
                .array();
        if (!roots.compareAndSet(announced(database), known, bytes)) {
            throw otherWriter();
        }
    }

    /**
     * Deletes all that holds what was excised up to a t, unless the root itself still has it.
     *
     * @return whether nothing has it any more
     */
    public synchronized boolean purge(long t) {
        if (isUnknown || (storedT() != NO_T && storedT() < t)) {
            return false;
        }
        deleteRetired(true, 0);
        return true;
    }

    /**
     * Deletes segments that no root has any more and nobody can read, the oldest first; all of them when that must be, kept in memory for
     * those who can.
     */
    private synchronized void deleteRetired(boolean all, long nowMillis) {
        List<String> deleted = new ArrayList<>();
        int tooMany = root.retired().size() - Math.max(RETAINED_MIN, names.size());
        for (Map.Entry<String, Long> each : root.retired().entrySet()) {
            WeakReference<StoredFacts> reference = readers.get(each.getKey());
            StoredFacts reader = reference == null ? null : reference.get();
            if (all && reader != null) {
                reader.keep();
                gone.add(each.getKey());
            }
            boolean isDue = tooMany > 0 || each.getValue() + RETENTION_MILLIS <= nowMillis;
            tooMany--;
            if (all || (reader == null && isDue)) {
                deleted.add(each.getKey());
            }
        }
        if (!deleted.isEmpty()) {
            delete(deleted);
        }
    }

    private void delete(Collection<String> deleted) {
        segments.delete(deleted);
        Map<String, Long> rest = new LinkedHashMap<>(root.retired());
        rest.keySet().removeAll(deleted);
        root = new IndexRoot(root.run(), rest, root.content());
        for (String each : deleted) {
            readers.remove(each);
            cache.forget(new SegmentId(database, each));
        }
    }
}
