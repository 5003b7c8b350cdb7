package io.stator.engine.index;

import io.stator.engine.datom.Fact;
import io.stator.engine.segment.ChildEntry;
import io.stator.engine.segment.Segment;
import java.lang.ref.WeakReference;
import java.util.function.Supplier;
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
        /** Returns the facts that an entry speaks of, of their bytes if these are kept, or else of those in storage. */
        Segment load(ChildEntry entry, byte @Nullable [] kept);
    }

    /** Of so many reads one is told to the loader: a power of two. */
    private static final int READS_TOLD = 16;

    private static final WeakReference<Segment> NOTHING = new WeakReference<>(null);

    private final ChildEntry entry;
    private final Loader loader;
    private volatile byte @Nullable [] kept;

    /** What is thrown to who reads the facts, because they are nowhere any more. */
    private volatile @Nullable Supplier<? extends RuntimeException> gone;

    /** The facts while anybody has them, so that not every read has to look into a cache; it does once in a while, to tell that they are used. */
    private volatile WeakReference<Segment> known = NOTHING;

    /** Counts reads, not all of them when threads read at once. */
    private int reads;

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
        Segment here = known.get();
        if (here != null && (++reads & (READS_TOLD - 1)) != 0) {
            return here;
        }
        requireThere();
        byte[] always = kept;
        Segment loaded;
        try {
            loaded = loader.load(entry, always);
        } catch (RuntimeException failure) {
            requireThere(); // they may have been deleted meanwhile, and kept or not
            byte[] since = kept;
            if (since != null && always == null) {
                loaded = loader.load(entry, since);
            } else if (here != null) {
                return here;
            } else {
                throw failure;
            }
        }
        if (loaded != here) {
            known = new WeakReference<>(loaded);
        }
        return loaded;
    }

    private void requireThere() {
        Supplier<? extends RuntimeException> why = gone;
        if (why != null) {
            throw why.get();
        }
    }

    /** Returns whether the facts are in memory only, or nowhere. */
    public boolean isKept() {
        return kept != null || gone != null;
    }

    /** Keeps the bytes of the facts as long as anybody can ask for them, because they will not be in storage any more. */
    public void keep(byte[] bytes) {
        kept = bytes;
    }

    /** Has everybody who reads the facts told from now on why they are nowhere any more. */
    public void giveUp(Supplier<? extends RuntimeException> why) {
        gone = why;
        known = NOTHING;
    }
}
