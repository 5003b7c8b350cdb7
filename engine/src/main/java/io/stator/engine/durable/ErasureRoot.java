package io.stator.engine.durable;

import io.stator.Anomaly;
import io.stator.engine.durable.ErasureState.Phase;
import io.stator.engine.storage.Root;
import io.stator.engine.storage.Roots;
import io.stator.engine.storage.Segments;
import io.stator.engine.storage.Storage;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The root that tells how far the erasure of a database has got, and the segments of rewritten records that it names, for who erases; for one
 * thread at a time.
 *
 * <p>A segment is named by the root before it is put, and deleted before the root names it no more. Where a storage is far, who was to put it may
 * not know yet that another process has taken over and deleted it, or its request comes when nobody waits for it any more. So the name is
 * kept, and what has it is deleted once more when the time is over that segments of no root are kept.
 */
public final class ErasureRoot {
    private final Roots roots;
    private final Segments segments;
    private final boolean isFar;
    private final String root;
    private final InstantSource clock;
    private final Supplier<Anomaly> conflict;
    private ErasureState state = ErasureState.NONE;
    private long revision;

    /**
     * Creates the one of a database.
     *
     * @param clock asked only where segments are to be remembered, or are
     * @param conflict makes what is thrown when somebody else sets the root
     */
    public ErasureRoot(Storage storage, String id, InstantSource clock, Supplier<Anomaly> conflict) {
        this.roots = storage.roots();
        this.segments = storage.segments(id);
        this.isFar = storage.isFar();
        this.root = Erasure.root(id);
        this.clock = clock;
        this.conflict = conflict;
    }

    /** Returns what it said when it was read or saved last. */
    public ErasureState state() {
        return state;
    }

    /** Returns its revision. */
    public long revision() {
        return revision;
    }

    /** Reads what it says. */
    public void read() {
        Optional<Root> read = roots.read(root);
        revision = read.map(Root::revision).orElse(Roots.ABSENT);
        state = read.map(found -> ErasureState.of(found.bytes())).orElse(ErasureState.NONE);
    }

    /** Has it say something else. */
    public void save(ErasureState next) {
        if (!roots.compareAndSet(root, revision, next.toBytes())) {
            throw conflict.get();
        }
        revision++;
        state = next;
    }

    /** Names a segment, and puts it. */
    public void put(long t, String segment, byte[] bytes) {
        save(state.preparing(t, segment));
        segments.put(segment, bytes);
    }

    /** Undoes an erasure of which nothing of the log was changed, if there is one. */
    public void undo() {
        if (state.phase() == Phase.PREPARING) {
            deleteSegments();
            saveDone();
        }
    }

    /** Deletes the segments that hold rewritten records, and what there may be of former ones. */
    public void deleteSegments() {
        List<String> all = new ArrayList<>(state.former().keySet());
        all.addAll(state.segments());
        segments.delete(all);
    }

    /** Says that nothing is left to do. */
    public void saveDone() {
        if (isFar) {
            long now = clock.millis();
            save(state.withoutFormerDue(now).doneAt(now));
        } else {
            save(state.done());
        }
    }

    /** Deletes once more what was put since of segments that nobody can be putting now, and forgets these. */
    public void deleteFormer() {
        if (state.former().isEmpty()) {
            return;
        }
        long now = clock.millis();
        segments.delete(state.formerDue(now));
        ErasureState rest = state.withoutFormerDue(now);
        if (!rest.equals(state)) {
            save(rest);
        }
    }
}
