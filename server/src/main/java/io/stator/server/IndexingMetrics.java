package io.stator.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.stator.IndexingStats;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** How the facts of databases come into segments, as numbers with the name of the database; thread-safe. */
final class IndexingMetrics {
    private static final String PREFIX = "stator.indexing.";
    private static final double NANOS_PER_SECOND = 1e9;

    private record Number(MultiGauge gauge, ToDoubleFunction<IndexingStats> value) {}

    private final MeterRegistry registry;
    private final Supplier<Map<String, IndexingStats>> stats;
    private final List<Number> numbers = new ArrayList<>();

    /**
     * Adds the numbers to a registry.
     *
     * @param stats the databases that are open, by their names
     */
    IndexingMetrics(MeterRegistry registry, Supplier<Map<String, IndexingStats>> stats) {
        this.registry = registry;
        this.stats = stats;
        add("live.datoms", "Facts that are in memory and the log, but in no segment yet", IndexingStats::liveDatoms);
        add("live.datoms.max", "So many may be before a merging begins", IndexingStats::liveDatomsMax);
        add("stored.datoms", "Facts in segments, history included", IndexingStats::storedDatoms);
        add("segments", "Segments and directories of the indexes", IndexingStats::segments);
        add("bytes", "Bytes of these", IndexingStats::bytes);
        add("segments.retired", "Segments that were replaced and are kept for a while", IndexingStats::retiredSegments);
        add("running", "1 while a merging or compaction is on its way", each -> each.isRunning() ? 1 : 0);
        add("share", "The share of it that is done", IndexingStats::share);
        add("runs", "Mergings and compactions that came to their end", IndexingStats::runs);
        add("failures", "Mergings that failed", IndexingStats::failures);
        add("failures.in.a.row", "Mergings that failed since the last one that did not", IndexingStats::failuresInARow);
        add("bytes.written", "Bytes of segments that were written", IndexingStats::bytesWritten);
        add(
                "seconds",
                "Time that mergings and compactions took",
                each -> each.timeSpent().toNanos() / NANOS_PER_SECOND);
    }

    private void add(String name, String description, ToDoubleFunction<IndexingStats> value) {
        numbers.add(new Number(
                MultiGauge.builder(PREFIX + name).description(description).register(registry), value));
    }

    /** Brings the numbers up to date. */
    synchronized void refresh() {
        Map<String, IndexingStats> now = stats.get();
        for (Number number : numbers) {
            List<MultiGauge.Row<?>> rows = new ArrayList<>();
            now.forEach((name, each) ->
                    rows.add(MultiGauge.Row.of(Tags.of("database", name), number.value.applyAsDouble(each))));
            number.gauge.register(rows, true);
        }
    }
}
