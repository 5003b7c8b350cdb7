package io.stator.engine.durable;

import io.stator.Index;
import io.stator.engine.datom.Fact;
import io.stator.engine.index.FactTree;
import io.stator.engine.segment.ChildEntry;
import io.stator.engine.segment.Directory;
import io.stator.engine.segment.Segment;
import io.stator.engine.segment.SegmentId;
import io.stator.engine.storage.Root;
import io.stator.engine.storage.Segments;
import io.stator.engine.storage.Storage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Changes the indexes of a database in storage as a mistake of the engine would: with checksums that are right. */
public final class ForgedIndexes {
    private static final int SEGMENT_FACTS = 16;
    private static final AtomicInteger NAMES = new AtomicInteger();

    private final Storage storage;
    private final String database;

    /** Creates one for a database that nobody has open. */
    public ForgedIndexes(Storage storage, String database) {
        this.storage = storage;
        this.database = database;
    }

    private Segments segments() {
        return storage.segments(database);
    }

    /** Returns the root. */
    public IndexRoot root() {
        return storage.roots()
                .read(StoredIndexes.root(database))
                .map(root -> IndexRoot.decode(database, root.bytes()))
                .orElse(IndexRoot.NONE);
    }

    private IndexRoot.Content content() {
        return Objects.requireNonNull(root().content());
    }

    private static int tree(Index index, boolean past) {
        return index.ordinal() + (past ? Index.values().length : 0);
    }

    /** Returns the segments of a tree. */
    public List<ChildEntry> leaves(Index index, boolean past) {
        return content().trees().get(tree(index, past)).orElseThrow().children();
    }

    /** Returns the facts of a tree. */
    public List<Fact> facts(Index index, boolean past) {
        List<Fact> facts = new ArrayList<>();
        for (ChildEntry entry : leaves(index, past)) {
            Segment segment = Segment.decode(
                    database, index, entry, segments().get(entry.name()).orElseThrow());
            for (int i = 0; i < segment.size(); i++) {
                facts.add(segment.fact(i));
            }
        }
        return facts;
    }

    /** Puts other facts into a tree, in the order of its index. */
    public void replaceFacts(Index index, boolean past, List<Fact> facts) {
        List<Fact> sorted = new ArrayList<>(facts);
        Comparator<Fact> order = FactTree.comparator(index);
        sorted.sort(order);
        List<ChildEntry> entries = new ArrayList<>();
        Fact[] all = sorted.toArray(Fact[]::new);
        for (int from = 0; from < all.length; ) {
            int to = Math.min(all.length, from + SEGMENT_FACTS);
            while (to < all.length && past && !all[to - 1].added()) {
                to++;
            }
            SegmentId id = new SegmentId(database, "i0-" + NAMES.getAndIncrement());
            byte[] bytes = Segment.encode(id, index, all, from, to);
            segments().put(id.name(), bytes);
            entries.add(ChildEntry.of(id.name(), Segment.decode(id, index, bytes), bytes, all[from]));
            from = to;
        }
        replaceLeaves(index, past, entries);
    }

    /** Puts other entries into the directory of a tree. */
    public void replaceLeaves(Index index, boolean past, List<ChildEntry> entries) {
        IndexRoot.Content content = content();
        List<Optional<Directory>> trees = new ArrayList<>(content.trees());
        trees.set(tree(index, past), Optional.of(new Directory(index, 1, entries)));
        replace(known -> new IndexRoot.Content(
                known.sequence(),
                known.window(),
                known.counters(),
                known.forgotten(),
                known.names(),
                known.lastNames(),
                known.fading(),
                trees));
    }

    /** Puts another root in the place of the one that is there. */
    public void replace(UnaryOperator<IndexRoot.Content> change) {
        Root root = storage.roots().read(StoredIndexes.root(database)).orElseThrow();
        IndexRoot known = IndexRoot.decode(database, root.bytes());
        IndexRoot next = new IndexRoot(known.run(), known.retired(), change.apply(content()));
        storage.roots().compareAndSet(StoredIndexes.root(database), root.revision(), next.encode(database));
    }

    /** Changes the bytes of a segment. */
    public void replaceBytes(String segment, UnaryOperator<byte[]> change) {
        byte[] bytes = segments().get(segment).orElseThrow();
        segments().delete(List.of(segment));
        segments().put(segment, change.apply(bytes));
    }
}
