package io.stator.engine.copies;

import io.stator.Anomaly;
import io.stator.engine.copies.CopyProgress.Step;
import io.stator.engine.storage.Storage;

/**
 * A database that is to be copied.
 *
 * @param source where it is
 * @param sourceId its id there
 * @param target where the copy is made
 * @param targetId the id of the copy
 * @param name the name of the copy
 * @param lastT the t of the last transaction that is copied
 */
record CopyTask(Storage source, String sourceId, Storage target, String targetId, String name, long lastT) {

    /** Returns what messages call the source. */
    String sourceName() {
        return "database '" + name + "' (" + sourceId + ") of the source";
    }

    boolean isWhole() {
        return lastT == Cut.NOWHERE;
    }

    void tell(CopySettings settings, Step step, long done, long total) {
        settings.look().run();
        settings.progress().accept(new CopyProgress(name, step, done, total));
    }

    /** Returns the failure of a copy that is none of the source. */
    Anomaly.Conflict differs(long sequence, String how) {
        return new Anomaly.Conflict("the copy of database '" + name + "' cannot go on: record " + sequence
                + " of its log " + how
                + ", so the copy was written to, is one of another system, or the source went back to an"
                + " earlier state; copy to another place, or remove what is there");
    }
}
