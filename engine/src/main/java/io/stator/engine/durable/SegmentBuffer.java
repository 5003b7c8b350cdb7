package io.stator.engine.durable;

import io.stator.engine.storage.Segments;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Segments that a run has made and not stored yet: so many are stored together, because each time waits for the disk. One thread puts,
 * several may get.
 */
final class SegmentBuffer {
    /** How many bytes are kept before they are stored. */
    private static final int BYTES_MAX = 1 << 20;

    private final Segments segments;
    private final Map<String, byte[]> kept = new ConcurrentHashMap<>();
    private long bytes;

    SegmentBuffer(Segments segments) {
        this.segments = segments;
    }

    void put(String name, byte[] content) {
        kept.put(name, content);
        bytes += content.length;
        if (bytes >= BYTES_MAX) {
            flush();
        }
    }

    /** Returns the bytes of a segment that is not stored yet; null when there is none. */
    byte @Nullable [] get(String name) {
        return kept.get(name);
    }

    /** Stores what is kept. */
    void flush() {
        if (!kept.isEmpty()) {
            segments.putAll(new LinkedHashMap<>(kept));
            kept.clear();
            bytes = 0;
        }
    }
}
