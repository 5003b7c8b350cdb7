package io.stator.engine.durable;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.stator.engine.index.StoredFacts;
import io.stator.engine.segment.Segment;
import io.stator.engine.segment.SegmentId;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The segments of all databases of a system that were read lately, up to a number of bytes, and the bytes of those that are in storage no more but
 * may still be read, up to another. Thread-safe.
 */
public final class SegmentCache {
    private final Cache<SegmentId, Segment> segments;
    private final long keptMax;
    private final List<Kept> kept = new ArrayList<>();

    /** Bytes that are kept as long as what stands for their segment is there. */
    private record Kept(WeakReference<StoredFacts> reader, int bytes) {}

    /** Creates one that holds segments of about so many bytes in memory, and keeps as many. */
    public SegmentCache(long bytesMax) {
        this(bytesMax, bytesMax);
    }

    /**
     * Creates one.
     *
     * @param bytesMax about how many bytes of segments that were read it holds
     * @param keptMax how many bytes of segments that are in storage no more it keeps
     */
    public SegmentCache(long bytesMax, long keptMax) {
        this.keptMax = keptMax;
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

    /** Keeps the bytes of a segment for who can read it; returns false, and keeps nothing, when they are too many with what is kept already. */
    synchronized boolean keep(StoredFacts reader, byte[] bytes) {
        kept.removeIf(each -> each.reader.get() == null);
        if (kept.stream().mapToLong(Kept::bytes).sum() + bytes.length > keptMax) {
            return false;
        }
        reader.keep(bytes);
        kept.add(new Kept(new WeakReference<>(reader), bytes.length));
        return true;
    }
}
