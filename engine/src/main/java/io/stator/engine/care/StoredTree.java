package io.stator.engine.care;

import io.stator.Index;
import io.stator.engine.datom.Fact;
import io.stator.engine.datom.IndexOrder;
import io.stator.engine.segment.ChildEntry;
import io.stator.engine.segment.Directory;
import io.stator.engine.segment.Segment;
import io.stator.engine.storage.Segments;
import io.stator.engine.storage.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tree of an index from storage, a segment at a time, and checks all that can be told of it alone: that everything is there and is what its
 * directory says, that all is in order, and that facts come alone or in pairs, as they must. Not thread-safe.
 */
final class StoredTree {
    /** Hears of the facts of a tree in their order. */
    interface Listener {
        /** Takes a fact, and the segment that has it. */
        void fact(Fact fact, ChildEntry segment);
    }

    private final String database;
    private final Index index;
    private final boolean past;
    private final Segments segments;
    private final Findings findings;
    private final Runnable look;
    private final Optional<Directory> root;
    private final long basisT;
    private final List<ChildEntry> leaves = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private long bytes;
    private boolean complete;

    // while it is read
    private @Nullable Fact last;
    private boolean told;

    /**
     * Creates one.
     *
     * @param past whether the tree is that of what is not true any more
     * @param root its uppermost directory, if it is not empty
     * @param basisT the t that none of its facts is after
     * @param look called for each segment; what it throws ends the reading
     */
    StoredTree(
            String database,
            Index index,
            boolean past,
            Optional<Directory> root,
            long basisT,
            Segments segments,
            Findings findings,
            Runnable look) {
        this.database = database;
        this.index = index;
        this.past = past;
        this.root = root;
        this.basisT = basisT;
        this.segments = segments;
        this.findings = findings;
        this.look = look;
    }

    /** Returns the index. */
    Index index() {
        return index;
    }

    /** Returns whether the tree is that of what is not true any more. */
    boolean isPast() {
        return past;
    }

    /** Returns the number of facts as the root says. */
    long count() {
        return root.map(Directory::count).orElse(0L);
    }

    /** Returns the names of the segments and directories that were found in it. */
    List<String> names() {
        return names;
    }

    /** Returns how many bytes these have. */
    long bytes() {
        return bytes;
    }

    /** Returns whether all of it could be read. */
    boolean isComplete() {
        return complete;
    }

    @Override
    public String toString() {
        return index + (past ? " of what was true" : "");
    }

    /** Reads all of it for the first time. */
    void read(Listener listener) {
        complete = true;
        last = null;
        told = true;
        root.ifPresent(directory -> read(directory, listener));
        if (past && last != null && !last.added()) {
            findings.index(this + " ends with a retraction whose assertion is missing: " + last);
        }
        told = false;
    }

    /** Reads all of it once more, without telling what is wrong again. */
    void readAgain(Listener listener) {
        for (ChildEntry leaf : leaves) {
            look.run();
            Segment segment = segment(leaf);
            for (int i = 0; segment != null && i < segment.size(); i++) {
                listener.fact(segment.fact(i), leaf);
            }
        }
    }

    /** Returns the segment that a fact is in if it is in the tree. */
    @Nullable
    ChildEntry segmentOf(Fact fact) {
        ChildEntry found = null;
        for (ChildEntry leaf : leaves) {
            if (found != null && IndexOrder.compare(index, leaf.separator(), fact) > 0) {
                break;
            }
            found = leaf;
        }
        return found;
    }

    private void read(Directory directory, Listener listener) {
        for (ChildEntry child : directory.children()) {
            look.run();
            names.add(child.name());
            bytes += child.size();
            if (directory.level() == 1) {
                leaves.add(child);
                Segment segment = segment(child);
                if (segment != null) {
                    read(child, segment, listener);
                } else {
                    last = null;
                }
            } else {
                below(directory, child).ifPresent(found -> read(found, listener));
            }
        }
    }

    private Optional<Directory> below(Directory above, ChildEntry child) {
        try {
            Directory directory = Directory.decode(database, index, child, bytes(child.name()));
            if (directory.level() != above.level() - 1) {
                broken(child, "its level must be " + (above.level() - 1) + ": level=" + directory.level());
                complete = false;
                last = null;
                return Optional.empty();
            }
            if (IndexOrder.compare(
                            index,
                            child.separator(),
                            directory.children().get(0).separator())
                    > 0) {
                broken(child, "it begins before its separator: " + child.separator());
            }
            return Optional.of(directory);
        } catch (StorageException failure) {
            unreadable(failure);
            last = null;
            return Optional.empty();
        }
    }

    private @Nullable Segment segment(ChildEntry entry) {
        try {
            return Segment.decode(database, index, entry, bytes(entry.name()));
        } catch (StorageException failure) {
            unreadable(failure);
            return null;
        }
    }

    private byte[] bytes(String segment) {
        return segments.getAnew(segment)
                .orElseThrow(() -> new StorageException(
                        StorageException.Kind.CORRUPT,
                        "segment " + segment + " of database " + database + " is missing"));
    }

    private void unreadable(StorageException failure) {
        if (failure.kind() != StorageException.Kind.CORRUPT) {
            throw failure;
        }
        complete = false;
        if (told) {
            findings.index(this + ": " + failure.getMessage());
        }
    }

    private void broken(ChildEntry entry, String how) {
        findings.index(this + ": segment " + entry.name() + " of database " + database + " does not fit: " + how);
    }

    private void read(ChildEntry entry, Segment segment, Listener listener) {
        Fact separator = entry.separator();
        Fact before = last;
        Fact first = segment.fact(0);
        if (before != null && IndexOrder.compare(index, before, separator) >= 0) {
            broken(
                    entry,
                    "its separator must come behind all facts before it: separator=" + separator + " before=" + before);
        }
        if (IndexOrder.compare(index, separator, first) > 0) {
            broken(
                    entry,
                    "its separator must come behind none of its facts: separator=" + separator + " first=" + first);
        }
        if (entry.lastT() > basisT) {
            broken(entry, "none of its facts must be later than t " + basisT + ": last t=" + entry.lastT());
        }
        for (int i = 0; i < segment.size(); i++) {
            Fact fact = segment.fact(i);
            checkNeighbours(entry, before, fact);
            listener.fact(fact, entry);
            before = fact;
        }
        if (past && before != null && !before.added()) {
            broken(entry, "it must not end between a retraction and its assertion: " + before);
        }
        last = before;
    }

    private void checkNeighbours(ChildEntry entry, @Nullable Fact before, Fact fact) {
        boolean same = before != null && before.sameFact(fact);
        if (!past) {
            if (!fact.added() || same) {
                broken(entry, "what is true must be said once, and not be a retraction: " + fact);
            }
        } else if (before != null && !before.added() && (!same || !fact.added() || fact.t() >= before.t())) {
            broken(
                    entry,
                    "the assertion that it ended must follow a retraction: " + before + " is followed by " + fact);
        } else if ((before == null || before.added()) && fact.added()) {
            broken(entry, "a retraction must stand before the assertion that it ended: " + fact);
        }
    }
}
