package io.stator.server;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.stator.IndexingStats;
import io.stator.StorageStats;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a server counts and measures, as Prometheus reads it. Thread-safe. */
final class Metrics {
    private static final String PREFIX = "stator.server.";
    private static final String NONE = "none";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<String, Timer> timers = new ConcurrentHashMap<>();
    private final LongAdder bytesIn = new LongAdder();
    private final LongAdder bytesOut = new LongAdder();
    private volatile @Nullable IndexingMetrics databases;
    private volatile @Nullable StorageMetrics storage;

    Metrics() {
        gauge("bytes.in", "Bytes of the bodies of all requests", bytesIn::sum);
        gauge("bytes.out", "Bytes of the bodies of all answers", bytesOut::sum);
    }

    /** Adds a number that is asked for when somebody looks. */
    void gauge(String name, String description, Supplier<Number> number) {
        Gauge.builder(PREFIX + name, number).description(description).register(registry);
    }

    /** Adds numbers of databases, which are asked for when somebody looks. */
    void databases(Supplier<Map<String, IndexingStats>> stats) {
        databases = new IndexingMetrics(registry, stats);
    }

    /** Adds numbers of the storage, which are asked for when somebody looks. */
    void storage(Supplier<StorageStats> stats) {
        storage = new StorageMetrics(registry, stats);
    }

    /** Counts a request that was answered. */
    void count(RequestEntry entry) {
        String operation = entry.operation() == null ? NONE : entry.operation();
        timers.computeIfAbsent(
                        operation + " " + entry.outcome(),
                        any -> Timer.builder(PREFIX + "requests")
                                .description("Time from the arrival of a request to its answer")
                                .tag("op", operation)
                                .tag("outcome", entry.outcome())
                                .register(registry))
                .record(entry.micros(), TimeUnit.MICROSECONDS);
        bytesIn.add(entry.bytesIn());
        bytesOut.add(entry.bytesOut());
    }

    /** Returns all there is in Prometheus' own format. */
    String text() {
        IndexingMetrics known = databases;
        if (known != null) {
            known.refresh();
        }
        StorageMetrics counted = storage;
        if (counted != null) {
            counted.refresh();
        }
        return registry.scrape();
    }
}
