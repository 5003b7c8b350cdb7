package io.stator.engine.index;

import io.stator.Index;
import io.stator.engine.datom.Fact;
import io.stator.engine.segment.ChildEntry;
import io.stator.engine.segment.Segment;
import io.stator.engine.segment.SegmentId;
import io.stator.engine.segment.Separators;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Keeps facts that are put into storage as bytes, and counts how often they are asked for. */
final class StoredArrays implements Storing {
    private static final String DATABASE = "database";

    private final int segmentSize;
    private final Map<String, byte[]> blocks = new HashMap<>();
    int loads;

    StoredArrays(int segmentSize) {
        this.segmentSize = segmentSize;
    }

    @Override
    public int segmentSize() {
        return segmentSize;
    }

    @Override
    public StoredFacts put(Index index, @Nullable Fact before, Fact[] facts) {
        String name = "segment-" + blocks.size();
        byte[] bytes = Segment.encode(new SegmentId(DATABASE, name), index, facts, 0, facts.length);
        blocks.put(name, bytes);
        Segment segment = Segment.decode(new SegmentId(DATABASE, name), index, bytes);
        Fact separator = before == null || !facts[0].added() ? facts[0] : Separators.between(index, before, facts[0]);
        return new StoredFacts(ChildEntry.of(name, segment, bytes, separator), (entry, kept) -> {
            loads++;
            return Segment.decode(DATABASE, index, entry, Objects.requireNonNull(blocks.get(entry.name())));
        });
    }
}
