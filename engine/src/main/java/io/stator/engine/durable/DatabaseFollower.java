package io.stator.engine.durable;

import io.stator.Anomaly;
import io.stator.Compression;
import io.stator.engine.database.Counters;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.database.Deadline;
import io.stator.engine.database.Excision;
import io.stator.engine.database.Replay;
import io.stator.engine.index.Prefix;
import io.stator.engine.log.LoggedTransaction;
import io.stator.engine.schema.SystemIds;
import io.stator.engine.storage.Log;
import io.stator.engine.storage.Root;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageAnomalies;
import io.stator.engine.storage.StorageException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the log of a database that another process may write to, and goes on reading it. Thread-safe.
 *
 * <p>What is read while an excision changes the log is read again: the root of the erasure has a new revision whenever a step of it is
 * done. While rewritten records replace those of the log, they are read from where they come from.
 */
public final class DatabaseFollower {
    /** How often the log is read again because facts were erased from it meanwhile. */
    private static final int ATTEMPTS_MAX = 20;

    /**
     * What is known of the database.
     *
     * @param value its newest value
     * @param nextSequence the record of the log that comes next
     * @param log reads the log
     * @param revisions those of the roots of the erasure and of the indexes, when all was read
     * @param isErased whether nothing of what was excised was left in storage then
     */
    public record State(DatabaseValue value, long nextSequence, LogReader log, Revisions revisions, boolean isErased) {}

    /** The revisions of the roots whose change means that all is to be read again. */
    public record Revisions(long erasure, long indexes) {}

    private final Storage storage;
    private final SegmentCache cache;
    private final Consumer<String> forget;
    private final String id;
    private final String name;
    private volatile State known;

    /**
     * Reads the whole database.
     *
     * @param cache the segments that were read lately
     * @param deadline when to give up
     * @param forget told the id of the database when what was derived from its facts must not be used any more
     */
    public DatabaseFollower(
            Storage storage, SegmentCache cache, Consumer<String> forget, String id, String name, Deadline deadline) {
        this.storage = storage;
        this.cache = cache;
        this.forget = forget;
        this.id = id;
        this.name = name;
        this.known = load(look(), deadline);
    }

    /** Returns what was read last. */
    public State known() {
        return known;
    }

    /** Reads what was committed since, and returns it, unless the time is over before. */
    public synchronized State follow(Deadline deadline) {
        State before = known;
        Found found = look();
        State next;
        try {
            next = found.revisions().equals(before.revisions) ? newer(before, deadline) : null;
        } catch (Anomaly failure) {
            found = look();
            if (found.revisions().equals(before.revisions)) {
                throw failure;
            }
            next = null;
        }
        if (next == null) {
            next = load(found, deadline);
            if (!hasAllOf(before, next)) {
                forget.accept(id);
            }
        }
        known = next;
        return next;
    }

    /** Returns whether one state is another one and later transactions, none of which excised anything. */
    private boolean hasAllOf(State before, State next) {
        return before.revisions.erasure() == next.revisions.erasure()
                && continues(before)
                && next.value.basisT() >= before.value.basisT()
                && next.value.since(before.value.basisT()).first(Prefix.attribute(SystemIds.EXCISE)) == null;
    }

    /** The roots of the erasure and of the indexes, as one look found them. */
    private record Found(Optional<Root> erasure, Optional<Root> indexes) {
        Revisions revisions() {
            return StoredState.revisions(erasure, indexes);
        }
    }

    /** Takes notice of what was written, and returns the roots. */
    private Found look() {
        return StorageAnomalies.call(() -> {
            storage.refresh();
            List<Optional<Root>> found =
                    storage.roots().readAll(List.of(Catalog.ROOT, Erasure.root(id), StoredIndexes.root(id)));
            if (!Catalog.content(found.get(0)).databases().containsValue(id)) {
                dropCopies();
                throw Catalog.notFound(name);
            }
            return new Found(found.get(1), found.get(2));
        });
    }

