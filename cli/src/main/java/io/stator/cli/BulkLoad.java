package io.stator.cli;

import io.stator.Client;
import io.stator.CompactOptions;
import io.stator.Limit;
import io.stator.SystemConfig;

/** What {@code stator import --bulk} does otherwise. */
final class BulkLoad {
    /** How many bytes of heap there are for each fact that may be in memory alone; it takes about a hundred. */
    private static final long HEAP_BYTES_PER_FACT = 512;

    /** How much of the heap is for all else that an import does: that much is needed however small the heap is. */
    private static final long HEAP_BYTES_ELSE = 32L << 20;

    /** How many facts may be in memory alone at most: more make nothing faster. */
    private static final long LIVE_FACTS_MAX = 1 << 24;

    private BulkLoad() {}

    /** Returns a configuration with limits for many transactions one after the other, unless it says otherwise itself. */
    static SystemConfig limits(SystemConfig config) {
        long live = liveFacts(Runtime.getRuntime().maxMemory(), Limit.LIVE_FACTS.standard());
        SystemConfig most = withLimit(config, Limit.LIVE_FACTS, live);
        return withLimit(most, Limit.UNSORTED_FACTS, Limit.UNSORTED_FACTS.max());
    }

    private static SystemConfig withLimit(SystemConfig config, Limit limit, long value) {
        return config.limit(limit) == limit.standard() ? config.withLimit(limit, value) : config;
    }

    /** Returns how many facts may be in memory alone on a heap of so many bytes, of which none has fewer than the standard allows. */
    static long liveFacts(long heapBytes, long standard) {
        long forFacts = Math.max(0, heapBytes - HEAP_BYTES_ELSE);
        return Math.max(standard, Math.min(LIVE_FACTS_MAX, forFacts / HEAP_BYTES_PER_FACT));
    }

    /** Writes the indexes of a database into full segments. */
    static void writeIndexes(Client client, String database, Console console) {
        long start = System.nanoTime();
        CareProgress progress = new CareProgress(console, System::nanoTime, "writing indexes of");
        try {
            client.compact(database, CompactOptions.standard().reporting(progress));
        } finally {
            progress.clear();
        }
        console.out().line("wrote the indexes, " + SystemCommand.took(System.nanoTime() - start));
    }
}
