package io.stator;

import io.stator.spi.Require;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a system asked of a storage that is far away since it was opened.
 *
 * <p>Its methods never wait.
 *
 * @param calls the calls by their kinds, such as {@code append} and {@code segment-get}; empty where calls are not counted
 * @param cache what the cache on local disk did; null when there is none
 */
public record StorageStats(
        Map<String, Calls> calls, @Nullable Cache cache) {
    /** Nothing was counted. */
    public static final StorageStats NONE = new StorageStats(Map.of(), null);

    /**
     * Creates one.
     *
     * @throws Anomaly.Incorrect when the calls are null
     */
    public StorageStats {
        calls = Map.copyOf(Require.present(calls, "calls"));
    }

    /**
     * What the calls of one kind came to.
     *
     * @param answered how many were answered
     * @param repeated how many failed and were made again
     * @param units the capacity units that they consumed, as far as the service told
     */
    public record Calls(long answered, long repeated, double units) {}

    /**
     * What the cache on local disk did.
     *
     * @param hits how many segments were found there
     * @param misses how many were not, and were read from the storage
     * @param damaged how many of those were there, but not as they were written
     * @param bytesRead how many bytes of segments were read from there
     * @param bytesWritten how many were written
     * @param failures how many could not be written, as on a full disk
     */
    public record Cache(long hits, long misses, long damaged, long bytesRead, long bytesWritten, long failures) {}
}
