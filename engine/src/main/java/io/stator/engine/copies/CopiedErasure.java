package io.stator.engine.copies;

import io.stator.Anomaly;
import io.stator.engine.durable.Erasure;
import io.stator.engine.durable.ErasureRoot;
import io.stator.engine.durable.ErasureState.Phase;
import io.stator.engine.log.RecordBundle;
import io.stator.engine.storage.Log;
import io.stator.engine.storage.Segments;
import io.stator.engine.storage.Storage;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes of records of a copy what an excision made of those of the source, in the steps of {@link Erasure}: so whoever opens a copy whose
 * copying was ended anywhere finds a log that is not half rewritten. For one thread.
 */
final class CopiedErasure {
    private final Storage target;
    private final Log log;
    private final Segments segments;
    private final String name;
    private final ErasureRoot root;
    private final List<RecordBundle.Item> items = new ArrayList<>();
    private int size;
    private long changed;

    CopiedErasure(Storage target, String id, String name, InstantSource clock) {
        this.target = target;
        this.log = target.log(id);
        this.segments = target.segments(id);
        this.name = name;
        this.root = new ErasureRoot(
                target,
                id,
                clock,
                () -> new Anomaly.Conflict("somebody else writes to the copy of database '" + name + "' (" + id
                        + "): end that, and copy again"));
    }

    /** Reads how far it got, and goes on until the log is one that can be read. */
    void resume() {
        items.clear();
        size = 0;
        root.read();
        root.undo();
        if (root.state().phase() == Phase.REWRITING) {
            rewrite();
        }
        root.deleteFormer();
    }

    long erasedT() {
        return root.state().erasedT();
    }

    /** Returns how many records were replaced. */
    long changed() {
        return changed;
    }

    /** Says of an empty log what will be in it. */
    void begin(long erasedT) {
        if (erasedT() != erasedT) {
            root.save(root.state().erased(erasedT));
        }
    }

    /** Takes note of a record that is to be replaced. */
    void add(long sequence, byte[] bytes, long erasedT) {
        items.add(new RecordBundle.Item(sequence, bytes));
        size += bytes.length;
        if (size >= Batch.BYTES_MAX) {
            stage(erasedT);
        }
    }

    private void stage(long erasedT) {
        String segment = "copied-" + (root.revision() + 1); // revisions only grow, so it is never used again
        root.put(erasedT, segment, RecordBundle.encode(items));
        items.clear();
        size = 0;
    }

    /** Replaces all records that were noted; from then on what was excised up to a t is not in the log. */
    void replace(long erasedT) {
        if (!items.isEmpty()) {
            stage(erasedT);
        }
        if (root.state().phase() == Phase.PREPARING) {
            root.save(root.state().rewriting(erasedT));
            rewrite();
        } else if (erasedT() < erasedT) {
            root.save(root.state().rewriting(erasedT).cleaning());
        }
    }

    private void rewrite() {
        for (String segment : root.state().segments()) {
            for (RecordBundle.Item item : Erasure.bundle(segments, segment, name)) {
                log.rewrite(item.sequence(), target.epoch(), item.bytes());
                changed++;
            }
        }
        root.save(root.state().cleaning());
    }

    /** Returns whether what is left of replaced bytes must be removed. */
    boolean isCleaning() {
        return root.state().phase() == Phase.CLEANING;
    }

    /** Removes what is left of replaced bytes, once no segment of the indexes has them any more. */
    void finish() {
        if (isCleaning()) {
            root.deleteSegments();
            target.scrub();
            root.saveDone();
        }
    }
}
