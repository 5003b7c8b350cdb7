package io.stator.engine.durable;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.stator.engine.segment.Segment;
import io.stator.engine.segment.SegmentId;
import java.util.function.Function;

/** The segments of all databases of a system that were read lately, up to a number of bytes. Thread-safe. */
public final class SegmentCache {
    private final Cache<SegmentId, Segment> segments;

    /** Creates one that holds segments of about so many bytes in memory. */
    public SegmentCache(long bytesMax) {
        this.segments = Caffeine.newBuilder()
                .maximumWeight(bytesMax)
                .weigher((SegmentId id, Segment segment) -> (int) Math.min(Integer.MAX_VALUE, segment.weight()))
                .executor(Runnable::run)
                .build();
    }

    /** Returns a segment; one thread reads it if it is not here, and others who want it wait for that. */
    Segment get(SegmentId id, Function<SegmentId, Segment> read) {
        return segments.get(id, read);
    }

    /** Forgets a segment. */
    void forget(SegmentId id) {
        segments.invalidate(id);
    }
}
