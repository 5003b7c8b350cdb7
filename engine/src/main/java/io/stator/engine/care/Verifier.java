package io.stator.engine.care;

import io.stator.Anomaly;
import io.stator.Index;
import io.stator.Progress;
import io.stator.Verification;
import io.stator.engine.database.Bootstrap;
import io.stator.engine.database.Counters;
import io.stator.engine.database.Excision;
import io.stator.engine.durable.DatabaseFollower.Revisions;
import io.stator.engine.durable.IndexRoot;
import io.stator.engine.durable.StoredState;
import io.stator.engine.log.LoggedTransaction;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads all of a database from storage, and checks each part by itself, the indexes against each other, and all of them against the log; used once,
 * not thread-safe.
 *
 * <p>Needs little memory, whatever the size of the database: of the facts there are only sums, of the segments only what their directories say.
 * Only storage is read, not what a process has in memory, so it can be done beside the writer: what was checked is one root, and the log up to
 * where it reaches. When a merging or an excision takes away what is being read, all is begun anew.
 */
public final class Verifier {
    /** How often it is begun anew because the database was changed below it. */
    private static final int ATTEMPTS_MAX = 5;

    /** Progress is told after so many facts. */
    private static final int FACTS_TOLD = 10_000;

    private final Storage storage;
    private final String id;
    private final String name;
    private final Consumer<Progress> progress;
    private final Runnable look;
    private final StoredState state;
    private final Findings findings = new Findings();
    private final Expected expected = new Expected();
    private final Set<String> reachable = new HashSet<>();
    private long transactions;
    private long facts;
    private long t = Bootstrap.LAST_T;
    private long bytes;
    private boolean logIsWhole;
    private long excisionT;
    private @Nullable LoggedTransaction lastStored;

    private Verifier(Storage storage, String id, String name, Consumer<Progress> progress, Runnable look) {
        this.storage = storage;
        this.id = id;
        this.name = name;
        this.progress = progress;
        this.look = look;
        this.state = StoredState.read(storage, id, name);
    }

    /**
     * Returns what is wrong with a database, if anything.
     *
     * @param progress told now and then how far it is
     * @param look called again and again; what it throws ends the check
     * @throws StorageException when storage cannot be read for other reasons than damage
     */
    public static Verification verify(
            Storage storage, String id, String name, Consumer<Progress> progress, Runnable look) {
        for (int i = 0; i < ATTEMPTS_MAX; i++) {
            Revisions before = StoredState.revisions(storage, id);
            Verification found = null;
            Anomaly failure = null;
            try {
                found = attempt(storage, id, name, progress, look);
            } catch (Anomaly.Fault damaged) { // the log, when it is read for the second time
                failure = damaged;
            }
            if (found != null && found.isWhole()) {
                return found;
            }
            boolean unchanged = StoredState.revisions(storage, id).equals(before);
            if (unchanged && failure != null) {
                throw failure;
            }
            if (unchanged && found != null) {
                return found;
            }
        }
        throw new Anomaly.Busy("database '" + name + "' is merged or excised from again and again while it is checked:"
                + " verify it when less is written, or a backup of it");
    }

    private static Verification attempt(
            Storage storage, String id, String name, Consumer<Progress> progress, Runnable look) {
        Verifier verifier;
        try {
            verifier = new Verifier(storage, id, name, progress, look);
        } catch (StorageException | Anomaly.Fault damaged) {
            if (damaged instanceof StorageException failure && failure.kind() != StorageException.Kind.CORRUPT) {
                throw damaged;
            }
            Findings findings = new Findings();
            if (damaged instanceof StorageException) {
                findings.index(String.valueOf(damaged.getMessage()));
            } else {
                findings.log(String.valueOf(damaged.getMessage()));
            }
            return new Verification(name, -1, -1, 0, 0, 0, 0, 0, findings.damages(), List.of());
        }
        return verifier.run();
    }

    private Verification run() {
        IndexRoot.Content content = state.index().content();
        readLog(content == null ? 0 : content.sequence());
        if (content != null) {
            checkRoot(content);
            checkTrees(content);
        } else {
            findings.note("no facts are in segments: the database is made of its log when it is opened");
        }
        long orphans = orphans();
        return new Verification(
                name,
                t,
                content == null ? -1 : content.counters().basisT(),
                transactions,
                facts,
                reachable.size(),
                bytes,
                orphans,
                findings.damages(),
                findings.notes());
    }

    private void tell(String step, long done, long total) {
        progress.accept(new Progress(name, step, done, total));
    }

    private void readLog(long stored) {
        try {
            long next = state.log().records(0, state.end(), (record, logged) -> {
                look.run();
                tell("log", record, state.end());
                logged.forEach(transaction -> check(record, transaction, record < stored));
            });
            logIsWhole = next == state.end();
            if (!logIsWhole) {
                findings.log("the log of database '" + name + "' has no record " + next + ", but must have those up to "
                        + (state.end() - 1));
            }
        } catch (Anomaly damaged) {
            if (damaged.category() != Anomaly.Category.FAULT) {
                throw damaged;
            }
            findings.log("the log of database '" + name + "': " + damaged.getMessage());
        }
    }