    /** Has what is kept nearer of a database that was deleted dropped; nobody waits for that. */
    private void dropCopies() {
        try {
            storage.segments(id).keepCopies(Set.of());
        } catch (StorageException failure) {
            Warnings.log(
                    DatabaseFollower.class, "a cache may hold database '" + name + "', which was deleted", failure);
        }
    }

    /** An attempt to read the log from its beginning. */
    private sealed interface Attempt {
        /** Returns the revisions of the roots it holds for: the attempt counts if they are still the ones. */
        Revisions revisions();

        /** Returns what was read, or throws why it could not be. */
        State result();
    }

    private record Loaded(State result) implements Attempt {
        @Override
        public Revisions revisions() {
            return result.revisions;
        }
    }

    private record Unreadable(Revisions revisions, Anomaly why) implements Attempt {
        @Override
        public State result() {
            throw why;
        }
    }

    /** Reads the log from its beginning, as it is with what a look found. */
    private State load(Found first, Deadline deadline) {
        Found found = first;
        for (int i = 0; i < ATTEMPTS_MAX; i++) {
            Attempt attempt = attempt(found, deadline);
            found = look();
            if (attempt.revisions().equals(found.revisions())) {
                return attempt.result();
            }
        }
        throw new Anomaly.Busy("facts are erased from database '" + name + "' again and again: try again later");
    }

    private Attempt attempt(Found found, Deadline deadline) {
        try {
            return new Loaded(StorageAnomalies.call(() -> replay(found, deadline)));
        } catch (Anomaly unreadable) {
            return new Unreadable(found.revisions(), unreadable);
        }
    }

    private State replay(Found found, Deadline deadline) {
        ErasureState state =
                found.erasure().map(root -> ErasureState.of(root.bytes())).orElse(ErasureState.NONE);
        Log log = storage.log(id);
        long erasedT = state.erasedT();
        if (state.phase() == ErasureState.Phase.REWRITING) {
            log = RewrittenLog.of(log, storage.segments(id), state.segments(), name);
            erasedT = state.nextT();
        }
        LogReader reader = new LogReader(log, name);
        StoredIndexes indexes = new StoredIndexes(storage, cache, id, name, Compression.LZ4);
        StoredIndexes.Opened opened = indexes.read(found.indexes(), erasedT, reader);
        Replay replay = opened == null ? Replay.ofNewDatabase(erasedT) : Replay.after(opened.value());
        long first = opened == null ? 0 : opened.nextSequence();
        reader.beginAt(first);
        long next = reader.replay(first, transaction -> {
            deadline.check();
            replay.add(transaction.facts(), Counters.after(transaction));
        });
        DatabaseValue value = replay.finish(id, name);
        long excisionT = replay.excisionT();
        if (excisionT > 0) {
            reader.hide(List.copyOf(replay.excised()), List.copyOf(replay.remains()), excisionT);
        }
        boolean erased = excisionT == 0 && state.phase() == ErasureState.Phase.DONE;
        return new State(value, next, reader, found.revisions(), erased);
    }

    /** Returns a state with the transactions that are new, or null when the log must be read from its beginning. */
    private @Nullable State newer(State before, Deadline deadline) {
        if (!continues(before)) {
            return null;
        }
        DatabaseValue[] value = {before.value};
        boolean[] excised = {false};
        long next = before.log.replay(before.nextSequence, transaction -> {
            deadline.check();
            excised[0] |= Excision.isRequested(transaction.facts());
            if (!excised[0]) {
                value[0] = value[0].plus(transaction.facts(), Counters.after(transaction));
            }
        });
        return excised[0] ? null : new State(value[0], next, before.log, before.revisions, before.isErased);
    }

    /** Returns whether the newest record that was read is still in the log, which could be that of a copy that went its own way. */
    private boolean continues(State before) {
        if (before.nextSequence == 0) {
            return true;
        }
        LoggedTransaction last = before.log.lastOf(before.nextSequence - 1);
        return last != null && Counters.after(last).equals(before.value.counters());
    }
}
