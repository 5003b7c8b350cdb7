package io.stator.engine.copies;

import io.stator.Anomaly;
import io.stator.engine.copies.SourceLog.Revisions;
import io.stator.engine.durable.Catalog;
import io.stator.engine.log.LoggedTransaction;
import io.stator.engine.storage.StorageException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the copy of one database the same as its source at one moment, which may be written to meanwhile; for one thread. */
final class DatabaseCopier {
    /** How often it is begun again because facts were erased from the source, or segments replaced there, meanwhile. */
    private static final int ATTEMPTS_MAX = 20;

    private final CopyTask task;
    private final CopySettings settings;
    private @Nullable RuntimeException stopped;
    private long newRecords;
    private long changedRecords;
    private long newSegments;

    /**
     * What is known of a copy.
     *
     * @param copy what was done
     * @param erasure the revision of the root of the erasure of the source that it holds for
     * @param logBytes how many bytes its log has
     */
    record Done(DatabaseCopy copy, long erasure, long logBytes) {}

    DatabaseCopier(CopyTask task, CopySettings settings) {
        this.task = task;
        this.settings = new CopySettings(
                settings.checkedWhole(),
                settings.withIndexes(),
                settings.clock(),
                settings.ids(),
                () -> look(settings),
                settings.progress());
    }

    /** Notes that it was told to end, which is no failure of storage that another attempt could mend. */
    private void look(CopySettings given) {
        try {
            given.look().run();
        } catch (RuntimeException end) {
            stopped = end;
            throw end;
        }
    }

    /** Makes sure, before anything is written, that what is there is a copy; what changes in the source meanwhile is left to {@link #run}. */
    void requireCopy() {
        if (!isThere()) {
            return;
        }
        Revisions revisions = Revisions.of(task.source(), task.sourceId());
        try {
            SourceLog source = SourceLog.of(task.source(), task.sourceId(), task.name());
            CopiedErasure erasure = new CopiedErasure(task.target(), task.targetId(), task.name(), settings.clock());
            new LogCopier(task, settings, source, erasure).requireCopy();
        } catch (StorageException | Anomaly failure) {
            if (isFinal(revisions)) {
                throw failure;
            }
        }
    }

    /** Returns whether nothing that happened to the source since can be why it failed. */
    private boolean isFinal(Revisions revisions) {
        return stopped != null
                || isThere() && Revisions.of(task.source(), task.sourceId()).equals(revisions);
    }

    /**
     * Does it.
     *
     * @param before what is known of the copy; null when nothing is
     * @return empty if the source was deleted meanwhile
     */
    Optional<Done> run(DatabaseCopier.@Nullable Done before) {
        for (int i = 0; i < ATTEMPTS_MAX; i++) {
            if (!isThere()) {
                return Optional.empty();
            }
            Revisions revisions = Revisions.of(task.source(), task.sourceId());
            try {
                Done done = attempt(before);
                if (!isThere()) {
                    return Optional.empty();
                }
                if (Revisions.of(task.source(), task.sourceId()).erasure() == done.erasure()) {
                    return Optional.of(done);
                }
            } catch (StorageException | Anomaly failure) {
                if (isFinal(revisions)) {
                    throw failure;
                }
            }
        }
        throw new Anomaly.Busy("facts are erased from database '" + task.name()
                + "' of the source, or its segments replaced, again and again: try again later");
    }

    /** Takes notice of what was written to the source, and returns whether the database is there. */
    private boolean isThere() {
        task.source().refresh();
        return new Catalog(task.source().roots()).read().databases().containsValue(task.sourceId());
    }

    private Done attempt(@Nullable Done before) {
        SourceLog source = SourceLog.of(task.source(), task.sourceId(), task.name());
        CopiedErasure erasure = new CopiedErasure(task.target(), task.targetId(), task.name(), settings.clock());
        erasure.resume();
        LogCopier log = new LogCopier(task, settings, source, erasure);
        boolean isKnown =
                before != null && before.erasure() == source.revisions().erasure();
        log.run(isKnown && before != null ? before.logBytes() : -1);
        newRecords += log.newRecords();
        changedRecords += erasure.changed();
        IndexCopier indexes = new IndexCopier(task, settings);
        indexes.run(source, log, erasure.isCleaning());
        newSegments += indexes.copied();
        erasure.finish();
        if (settings.checkedWhole()) {
            log.checkAll();
            indexes.checkAll();
        }
        LoggedTransaction newest = log.newest();
        DatabaseCopy copy = new DatabaseCopy(
                task.name(),
                newest == null ? 0 : newest.t(),
                newest == null ? 0 : newest.instant(),
                log.records(),
                newRecords,
                changedRecords,
                newSegments,
                log.bytes() + indexes.bytes());
        return new Done(copy, source.revisions().erasure(), log.bytes());
    }
}