    private void check(long record, LoggedTransaction transaction, boolean stored) {
        if (transaction.t() <= t) {
            findings.log("record " + record + " of the log of database '" + name
                    + "' must go on where the one before it ended: t=" + transaction.t() + ", after t " + t);
        }
        t = Math.max(t, transaction.t());
        transactions++;
        facts += transaction.facts().size();
        if (stored) {
            lastStored = transaction;
            expected.take(transaction);
            if (Excision.isRequested(transaction.facts())) {
                excisionT = transaction.t();
            }
        }
    }

    private void checkRoot(IndexRoot.Content content) {
        LoggedTransaction last = lastStored;
        if (logIsWhole
                && content.sequence() > 0
                && (content.sequence() > state.end()
                        || last == null
                        || !Counters.after(last).equals(content.counters()))) {
            findings.index("the root of the indexes of database '" + name + "' must be one of its log: record "
                    + (content.sequence() - 1) + " is not there, or another one");
        }
        if (content.window() > content.sequence()) {
            findings.index("the root of the indexes of database '" + name
                    + "' must not remember transactions from behind its end: window=" + content.window() + " end="
                    + content.sequence());
        }
    }

    private List<TreeSums> readTrees(IndexRoot.Content content) {
        List<TreeSums> indexes = new ArrayList<>();
        int count = Index.values().length;
        for (Index index : Index.values()) {
            StoredTree present = tree(content, index, index.ordinal(), false);
            StoredTree past = tree(content, index, count + index.ordinal(), true);
            TreeSums sums = new TreeSums(expected, present, past);
            long total = present.count() + past.count();
            long[] done = {0};
            sums.read((fact, segment) -> {
                if (++done[0] % FACTS_TOLD == 0) {
                    tell(index.toString(), done[0], total);
                }
            });
            for (StoredTree tree : List.of(present, past)) {
                for (String segment : tree.names()) {
                    if (!reachable.add(segment)) {
                        findings.index("segment " + segment + " of database '" + name
                                + "' must be in one place, and is in " + tree + " and in another one");
                    }
                }
                bytes += tree.bytes();
            }
            indexes.add(sums);
        }
        return indexes;
    }

    private StoredTree tree(IndexRoot.Content content, Index index, int tree, boolean past) {
        return new StoredTree(
                id,
                index,
                past,
                content.trees().get(tree),
                content.counters().basisT(),
                storage.segments(id),
                findings,
                look);
    }

    private void checkTrees(IndexRoot.Content content) {
        boolean comparable = isComparable(content);
        if (comparable) {
            expected.settle(state, content.sequence(), look);
        }
        List<TreeSums> indexes = readTrees(content);
        Comparison comparison = new Comparison(expected, state, content.sequence(), findings, look);
        TreeSums first = indexes.get(0);
        for (TreeSums trees : indexes) {
            Index index = trees.present().index();
            boolean references = index == Index.VAET;
            if (!trees.isComplete()) {
                findings.note(index + " was not compared, because not all of it can be read");
            } else if (comparable) {
                String who = "the log";
                comparison.compare(trees, false, expected.lasting(references), comparison.log(index, false), who);
                if (state.erasedT() == 0) {
                    comparison.compare(trees, true, expected.faded(references), comparison.log(index, true), who);
                }
            }
            boolean others = trees != first && trees.isComplete() && first.isComplete() && (logIsWhole || !references);
            if (others && (!comparable || state.erasedT() > 0)) {
                compareWithFirst(comparison, first, trees, comparable);
            }
        }
    }

    /** Compares an index with EAVT: all of it, or only what the log does not say because something was excised. */
    private static void compareWithFirst(Comparison comparison, TreeSums first, TreeSums trees, boolean onlyFaded) {
        Index index = trees.present().index();
        boolean references = index == Index.VAET;
        String who = Index.EAVT.toString();
        if (!onlyFaded) {
            FactSums must = references ? first.references() : first.lasting();
            comparison.compare(trees, false, must, comparison.other(first, index, false), who);
        }
        FactSums must = references ? first.fadedReferences() : first.faded();
        comparison.compare(trees, true, must, comparison.other(first, index, true), who);
    }

    /** Returns whether the log says what must be in the indexes. */
    private boolean isComparable(IndexRoot.Content content) {
        if (!logIsWhole) {
            findings.note("the indexes were not compared with the log, because not all of it can be read");
            return false;
        }
        long basisT = content.counters().basisT();
        if (basisT < state.erasedT()) {
            findings.note("the indexes were not compared with the log: they are from before an excision at t "
                    + state.erasedT() + ", and the next opening makes them of the log");
            return false;
        }
        if (excisionT > state.erasedT()) {
            findings.note("the indexes were not compared with the log, because what was excised at t " + excisionT
                    + " is not erased yet: verify again after syncExcise, or once the system was opened to write");
            return false;
        }
        return true;
    }

    /** Counts the segments that nothing has and no run that goes on may be writing. */
    private long orphans() {
        Set<String> bundles = new HashSet<>(state.bundles());
        long[] orphans = {0};
        storage.segments(id).ids(segment -> {
            look.run();
            if (!reachable.contains(segment)
                    && !state.index().retired().containsKey(segment)
                    && !bundles.contains(segment)
                    && state.isOfIndexes(segment)) {
                orphans[0]++;
            }
        });
        if (orphans[0] > 0) {
            findings.note(orphans[0] + " segments of database '" + name + "' are in no index: the next merging, or"
                    + " 'stator compact', removes them");
        }
        return orphans[0];
    }
}
