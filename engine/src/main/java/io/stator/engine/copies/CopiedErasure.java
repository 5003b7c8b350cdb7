package io.stator.engine.copies;

import io.stator.Anomaly;
import io.stator.engine.durable.Erasure;
import io.stator.engine.durable.ErasureState;
import io.stator.engine.durable.ErasureState.Phase;
import io.stator.engine.log.RecordBundle;
import io.stator.engine.storage.Log;
import io.stator.engine.storage.Root;
import io.stator.engine.storage.Roots;
import io.stator.engine.storage.Segments;
import io.stator.engine.storage.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes of records of a copy what an excision made of those of the source, in the steps of {@link Erasure}: so whoever opens a copy whose
 * copying was ended anywhere finds a log that is not half rewritten. For one thread.
 */
final class CopiedErasure {
    private final Storage target;
    private final Log log;
    private final Segments segments;
    private final String root;
    private final String id;
    private final String name;
    private final List<RecordBundle.Item> items = new ArrayList<>();
    private ErasureState state = ErasureState.NONE;
    private long revision;
    private int size;
    private long changed;

    CopiedErasure(Storage target, String id, String name) {
        this.target = target;
        this.log = target.log(id);
        this.segments = target.segments(id);
        this.root = Erasure.root(id);
        this.id = id;
        this.name = name;
    }

    /** Reads how far it got, and goes on until the log is one that can be read. */
    void resume() {
        items.clear();
        size = 0;
        Optional<Root> found = target.roots().read(root);
        revision = found.map(Root::revision).orElse(Roots.ABSENT);
        state = found.map(known -> ErasureState.of(known.bytes())).orElse(ErasureState.NONE);
        if (state.phase() == Phase.PREPARING) {
            segments.delete(state.segments());
            save(state.done());
        }
        if (state.phase() == Phase.REWRITING) {
            rewrite();
        }
    }

    long erasedT() {
        return state.erasedT();
    }

    /** Returns how many records were replaced. */
    long changed() {
        return changed;
    }

    /** Says of an empty log what will be in it. */
    void begin(long erasedT) {
        if (state.erasedT() != erasedT) {
            save(new ErasureState(state.phase(), erasedT, erasedT, state.segments()));
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
        String segment = "copied-" + (revision + 1); // revisions only grow, so it is never used again
        save(state.preparing(erasedT, segment));
        segments.put(segment, RecordBundle.encode(items));
        items.clear();
        size = 0;
    }

    /** Replaces all records that were noted; from then on what was excised up to a t is not in the log. */
    void replace(long erasedT) {
        if (!items.isEmpty()) {
            stage(erasedT);
        }
        if (state.phase() == Phase.PREPARING) {
            save(state.rewriting(erasedT));
            rewrite();
        } else if (state.erasedT() < erasedT) {
            save(new ErasureState(Phase.CLEANING, erasedT, erasedT, state.segments()));
        }
    }

    private void rewrite() {
        for (String segment : state.segments()) {
            for (RecordBundle.Item item : Erasure.bundle(segments, segment, name)) {
                log.rewrite(item.sequence(), target.epoch(), item.bytes());
                changed++;
            }
        }
        save(state.cleaning());
    }

    /** Returns whether what is left of replaced bytes must be removed. */
    boolean isCleaning() {
        return state.phase() == Phase.CLEANING;
    }

    /** Removes what is left of replaced bytes, once no segment of the indexes has them any more. */
    void finish() {
        if (isCleaning()) {
            segments.delete(state.segments());
            target.scrub();
            save(state.done());
        }
    }

    private void save(ErasureState next) {
        if (!target.roots().compareAndSet(root, revision, next.toBytes())) {
            throw new Anomaly.Conflict("somebody else writes to the copy of database '" + name + "' (" + id
                    + "): end that, and copy again");
        }
        revision++;
        state = next;
    }
}
