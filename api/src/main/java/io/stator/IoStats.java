package io.stator;

import io.stator.edn.Keyword;
import io.stator.spi.Require;
import io.stator.spi.StatsMaps;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a call read to be answered. Immutable.
 *
 * <p>What is read is a segment, some thousand facts of an index; a database that has none, because all of its facts are live, reads nothing. The keys of the reads are:
 *
 * <ul>
 *   <li>{@code :eavt}, {@code :aevt}, {@code :avet}, {@code :vaet}: how often a segment of the index was looked for; not, when it was still at hand from a look before
 *   <li>{@code :ocache}: how often one was looked for in memory, found or not
 *   <li>{@code :eavt-load} and so on: how many of those were not in memory
 *   <li>{@code :dir}: how many directories of segments were read
 *   <li>{@code :valcache}: how often one was looked for in the cache on local disk, and {@code :valcache-ms}
 *   <li>{@code :storage} and {@code :storage-ms}: how often one was read from the storage, and for how many milliseconds
 * </ul>
 *
 * <p>Its methods never wait.
 *
 * @param context what the call was made under, see {@link Results#ioContext}; empty when nothing was said
 * @param api which call it was: {@code :query}, {@code :qseq}, {@code :pull}, {@code :pull-many}, {@code :index-pull}, {@code :datoms}, {@code :index-range}, {@code :tx-range} or {@code :tx-with}
 * @param elapsed how long it took
 * @param reads what was read, those keys only of which there was any
 */
public record IoStats(Optional<Keyword> context, Keyword api, Duration elapsed, Map<Keyword, Number> reads) {
    /**
     * Creates one; the map is copied.
     *
     * @throws Anomaly.Incorrect when a part is null
     */
    public IoStats {
        Require.present(context, "context");
        Require.present(api, "api");
        Require.present(elapsed, "elapsed");
        reads = Collections.unmodifiableMap(new LinkedHashMap<>(Require.present(reads, "reads")));
    }

    /** Returns the map of these statistics that {@code :io-stats} has in the Client API. Never fails. */
    public Map<Keyword, Object> toMap() {
        return StatsMaps.map(this);
    }
}
