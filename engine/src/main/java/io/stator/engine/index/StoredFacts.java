package io.stator.engine.index;

import io.stator.engine.datom.Fact;
import io.stator.engine.segment.ChildEntry;
import io.stator.engine.segment.Segment;
import org.jspecify.annotations.Nullable;

/**
 * Some facts that are next to each other in an index and are kept in storage: what is known of them without reading them.
 *
 * <p>There is one object for each segment in a process, which all versions of a tree share; so nobody can read a segment any more
 * when its object is gone. Thread-safe.
 */
public final class StoredFacts {
    /** Gets facts from where they are kept. */
    @FunctionalInterface
    public interface Loader {
        /** Returns the facts that an entry speaks of. */
        Segment load(ChildEntry entry);
    }

    private final ChildEntry entry;
    private final Loader loader;
    private volatile @Nullable Segment kept;

    /** Creates what stands for a segment. */
    public StoredFacts(ChildEntry entry, Loader loader) {
        this.entry = entry;
        this.loader = loader;
    }

    /** Returns what is known of the segment. */
    public ChildEntry entry() {
        return entry;
    }

    /** Returns the number of facts. */
    long count() {
        return entry.count();
    }

    /** Returns a fact that is not greater than any of these, and greater than any fact before them. */
    Fact first() {
        return entry.separator();
    }

    /** Returns the facts. */
    Segment facts() {
        Segment known = kept;
        return known == null ? loader.load(entry) : known;
    }

    /** Keeps the facts in memory as long as anybody can ask for them, because they will not be in storage any more. */
    public void keep() {
        kept = facts();
    }
}
