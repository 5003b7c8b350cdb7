package io.stator.engine.copies;

import io.stator.engine.durable.Erasure;
import io.stator.engine.durable.ErasureState;
import io.stator.engine.durable.ErasureState.Phase;
import io.stator.engine.durable.RewrittenLog;
import io.stator.engine.durable.StoredIndexes;
import io.stator.engine.storage.Log;
import io.stator.engine.storage.Root;
import io.stator.engine.storage.Roots;
import io.stator.engine.storage.Storage;
import java.util.Optional;

/**
 * What there is of a database at one moment, with what is being erased from its log as if it were done.
 *
 * @param log its log, which may go on
 * @param records how many records it had
 * @param erasedT nothing that transactions up to this t excised is in it
 * @param revisions those of the roots of the erasure and of the indexes
 * @param indexes the root of the indexes
 */
record SourceLog(Log log, long records, long erasedT, Revisions revisions, Optional<Root> indexes) {
    /** The revisions of the roots of the erasure and of the indexes. */
    record Revisions(long erasure, long indexes) {
        static Revisions of(Storage storage, String id) {
            return new Revisions(
                    revision(storage.roots().read(Erasure.root(id))),
                    revision(storage.roots().read(StoredIndexes.root(id))));
        }

        private static long revision(Optional<Root> root) {
            return root.map(Root::revision).orElse(Roots.ABSENT);
        }
    }

    static SourceLog of(Storage storage, String id, String name) {
        Optional<Root> indexes =
                storage.roots().read(StoredIndexes.root(id)); // before the log, which has all it speaks of
        Optional<Root> erasure = storage.roots().read(Erasure.root(id));
        Log log = storage.log(id);
        ErasureState state = erasure.map(root -> ErasureState.of(root.bytes())).orElse(ErasureState.NONE);
        long erasedT = state.erasedT();
        if (state.phase() == Phase.REWRITING) {
            log = RewrittenLog.of(log, storage.segments(id), state.segments(), name);
            erasedT = state.nextT();
        }
        Revisions revisions = new Revisions(Revisions.revision(erasure), Revisions.revision(indexes));
        return new SourceLog(log, log.lastSequence().orElse(-1) + 1, erasedT, revisions, indexes);
    }
}
