package io.stator.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.stator.StorageStats;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** What a system asked of a storage that is far away, as numbers with the kind of call, and what its cache did; thread-safe. */
final class StorageMetrics {
    private static final String PREFIX = "stator.storage.";

    private record OfCalls(MultiGauge gauge, ToDoubleFunction<StorageStats.Calls> value) {}

    private record OfCache(MultiGauge gauge, ToDoubleFunction<StorageStats.Cache> value) {}

    private final MeterRegistry registry;
    private final Supplier<StorageStats> stats;
    private final List<OfCalls> ofCalls = new ArrayList<>();
    private final List<OfCache> ofCache = new ArrayList<>();

    /** Adds the numbers to a registry. */
    StorageMetrics(MeterRegistry registry, Supplier<StorageStats> stats) {
        this.registry = registry;
        this.stats = stats;
        calls("calls", "Calls on the storage that were answered", StorageStats.Calls::answered);
        calls("calls.repeated", "Calls that failed and were made again", StorageStats.Calls::repeated);
        calls("units", "Capacity units that calls consumed", StorageStats.Calls::units);
        cache("cache.hits", "Segments that were found in the cache on disk", StorageStats.Cache::hits);
        cache("cache.misses", "Segments that were not, and were read from the storage", StorageStats.Cache::misses);
        cache("cache.damaged", "Files of the cache that were not as they were written", StorageStats.Cache::damaged);
        cache("cache.bytes.read", "Bytes of segments read from the cache", StorageStats.Cache::bytesRead);
        cache("cache.bytes.written", "Bytes of segments written to the cache", StorageStats.Cache::bytesWritten);
        cache("cache.failures", "Segments that could not be written to the cache", StorageStats.Cache::failures);
    }

    private MultiGauge gauge(String name, String description) {
        return MultiGauge.builder(PREFIX + name).description(description).register(registry);
    }

    private void calls(String name, String description, ToDoubleFunction<StorageStats.Calls> value) {
        ofCalls.add(new OfCalls(gauge(name, description), value));
    }

    private void cache(String name, String description, ToDoubleFunction<StorageStats.Cache> value) {
        ofCache.add(new OfCache(gauge(name, description), value));
    }

    /** Brings the numbers up to date. */
    synchronized void refresh() {
        StorageStats now = stats.get();
        for (OfCalls number : ofCalls) {
            List<MultiGauge.Row<?>> rows = new ArrayList<>();
            for (Map.Entry<String, StorageStats.Calls> each : now.calls().entrySet()) {
                rows.add(
                        MultiGauge.Row.of(Tags.of("kind", each.getKey()), number.value.applyAsDouble(each.getValue())));
            }
            number.gauge.register(rows, true);
        }
        StorageStats.Cache cache = now.cache();
        for (OfCache number : ofCache) {
            number.gauge.register(
                    cache == null
                            ? List.of()
                            : List.of(MultiGauge.Row.of(Tags.empty(), number.value.applyAsDouble(cache))),
                    true);
        }
    }
}
