package io.stator.engine.copies;

import io.stator.engine.storage.Log;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Hands out the records of a log one by one, a few of which are in memory; for one thread. */
final class RecordRange {
    private final Log log;
    private final Deque<byte[]> ready = new ArrayDeque<>();
    private long next;

    /** Creates one that begins with a record. */
    RecordRange(Log log, long from) {
        this.log = log;
        this.next = from;
    }

    /** Returns the next record, or null when there is none. */
    byte @Nullable [] next() {
        if (ready.isEmpty()) {
            int[] size = {0};
            log.read(next, (sequence, epoch, bytes) -> {
                ready.add(bytes);
                next = sequence + 1;
                size[0] += bytes.length;
                return size[0] < Batch.BYTES_MAX && ready.size() < Batch.ITEMS_MAX;
            });
        }
        return ready.poll();
    }
}
