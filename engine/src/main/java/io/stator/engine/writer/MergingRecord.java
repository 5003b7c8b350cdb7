package io.stator.engine.writer;

import io.stator.IndexingStats;
import io.stator.engine.durable.StoredSize;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What became of the runs that put facts of a database into storage. Thread-safe. */
final class MergingRecord {
    private final LongSupplier nanoClock;
    private boolean running;
    private long total;
    private long passed;
    private long start;
    private long runs;
    private long failures;
    private long failuresInARow;
    private long bytesWritten;
    private long nanos;
    private @Nullable String lastFailure;

    MergingRecord(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** Takes note of a run that begins. */
    synchronized void begin() {
        running = true;
        start = nanoClock.getAsLong();
        total = 0;
        passed = 0;
    }

    /** Takes note of how many facts a run looks at. */
    synchronized void total(long facts) {
        total = facts;
        passed = 0;
    }

    /** Takes note of facts that were looked at. */
    synchronized void passed(long facts) {
        passed += facts;
    }

    /** Takes note of bytes that were put into storage. */
    synchronized void put(long bytes) {
        bytesWritten += bytes;
    }

    /** Takes note that a run did what it was to do. */
    synchronized void done() {
        runs++;
        failuresInARow = 0;
    }

    /** Takes note of a run that failed; returns how many did since the last one that did not. */
    synchronized long failed(Throwable why) {
        failures++;
        failuresInARow++;
        lastFailure = String.valueOf(why.getMessage() == null ? why : why.getMessage());
        return failuresInARow;
    }

    /** Takes note that a run is over, however it ended. */
    synchronized void ended() {
        if (running) {
            running = false;
            nanos += nanoClock.getAsLong() - start;
        }
    }

    /** Returns which share of the run on its way is done, from 0 to 1; 0 when none is. */
    synchronized double share() {
        return running && total > 0 ? Math.min(1, (double) passed / total) : 0;
    }

    /** Returns what is to be known of it. */
    synchronized IndexingStats stats(long live, long liveMax, long storedT, StoredSize size) {
        return new IndexingStats(
                live,
                liveMax,
                storedT,
                size.facts(),
                size.segments(),
                size.bytes(),
                size.retired(),
                running,
                share(),
                runs,
                failures,
                failuresInARow,
                bytesWritten,
                Duration.ofNanos(running ? nanos + nanoClock.getAsLong() - start : nanos),
                lastFailure);
    }
}
