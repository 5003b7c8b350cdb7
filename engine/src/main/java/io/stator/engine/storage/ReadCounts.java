package io.stator.engine.storage;

import io.stator.edn.Keyword;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts the segments that are read by the thread for which somebody wants to know it; what is read need not be told who asks. Used by one thread at a
 * time.
 */
public final class ReadCounts {
    /** How often a segment was looked for in memory. */
    public static final String MEMORY = "ocache";

    /** How often one was looked for in the cache on local disk. */
    public static final String DISK = "valcache";

    /** How often one was read from storage. */
    public static final String STORAGE = "storage";

    /** How often a directory of segments was read. */
    public static final String DIRECTORY = "dir";

    private static final ThreadLocal<@Nullable ReadCounts> CURRENT = new ThreadLocal<>();
    private static final double NANOS_PER_MILLI = 1e6;

    private final LongSupplier nanoClock;
    private final Map<String, Long> counts = new LinkedHashMap<>();
    private final Map<String, Long> nanos = new LinkedHashMap<>();

    /** Makes one that takes the time with a clock. */
    public ReadCounts(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** Returns what something returns whose reads are counted here, and by nobody else. */
    public <T extends @Nullable Object> T counting(Supplier<T> body) {
        ReadCounts before = CURRENT.get();
        CURRENT.set(this);
        try {
            return body.get();
        } finally {
            if (before == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(before);
            }
        }
    }

    /** Returns what counts the reads of this thread; null when nobody does. */
    public static @Nullable ReadCounts current() {
        return CURRENT.get();
    }

    /** Returns what something returns that reads from a place, which is counted with its time where somebody wants to know it. */
    public static <T extends @Nullable Object> T timed(String place, Supplier<T> read) {
        ReadCounts current = CURRENT.get();
        if (current == null) {
            return read.get();
        }
        long begin = current.nanoClock.getAsLong();
        try {
            return read.get();
        } finally {
            current.add(place);
            current.nanos.merge(place, current.nanoClock.getAsLong() - begin, Long::sum);
        }
    }

    /** Counts one. */
    public void add(String what) {
        counts.merge(what, 1L, Long::sum);
    }

    /** Returns what was counted, and for how many milliseconds where that was measured. */
    public Map<Keyword, Number> reads() {
        Map<Keyword, Number> reads = new LinkedHashMap<>();
        counts.forEach((what, count) -> reads.put(Keyword.of(what), count));
        nanos.forEach((what, time) -> reads.put(Keyword.of(what + "-ms"), time / NANOS_PER_MILLI));
        return reads;
    }
}
