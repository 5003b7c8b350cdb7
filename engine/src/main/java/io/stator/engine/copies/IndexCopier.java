package io.stator.engine.copies;

import io.stator.Anomaly;
import io.stator.Index;
import io.stator.engine.copies.CopyProgress.Step;
import io.stator.engine.database.Counters;
import io.stator.engine.datom.ByteSink;
import io.stator.engine.datom.ByteSource;
import io.stator.engine.durable.AnnouncedRun;
import io.stator.engine.durable.IndexRoot;
import io.stator.engine.durable.IndexRoot.Content;
import io.stator.engine.durable.StoredIndexes;
import io.stator.engine.log.LoggedTransaction;
import io.stator.engine.segment.ChildEntry;
import io.stator.engine.segment.Directory;
import io.stator.engine.segment.Segment;
import io.stator.engine.segment.SegmentId;
import io.stator.engine.storage.Root;
import io.stator.engine.storage.Roots;
import io.stator.engine.storage.Segments;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Copies the segments that the root of the indexes of a source reaches, and sets that of the copy when all are there. For one thread, once.
 *
 * <p>Before a segment is written its name is in a root of the copy, {@code ID/copied}: so what a copying leaves that was ended is known and
 * deleted by the next one.
 */
final class IndexCopier {
    /** Runs of a copy have numbers that none of the source has. */
    private static final int RUN_BITS = 40;

    private static final int VERSION = 1;

    private final CopyTask task;
    private final CopySettings settings;
    private final Segments from;
    private final Segments to;
    private final Roots roots;
    private final Map<String, byte[]> batch = new LinkedHashMap<>();
    private final Map<String, ChildEntry> batchEntries = new LinkedHashMap<>();
    private IndexRoot present = IndexRoot.NONE;
    private long revision = Roots.ABSENT;
    private Map<String, ChildEntry> presentEntries = Map.of();
    private int batchBytes;
    private long copied;
    private long done;
    private long total;
    private long bytes;

    IndexCopier(CopyTask task, CopySettings settings) {
        this.task = task;
        this.settings = settings;
        this.from = task.source().segments(task.sourceId());
        this.to = task.target().segments(task.targetId());
        this.roots = task.target().roots();
    }

    /** Returns how many segments were copied. */
    long copied() {
        return copied;
    }

    /** Returns how many bytes the segments of the copy have. */
    long bytes() {
        return bytes;
    }

    private boolean isMoved() {
        return !task.sourceId().equals(task.targetId());
    }

    private static String pending(String id) {
        return id + "/copied";
    }

    /**
     * Does it.
     *
     * @param log what was copied of the log
     * @param purge whether nothing may be left of segments that the copy had before
     */
    void run(SourceLog source, LogCopier log, boolean purge) {
        Optional<Root> found = roots.read(StoredIndexes.root(task.targetId()));
        revision = found.map(Root::revision).orElse(Roots.ABSENT);
        present = found.map(root -> IndexRoot.decode(task.targetId(), root.bytes()))
                .orElse(IndexRoot.NONE);
        presentEntries = entries(present, task.targetId(), to);
        Content wanted = wanted(source, log);
        Content old = present.content();
        boolean same = wanted != null && old != null && wanted.sequence() == old.sequence();
        if (wanted != null && !same) {
            copy(
                    wanted,
                    source.indexes().map(root -> run(root, task.sourceId())).orElse(0L));
        } else if (old != null && old.counters().basisT() < Math.min(source.erasedT(), task.lastT())) {
            set(present.run(), null, Set.of());
        }
        if (purge) {
            to.delete(List.copyOf(present.retired().keySet()));
        }
        bytes = entries(present, task.targetId(), to).values().stream()
                .mapToLong(ChildEntry::size)
                .sum();
    }

    private static long run(Root root, String id) {
        return IndexRoot.decode(id, root.bytes()).run();
    }

    /** Returns what the source has in segments, or null if the copy is not to have it. */
    private @Nullable Content wanted(SourceLog source, LogCopier log) {
        Content content = source.indexes()
                .map(root -> IndexRoot.decode(task.sourceId(), root.bytes()).content())
                .orElse(null);
        if (!settings.withIndexes() || content == null || log.isErasurePending()) {
            return null;
        }
        long t = content.counters().basisT();
        if (t < source.erasedT() || t > task.lastT() || content.sequence() > log.records()) {
            return null;
        }
        requireLogOf(content);
        return content;
    }

