package io.stator.engine.durable;

import io.stator.Anomaly;
import io.stator.Compression;
import io.stator.Index;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.database.Excision;
import io.stator.engine.database.StoredDatabase;
import io.stator.engine.index.StoredFacts;
import io.stator.engine.segment.BlockCodec;
import io.stator.engine.segment.ChildEntry;
import io.stator.engine.segment.Directory;
import io.stator.engine.segment.Segment;
import io.stator.engine.storage.Root;
import io.stator.engine.storage.Roots;
import io.stator.engine.storage.Segments;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageAnomalies;
import io.stator.engine.storage.StorageException;
import java.lang.ref.WeakReference;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    /** So many segments that no root has any more are kept for that, or this part of those that the root has if these are more. */
    private static final int RETAINED_MIN = 512;

    private static final int RETAINED_PART = 8;

    /** The least number of facts that is asked of a segment. */
    private static final int SEGMENT_MIN = 16;

    /** The time of what is kept for nobody. */
    private static final long LONG_AGO = 0;

    private final Storage storage;
    private final Segments segments;
    private final Roots roots;
    private final AnnouncedRun announced;
    private final SegmentSource source;
    private final String database;
    private final String name;
    private final BlockCodec codec;
    private final Map<String, WeakReference<StoredFacts>> readers = new HashMap<>();
    private IndexRoot root = IndexRoot.NONE;
    private Set<String> names = Set.of();
    private long bytes;
    private volatile long revision = Roots.ABSENT;
    private volatile long storedT = -1;
    private volatile StoredSize size = StoredSize.NONE;

    /** What may have been made the root, as long as it is not known. */
    private @Nullable Next unsettled;

    /** Whether a run puts segments, or what it stored is not yet what the writer goes on with. */
    private volatile boolean isRunning;

    /** Whether this is the one of the writer, which may set the root. */
    private volatile boolean isWriting;

    /** Whether a segment was found damaged. */
    private boolean isDamaged;

    /** What is to be the root, and the segments that it has. */
    private record Next(IndexRoot root, byte[] bytes, Set<String> names) {}

    /**
     * What a database is opened from.
     *
     * @param value the database as it was
     * @param nextSequence the record of the log with what came after
     * @param windowSequence the record with the oldest transaction that is remembered by its id, not behind that
     */
    public record Opened(DatabaseValue value, long nextSequence, long windowSequence) {}

    /** Creates the one of a database, whose segments are compressed in some way when they are written. */
    public StoredIndexes(Storage storage, SegmentCache cache, String database, String name, Compression wanted) {
        this.storage = storage;
        this.segments = storage.segments(database);
        this.roots = storage.roots();
        this.announced = new AnnouncedRun(roots, segments, database, storage.isFar());
        this.source = new SegmentSource(storage, cache, database, name, () -> revision, () -> isWriting);
        this.database = database;
        this.name = name;
        this.codec = BlockCodec.of(wanted, storage.isPaidByBytes());
    }

    /** Returns the name of the root of the indexes of a database. */
    public static String root(String database) {
        return database + "/indexes";
    }

    /** Returns the name of the root that tells which names the newest run may have used. */
    static String announced(String database) {
        return database + "/indexes-run";
    }

    /** Returns the revision of the root that was read. */
    long revision() {
        return revision;
    }

    /** Returns how much is in storage; never waits for a lock. */
    public StoredSize size() {
        return size;
    }

    /** Gives room of segments that were deleted back that those of later runs will not need, until a run is stopped. */
    public void giveRoomBack(RunTerms terms) {
        FreeRoom.giveBack(storage, false, terms::isStopped);
    }

    private void measure() {
        size = new StoredSize(root.facts(), names.size(), bytes, root.retired().size());
    }

    /** Returns the t up to which facts are in storage; -1 when none are. */
    public long storedT() {
        return storedT;
    }

    /**
     * Reads the database as far as it is in storage, without changing anything.
     *
     * @param found the root of the indexes
     * @param erasedT what transactions up to this t excised is not in the log any more
     * @param log the log of the database
     * @return null when nothing is in storage, or nothing that can be used
     */
    public synchronized @Nullable Opened read(Optional<Root> found, long erasedT, LogReader log) {
        return StorageAnomalies.call(() -> {
            revision = found.map(Root::revision).orElse(Roots.ABSENT);
            root = found.map(known -> IndexRoot.decode(database, known.bytes())).orElse(IndexRoot.NONE);
            names = new HashSet<>();
            bytes = 0;
            storedT = root.storedT();
            IndexRoot.Content content = root.content();
            Opened opened = content == null ? null : opened(content, erasedT, log);
            measure();
            source.dropCopiesBut(names);
            return opened;
        });
    }

    private @Nullable Opened opened(IndexRoot.Content content, long erasedT, LogReader log) {
        try {
            List<List<StoredFacts>> trees = new ArrayList<>();
            for (int tree = 0; tree < IndexRoot.TREES; tree++) {
                List<StoredFacts> parts = new ArrayList<>();
                Index index = IndexRoot.index(tree);
                content.trees().get(tree).ifPresent(directory -> collect(index, directory, parts));
                trees.add(parts);
            }
            content.requireLog(database, log);
            StoredDatabase stored = new StoredDatabase(
                    content.counters(),
                    content.names(),
                    content.lastNames(),
                    content.fading(),
                    content.forgotten(),
                    trees);
            DatabaseValue value = stored.value(database, name);
            return content.counters().basisT() < erasedT || Excision.isRequestedAfter(value, erasedT)
                    ? null
                    : new Opened(value, content.sequence(), Math.min(content.window(), content.sequence()));
        } catch (StorageException | Anomaly.Fault failure) {
            Throwable damaged = failure instanceof StorageException ? failure : failure.getCause();
            if (!(damaged instanceof StorageException known) || known.kind() != StorageException.Kind.CORRUPT) {
                throw failure;
            }
            source.collectNames(content, names);
            Warnings.log(
                    StoredIndexes.class,
                    "the indexes of database '" + name + "' cannot be read from storage, it is made of its log",
                    damaged);
            return null;
        }
    }

    private void collect(Index index, Directory directory, List<StoredFacts> parts) {
        for (ChildEntry child : directory.children()) {
            names.add(child.name());
            bytes += child.size();
            if (directory.level() == 1) {
                parts.add(reader(index, child));
            } else {
                collect(index, source.directory(index, child), parts);
            }
        }
    }

    private synchronized StoredFacts reader(Index index, ChildEntry entry) {
        StoredFacts reader = new StoredFacts(entry, (wanted, kept) -> load(index, wanted, kept));
        readers.put(entry.name(), new WeakReference<>(reader));
        return reader;
    }

    private Segment load(Index index, ChildEntry entry, byte @Nullable [] kept) {
        try {
            return source.segment(index, entry, kept);
        } catch (StorageException failure) {
            if (failure.kind() == StorageException.Kind.CORRUPT) {
                distrust(entry.name());
            }
            throw StorageAnomalies.of(failure);
        }
    }

    /** Has the next opening make the database of its log, because a segment is damaged; until then nothing is stored. */
    private synchronized void distrust(String segment) {
        boolean isExpected = names.contains(segment) || root.retired().containsKey(segment);
        if (!isWriting || isDamaged || !isExpected) {
            return; // what was deleted is in the memory of those who may still read it
        }
        isDamaged = true;
        try {
            requireSettled();
            set(new IndexRoot(root.run(), root.retiredWith(names, Set.of(), 0), null), Set.of());
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
        Opened opened = read(StorageAnomalies.call(() -> roots.read(root(database))), erasedT, log);
        isWriting = true;
        StorageAnomalies.call(() -> {
            OpeningTime.spend(database, () -> announced.deleteLeft(root.run(), clock::millis));
            if (opened == null && storedT() >= 0) {
                set(new IndexRoot(root.run(), root.retiredWith(names, Set.of(), 0), null), Set.of());
            }
            if (!root.retired().isEmpty()) {
                OpeningTime.spend(database, () -> deleteRetired(opened == null, clock.millis()));
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
     * @param window the record of the log with the oldest transaction that is remembered by its id, which may be one that comes later
     * @param segmentMax a segment has no more than about so many facts, unless that is very few
     * @param terms how it is to go
     * @return the same database, all of whose facts are in storage, until {@link #taken} is called still on its way; null when it was stopped
     */
    public @Nullable DatabaseValue store(
            DatabaseValue value, long nextSequence, long window, long segmentMax, RunTerms terms, long nowMillis) {
        return StorageAnomalies.call(() -> {
            long run = begin(terms.isOfLog(), nowMillis);
            int most = (int) Math.max(SEGMENT_MIN, Math.min(Segment.FACTS_TARGET, segmentMax));
            SegmentBuffer buffer = new SegmentBuffer(segments);
            source.use(buffer);
            SegmentRun running = new SegmentRun(
                    database, run, buffer, most, this::reader, count -> announce(run, count, nowMillis), terms, codec);
            DatabaseValue stored = null;
            try {
                DatabaseValue made = value.inStorage(running);
                publish(running, run, made, nextSequence, window, nowMillis, buffer, terms);
                stored = made;
            } catch (SegmentRun.StoppedException stop) {
                return null;
            } finally {
                source.use(null);
                isRunning = stored != null;
            }
            return stored;
        });
    }

    /** Deletes what an earlier run left, and returns the number of the next one, which is running from now on. */
    private synchronized long begin(boolean ofLog, long nowMillis) {
        requireSettled();
        if (isDamaged && !ofLog) {
            throw new Anomaly.Unavailable("a segment of database '" + name
                    + "' is damaged, so that no others are made: open the system again, which makes it of its log");
        }
        long run = announced.deleteLeft(root.run(), () -> nowMillis) + 1;
        isRunning = true;
        return run;
    }

    /** Takes note that nothing newer than what was stored last has segments that the root has no more, so that these may be purged. */
    public void taken() {
        isRunning = false;
    }

    /** Returns whether a run is on its way, or what it stored was not taken yet. */
    public boolean isRunning() {
        return isRunning;
    }

    private void publish(
            SegmentRun running,
            long run,
            DatabaseValue value,
            long nextSequence,
            long window,
            long nowMillis,
            SegmentBuffer buffer,
            RunTerms terms) {
        StoredDatabase stored = StoredDatabase.of(value);
        List<Optional<Directory>> trees = new ArrayList<>();
        for (int tree = 0; tree < IndexRoot.TREES; tree++) {
            trees.add(running.directory(IndexRoot.index(tree), stored.trees().get(tree)));
        }
        buffer.flush();
        Set<String> used = new HashSet<>(running.directories());
        IndexRoot.Content content = new IndexRoot.Content(
                nextSequence,
                Math.min(window, nextSequence),
                stored.counters(),
                stored.forgotten(),
                stored.names(),
                stored.lastNames(),
                stored.fading(),
                trees);
        synchronized (this) {
            stored.trees().forEach(parts -> parts.forEach(part -> used.add(source.requireStored(part))));
            set(
                    new IndexRoot(run, root.retiredWith(names, used, terms.isAlone() ? LONG_AGO : nowMillis), content),
                    used);
            isDamaged &= !terms.isOfLog();
            bytes = stored.bytes() + running.directoryBytes();
            measure();
        }
        try {
            deleteRetired(false, nowMillis);
            if (terms.putsAll()) {
                announced.deleteWhere(this::isOrphan);
            }
        } catch (RuntimeException later) {
            Warnings.log(
                    StoredIndexes.class,
                    "segments that database '" + name + "' has no more could not be deleted, the next run tries again",
                    later);
        }
    }

    /** Returns whether a segment is one of indexes that no root has, or had lately; those of later runs are of who has taken over. */
    private synchronized boolean isOrphan(String segment) {
        return SegmentRun.isOf(segment, root.run())
                && !names.contains(segment)
                && !root.retired().containsKey(segment);
    }

    private synchronized void set(IndexRoot next, Set<String> used) {
        Next made = new Next(next, next.encode(database), used);
        unsettled = made;
        boolean done;
        try {
            done = roots.compareAndSet(root(database), revision, made.bytes);
        } catch (Throwable failure) {
            if (!settle(made)) {
                throw failure;
            }
            return;
        }
        unsettled = null;
        if (!done) {
            throw otherWriter();
        }
        take(made);
    }

    private void take(Next made) {
        revision++;
        root = made.root;
        names = made.names;
        storedT = root.storedT();
    }

    /** Finds out what became of a root whose setting failed, unless that is known. */
    private synchronized void requireSettled() {
        Next open = unsettled;
        if (open != null) {
            boolean unused = settle(open);
        }
    }

    /** Finds out whether a root was set although that was said to have failed, and takes it if so; what cannot be read stays open. */
    private boolean settle(Next made) {
        Optional<Root> found = roots.read(root(database));
        long now = found.map(Root::revision).orElse(Roots.ABSENT);
        boolean done = now == revision + 1
                && found.map(Root::bytes)
                        .filter(bytes -> Arrays.equals(bytes, made.bytes))
                        .isPresent();
        unsettled = null;
        if (done) {
            take(made);
        } else if (now != revision) {
            throw otherWriter();
        }
        return done;
    }

    private Anomaly otherWriter() {
        return new Anomaly.Conflict(
                "another writer stores the indexes of database '" + name + "': open the system again");
    }

    private void announce(long run, int count, long nowMillis) {
        if (!announced.announce(run, count, nowMillis)) {
            throw otherWriter();
        }
    }

    /**
     * Deletes all that holds what was excised up to a t, unless the root itself still has it, or a run is on its way, which may put it.
     *
     * @return whether nothing has it any more
     */
    public synchronized boolean purge(long t) {
        requireSettled();
        if (isRunning || (storedT() >= 0 && storedT() < t)) {
            return false;
        }
        long unused = announced.deleteLeft(root.run(), () -> Long.MAX_VALUE);
        deleteRetired(true, 0);
        source.keepCopies(names);
        return true;
    }

    /** Deletes once more what may have come since of runs that others left, unless one is on its way, which did so when it began. */
    public synchronized void deleteFormer(long nowMillis) {
        if (!isRunning) {
            long unused = announced.deleteLeft(root.run(), () -> nowMillis);
        }
    }

    /**
     * Deletes segments that no root has any more and nobody can read, the oldest first; all of them when that must be, or storage is memory, kept in
     * memory for those who can.
     */
    private synchronized void deleteRetired(boolean all, long nowMillis) {
        List<String> deleted = new ArrayList<>();
        int tooMany = root.retired().size() - Math.max(RETAINED_MIN, names.size() / RETAINED_PART);
        for (Map.Entry<String, Long> each : root.retired().entrySet()) {
            WeakReference<StoredFacts> reference = readers.get(each.getKey());
            StoredFacts reader = reference == null ? null : reference.get();
            boolean now = all || storage.isGoneWhenClosed();
            if (now && reader != null) {
                source.keep(reader, storage.isGoneWhenClosed());
            }
            boolean isDue = tooMany-- > 0 || each.getValue() + RETENTION_MILLIS <= nowMillis;
            if (now || (reader == null && isDue)) {
                deleted.add(each.getKey());
            }
        }
        if (!deleted.isEmpty()) {
            delete(deleted);
        }
    }

    private void delete(List<String> deleted) {
        segments.delete(deleted);
        Map<String, Long> rest = new LinkedHashMap<>(root.retired());
        rest.keySet().removeAll(deleted);
        root = new IndexRoot(root.run(), rest, root.content());
        measure();
        for (String each : deleted) {
            readers.remove(each);
            source.forget(each);
        }
    }
}
