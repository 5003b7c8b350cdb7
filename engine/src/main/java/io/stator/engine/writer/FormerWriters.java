package io.stator.engine.writer;

import io.stator.engine.durable.Erasure;
import io.stator.engine.durable.StoredIndexes;
import io.stator.engine.durable.Warnings;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Deletes once more, beside a writer that stays open, what processes that wrote before it may have put after it had deleted that: with the first
 * transaction for which it is so long ago that they cannot be putting anything any more. Thread-safe.
 */
final class FormerWriters {
    private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(StoredIndexes.RETENTION_MILLIS);

    private final WriterHost host;
    private final Erasure erasure;
    private final StoredIndexes indexes;
    private final String name;
    private final AtomicBoolean isDue;
    private volatile long sinceNanos;

    FormerWriters(WriterHost host, Erasure erasure, StoredIndexes indexes, String name) {
        this.host = host;
        this.erasure = erasure;
        this.indexes = indexes;
        this.name = name;
        this.isDue = new AtomicBoolean(erasure.isFar());
        this.sinceNanos = host.nanoClock().getAsLong();
    }

    /** Begins to delete if it is time for that; never fails. */
    void consider() {
        if (!isDue.get()
                || host.nanoClock().getAsLong() - sinceNanos < WAIT_NANOS
                || !isDue.compareAndSet(true, false)) {
            return;
        }
        try {
            host.inBackground(this::delete);
        } catch (Throwable noThreadNow) {
            tryLater(noThreadNow);
        }
    }

    private void delete() {
        try {
            erasure.deleteFormer();
            indexes.deleteFormer(host.clock().millis());
        } catch (Throwable failure) {
            tryLater(failure);
        }
    }

    private void tryLater(Throwable why) {
        sinceNanos = host.nanoClock().getAsLong();
        isDue.set(true);
        Warnings.log(
                FormerWriters.class,
                "what processes that wrote to database '" + name
                        + "' before may have left could not be deleted, it is tried again in ten minutes",
                why);
    }
}