    private void requireLogOf(Content content) {
        if (content.sequence() == 0) {
            return;
        }
        List<LoggedTransaction> last = new ArrayList<>();
        task.target().log(task.targetId()).read(content.sequence() - 1, (sequence, epoch, record) -> {
            last.addAll(Cut.decode(task.sourceName(), sequence, record));
            return false;
        });
        if (last.isEmpty() || !Counters.after(last.get(last.size() - 1)).equals(content.counters())) {
            throw new StorageException(
                    Kind.CORRUPT,
                    "the root of the indexes of " + task.sourceName() + " is not one of its log at record "
                            + (content.sequence() - 1)
                            + ": open the source to write, which makes the indexes of the log, or copy without indexes");
        }
    }

    /** Returns all that a root reaches, by name. */
    private Map<String, ChildEntry> entries(IndexRoot root, String database, Segments segments) {
        Map<String, ChildEntry> found = new LinkedHashMap<>();
        Content content = root.content();
        if (content != null) {
            for (Optional<Directory> tree : content.trees()) {
                tree.ifPresent(directory -> collect(directory, database, segments, found));
            }
        }
        return found;
    }

    private static void collect(
            Directory directory, String database, Segments segments, Map<String, ChildEntry> found) {
        for (ChildEntry child : directory.children()) {
            found.put(child.name(), child);
            if (directory.level() > 1) {
                byte[] block = block(segments, database, child);
                collect(Directory.decode(database, directory.index(), child, block), database, segments, found);
            }
        }
    }

    private static byte[] block(Segments segments, String database, ChildEntry entry) {
        return segments.getAnew(entry.name())
                .orElseThrow(() -> new StorageException(
                        Kind.CORRUPT,
                        "segment " + entry.name() + " of database " + database
                                + " is missing: open it to write, which makes the indexes of the log, or copy without"
                                + " indexes"));
    }

    private void copy(Content content, long sourceRun) {
        Map<String, ChildEntry> wanted = entries(new IndexRoot(sourceRun, Map.of(), content), task.sourceId(), from);
        total = wanted.size();
        Set<String> left = announce(wanted.keySet());
        List<Optional<Directory>> trees = new ArrayList<>();
        for (Optional<Directory> tree : content.trees()) {
            trees.add(tree.map(this::copied));
        }
        flush();
        left.removeAll(wanted.keySet());
        left.removeAll(presentEntries.keySet());
        to.delete(left);
        long own = new AnnouncedRun(roots, to, task.targetId()).deleteLeft(present.run());
        long run = Math.max(own, ((sourceRun >> RUN_BITS) + 1) << RUN_BITS);
        set(
                run,
                new Content(
                        content.sequence(),
                        content.window(),
                        content.counters(),
                        content.forgotten(),
                        content.names(),
                        content.lastNames(),
                        content.fading(),
                        trees),
                wanted.keySet());
        announce(Set.of());
    }

    /** Writes down which names will be used; returns those that an earlier copying wrote down and did not come to use. */
    private Set<String> announce(Set<String> names) {
        Optional<Root> found = roots.read(pending(task.targetId()));
        Set<String> left = new LinkedHashSet<>();
        found.ifPresent(root -> {
            ByteSource source = new ByteSource(root.bytes());
            int version = source.get();
            if (version != VERSION) {
                throw new StorageException(
                        Kind.FOREIGN,
                        "the copy of database '" + task.name() + "' was begun by a later release, which can finish it");
            }
            for (int count = source.getCount(); count > 0; count--) {
                left.add(source.getText());
            }
        });
        Set<String> all = new LinkedHashSet<>(names);
        if (!names.isEmpty()) {
            all.addAll(left);
        }
        if (!all.equals(left)) {
            ByteSink sink = new ByteSink();
            sink.put(VERSION);
            sink.putVarint(all.size());
            all.forEach(sink::putText);
            require(roots.compareAndSet(
                    pending(task.targetId()), found.map(Root::revision).orElse(Roots.ABSENT), sink.toByteArray()));
        }
        return left;
    }

