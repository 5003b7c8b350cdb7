package io.stator.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.StorageStats;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What was asked of a storage is told to who watches. */
final class StorageMetricsTest {
    @Test
    void callsAreToldByTheirKindsAndWhatTheCacheDid() {
        Metrics metrics = new Metrics();
        metrics.storage(() -> new StorageStats(
                Map.of("append", new StorageStats.Calls(3, 1, 4.5), "segment-get", new StorageStats.Calls(7, 0, 3.5)),
                new StorageStats.Cache(5, 2, 1, 1_000, 400, 0)));
        assertThat(metrics.text())
                .contains("stator_storage_calls{kind=\"append\"} 3.0")
                .contains("stator_storage_calls_repeated{kind=\"append\"} 1.0")
                .contains("stator_storage_units{kind=\"append\"} 4.5")
                .contains("stator_storage_calls{kind=\"segment-get\"} 7.0")
                .contains("stator_storage_cache_hits 5.0")
                .contains("stator_storage_cache_misses 2.0")
                .contains("stator_storage_cache_damaged 1.0")
                .contains("stator_storage_cache_bytes_read 1000.0")
                .contains("stator_storage_cache_bytes_written 400.0")
                .contains("stator_storage_cache_failures 0.0");
    }

    @Test
    void whereNothingIsCountedNothingIsTold() {
        Metrics metrics = new Metrics();
        metrics.storage(() -> StorageStats.NONE);
        assertThat(metrics.text()).doesNotContain("stator_storage_calls{").doesNotContain("stator_storage_cache_hits ");
    }
}
