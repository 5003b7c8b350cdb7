package io.stator.engine.durable;

import io.stator.engine.storage.Log;
import io.stator.engine.storage.Root;
import io.stator.engine.storage.Roots;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the roots of a database say at one moment, for who looks at storage without being its writer; immutable.
 *
 * @param log the log, read as it will be when facts are being erased from it
 * @param end the record that comes after the last one
 * @param erasedT the log holds nothing that transactions up to this t excised
 * @param isErasing whether an erasure is on its way
 * @param bundles the segments that hold rewritten records of the log
 * @param index the root of the indexes
 * @param announcedRun the number of the newest run that was announced
 * @param announcedNames how many names it may have used
 * @param revisions those of the roots
 */
public record StoredState(
        LogReader log,
        long end,
        long erasedT,
        boolean isErasing,
        List<String> bundles,
        IndexRoot index,
        long announcedRun,
        int announcedNames,
        DatabaseFollower.Revisions revisions) {

    /**
     * Reads it.
     *
     * @throws StorageException of kind CORRUPT when the root of the indexes is damaged
     */
    public static StoredState read(Storage storage, String id, String name) {
        storage.refresh();
        Roots roots = storage.roots();
        Optional<Root> erasure = roots.read(Erasure.root(id));
        Optional<Root> root = roots.read(StoredIndexes.root(id));
        ErasureState state =
                erasure.map(found -> ErasureState.of(found.bytes())).orElse(ErasureState.NONE);
        Log log = storage.log(id);
        OptionalLong last = log.lastSequence();
        boolean rewriting = state.phase() == ErasureState.Phase.REWRITING;
        if (rewriting) {
            log = RewrittenLog.of(log, storage.segments(id), state.segments(), name);
        }
        ByteBuffer announced = roots.read(StoredIndexes.announced(id))
                .map(found -> ByteBuffer.wrap(found.bytes()))
                .orElseGet(() -> ByteBuffer.allocate(Long.BYTES + Integer.BYTES));
        return new StoredState(
                new LogReader(log, name),
                last.isPresent() ? last.getAsLong() + 1 : 0,
                rewriting ? state.nextT() : state.erasedT(),
                state.phase() != ErasureState.Phase.DONE,
                state.segments(),
                root.map(found -> IndexRoot.decode(id, found.bytes())).orElse(IndexRoot.NONE),
                announced.getLong(),
                announced.getInt(),
                revisions(erasure, root));
    }

    /** Returns the revisions of the roots by now. */
    public static DatabaseFollower.Revisions revisions(Storage storage, String id) {
        storage.refresh();
        List<Optional<Root>> found = storage.roots().readAll(List.of(Erasure.root(id), StoredIndexes.root(id)));
        return revisions(found.get(0), found.get(1));
    }

    static DatabaseFollower.Revisions revisions(Optional<Root> erasure, Optional<Root> indexes) {
        return new DatabaseFollower.Revisions(
                erasure.map(Root::revision).orElse(Roots.ABSENT),
                indexes.map(Root::revision).orElse(Roots.ABSENT));
    }

    /** Returns whether a segment has a name as those of indexes do, of a run up to the newest one. */
    public boolean isOfIndexes(String segment) {
        return SegmentRun.isOf(segment, Math.max(announcedRun, index.run()));
    }
}
