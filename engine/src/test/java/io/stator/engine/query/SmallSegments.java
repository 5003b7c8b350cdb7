package io.stator.engine.query;

import io.stator.Index;
import io.stator.engine.datom.Fact;
import io.stator.engine.index.StoredFacts;
import io.stator.engine.index.Storing;
import io.stator.engine.segment.ChildEntry;
import io.stator.engine.segment.Segment;
import io.stator.engine.segment.SegmentId;
import org.jspecify.annotations.Nullable;

/** Storage of segments of a few facts each, kept as bytes. */
record SmallSegments(int segmentSize) implements Storing {
    private static final SegmentId ID = new SegmentId("small", "segment");

    @Override
    public StoredFacts put(Index index, @Nullable Fact before, Fact[] facts) {
        byte[] bytes = Segment.encode(ID, index, facts, 0, facts.length);
        ChildEntry entry = ChildEntry.of(ID.name(), Segment.decode(ID, index, bytes), bytes, facts[0]);
        return new StoredFacts(entry, (asked, kept) -> Segment.decode(ID.database(), index, asked, bytes));
    }
}
