package io.stator.engine.durable;

import io.stator.engine.log.RecordBundle;
import io.stator.engine.storage.Log;
import io.stator.engine.storage.Segments;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** A log whose records are just being replaced, read as it will be; it is not written to. */
public final class RewrittenLog implements Log {
    private final Log log;
    private final Map<Long, byte[]> rewritten;

    private RewrittenLog(Log log, Map<Long, byte[]> rewritten) {
        this.log = log;
        this.rewritten = rewritten;
    }

    /** Returns a log with the records that some segments hold in the place of its own. */
    public static RewrittenLog of(Log log, Segments segments, List<String> ids, String name) {
        Map<Long, byte[]> rewritten = new HashMap<>();
        for (String id : ids) {
            for (RecordBundle.Item item : Erasure.bundle(segments, id, name)) {
                rewritten.put(item.sequence(), item.bytes());
            }
        }
        return new RewrittenLog(log, rewritten);
    }

    @Override
    public void read(long fromSequence, RecordConsumer consumer) {
        log.read(
                fromSequence,
                (sequence, epoch, bytes) -> consumer.accept(sequence, epoch, rewritten.getOrDefault(sequence, bytes)));
    }

    @Override
    public OptionalLong lastSequence() {
        return log.lastSequence();
    }

    @Override
    public void append(long sequence, long epoch, byte[] bytes) {
        throw readOnly();
    }

    @Override
    public void rewrite(long sequence, long epoch, byte[] bytes) {
        throw readOnly();
    }

    @Override
    public void truncateBefore(long sequence) {
        throw readOnly();
    }

    private static IllegalStateException readOnly() {
        return new IllegalStateException("a log that another process rewrites must not be written to");
    }
}
