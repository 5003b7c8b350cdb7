package io.stator.engine.index;

import io.stator.Index;
import io.stator.engine.datom.Fact;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Puts facts of trees into storage. */
public interface Storing {
    /**
     * Facts that are next to each other in an index and go into one segment.
     *
     * @param before the fact before them; null when it is not known, or there is none
     */
    record Cut(@Nullable Fact before, Fact[] facts) {}

    /** Returns about how many facts are put into one segment. */
    int segmentSize();

    /** Returns whether all facts are put into storage anew, those too that are there and were not changed. */
    default boolean putsAll() {
        return false;
    }

    /** Takes note that so many more facts of a tree were looked at. */
    default void passed(long facts) {}

    /**
     * Puts facts that are next to each other in an index into storage; fails when that is to end.
     *
     * @param before the fact before them; null when it is not known, or there is none
     */
    StoredFacts put(Index index, @Nullable Fact before, Fact[] facts);

    /**
     * Begins to put the facts of several segments of an index into storage; fails when that is to end.
     *
     * @return puts them, in their order, and is asked once, before what is begun after them
     */
    default Supplier<List<StoredFacts>> begin(Index index, List<Cut> cuts) {
        return () -> {
            List<StoredFacts> stored = new ArrayList<>(cuts.size());
            for (Cut cut : cuts) {
                stored.add(put(index, cut.before(), cut.facts()));
            }
            return stored;
        };
    }
}