    /** Copies what is below a directory, and returns the same for the copy. */
    private Directory copied(Directory directory) {
        Index index = directory.index();
        List<ChildEntry> children = new ArrayList<>();
        for (ChildEntry child : directory.children()) {
            if (directory.level() == 1) {
                children.add(isPresent(child) ? child : put(child, segment(index, child)));
            } else {
                byte[] original = block(from, task.sourceId(), child);
                Directory below = copied(Directory.decode(task.sourceId(), index, child, original));
                byte[] block = isMoved() ? below.encode(new SegmentId(task.targetId(), child.name())) : original;
                children.add(isPresent(child) ? child : put(child, block));
            }
            done++;
            task.tell(settings, Step.SEGMENTS, done, total);
        }
        return isMoved() ? new Directory(index, directory.level(), children) : directory;
    }

    /** Returns whether the copy has a block already. */
    private boolean isPresent(ChildEntry entry) {
        ChildEntry own = isMoved() ? null : presentEntries.get(entry.name());
        if (own == null) {
            return false;
        }
        if (own.checksum() != entry.checksum() || own.size() != entry.size()) {
            throw collides(entry.name(), null);
        }
        return true;
    }

    private Anomaly collides(String segment, @Nullable Throwable cause) {
        return new Anomaly.Conflict(
                "the copy of database '" + task.name() + "' has another segment named " + segment
                        + ": copy without indexes, or to another place",
                Map.of(),
                cause);
    }

    private byte[] segment(Index index, ChildEntry entry) {
        byte[] block = block(from, task.sourceId(), entry);
        Segment.decode(task.sourceId(), index, entry, block);
        return isMoved()
                ? Segment.moved(
                        new SegmentId(task.sourceId(), entry.name()),
                        new SegmentId(task.targetId(), entry.name()),
                        index,
                        block)
                : block;
    }

    private ChildEntry put(ChildEntry entry, byte[] block) {
        ChildEntry own = isMoved() ? entry.of(block) : entry;
        batch.put(entry.name(), block);
        batchEntries.put(entry.name(), own);
        batchBytes += block.length;
        if (batchBytes >= Batch.BYTES_MAX || batch.size() == Batch.ITEMS_MAX) {
            flush();
        }
        return own;
    }

    private void flush() {
        if (batch.isEmpty()) {
            return;
        }
        try {
            to.putAll(batch);
        } catch (IllegalStateException other) {
            throw collides(String.join(" or ", batch.keySet()), other);
        }
        batchEntries.forEach(
                (name, entry) -> entry.check(new SegmentId(task.targetId(), name), block(to, task.targetId(), entry)));
        copied += batch.size();
        batch.clear();
        batchEntries.clear();
        batchBytes = 0;
    }

    /** Sets the root; what it has no more is retired, and deleted when that is long ago. */
    private void set(long run, @Nullable Content content, Set<String> used) {
        long now = settings.clock().millis();
        Map<String, Long> retired = new LinkedHashMap<>(present.retired());
        presentEntries.keySet().forEach(name -> retired.putIfAbsent(name, now));
        retired.keySet().removeAll(used);
        Set<String> old = new HashSet<>();
        retired.forEach((name, since) -> {
            if (since + StoredIndexes.RETENTION_MILLIS <= now) {
                old.add(name);
            }
        });
        to.delete(old);
        retired.keySet().removeAll(old);
        IndexRoot next = new IndexRoot(run, retired, content);
        require(roots.compareAndSet(StoredIndexes.root(task.targetId()), revision, next.encode(task.targetId())));
        revision++;
        present = next;
    }

    private void require(boolean isSet) {
        if (!isSet) {
            throw new Anomaly.Conflict(
                    "somebody else writes to the copy of database '" + task.name() + "': end that, and copy again");
        }
    }

    /** Reads all segments of the copy, and checks them. */
    void checkAll() {
        Content content = present.content();
        if (content != null) {
            total = entries(present, task.targetId(), to).size();
            done = 0;
            for (Optional<Directory> tree : content.trees()) {
                tree.ifPresent(this::check);
            }
        }
    }

    private void check(Directory directory) {
        for (ChildEntry child : directory.children()) {
            byte[] block = block(to, task.targetId(), child);
            if (directory.level() == 1) {
                Segment.decode(task.targetId(), directory.index(), child, block);
            } else {
                check(Directory.decode(task.targetId(), directory.index(), child, block));
            }
            done++;
            task.tell(settings, Step.CHECKING, done, total);
        }
    }
}
