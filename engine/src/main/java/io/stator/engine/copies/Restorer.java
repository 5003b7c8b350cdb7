package io.stator.engine.copies;

import io.stator.Anomaly;
import io.stator.engine.copies.CopyProgress.Step;
import io.stator.engine.database.Excision;
import io.stator.engine.durable.Catalog;
import io.stator.engine.log.LoggedTransaction;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageAnomalies;
import io.stator.spi.Require;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes databases of a system anew in another one, or beside themselves, as they are or as they were, under ids of their own.
 *
 * <p>They get their names when they are whole. What a restoring leaves that was ended is among the ids of deleted databases, so that the
 * next opening removes it, unless the same is restored again before: that goes on where it was.
 */
public final class Restorer {
    private final Storage source;
    private final Storage target;
    private final Restoration wanted;
    private final CopySettings settings;
    private final Catalog catalog;
    private final Unfinished unfinished;

    private Restorer(Storage source, Storage target, Restoration wanted, CopySettings settings) {
        this.source = source;
        this.target = target;
        this.wanted = wanted;
        this.settings = settings;
        this.catalog = new Catalog(target.roots());
        this.unfinished = new Unfinished(target.roots());
    }

    /**
     * Restores databases of a storage, which may be written to meanwhile, to another one, or to the same; others that are there are left
     * alone.
     *
     * @param target open to write, which keeps others from it
     * @throws Anomaly.NotFound when there is no such database, or it has no transaction up to the time that is wanted
     * @throws Anomaly.Conflict when there is a database of the name that must not be replaced
     */
    public static CopyReport restore(Storage source, Storage target, Restoration wanted, CopySettings settings) {
        return StorageAnomalies.call(() -> new Restorer(source, target, wanted, settings).run());
    }

    private CopyReport run() {
        source.refresh();
        CopyMark.requireWhole(source.roots(), false);
        CopyMark.requireWhole(target.roots(), true);
        Map<String, String> chosen = chosen(new Catalog(source.roots()).read().databases());
        Map<String, String> names = new TreeMap<>();
        chosen.keySet().forEach(name -> names.put(name, wanted.name() == null ? name : wanted.name()));
        names.values().forEach(this::requireFree);
        Map<String, Long> lastTs = new TreeMap<>();
        List<String> omitted = new ArrayList<>();
        chosen.forEach((name, id) -> {
            try {
                lastTs.put(name, lastT(name, id));
            } catch (Anomaly.NotFound nothing) {
                if (chosen.size() == 1) {
                    throw nothing;
                }
                omitted.add(name);
            }
        });
        if (lastTs.isEmpty()) {
            throw new Anomaly.NotFound("none of the databases had a transaction by then: databases=" + omitted);
        }
        List<DatabaseCopy> copies = new ArrayList<>();
        List<String> deleted = new ArrayList<>();
        lastTs.forEach((name, lastT) -> copies.add(
                restore(name, chosen.getOrDefault(name, ""), names.getOrDefault(name, name), lastT, deleted)));
        return new CopyReport(copies, deleted, omitted);
    }

    private Map<String, String> chosen(Map<String, String> all) {
        String only = wanted.database();
        if (only == null) {
            if (wanted.name() != null && all.size() != 1) {
                throw new Anomaly.Incorrect("a new name is for one database: say which one, of " + all.keySet());
            }
            if (wanted.lastT() >= 0 && all.size() > 1) {
                throw new Anomaly.Incorrect("a t is one of a database: say which one, of " + all.keySet());
            }
            if (all.isEmpty()) {
                throw new Anomaly.NotFound("there is no database that could be restored");
            }
            return all;
        }
        String id = all.get(only);
        if (id == null) {
            throw new Anomaly.NotFound("there is no database '" + only + "' to restore: there are " + all.keySet());
        }
        return Map.of(only, id);
    }

    private void requireFree(String name) {
        Require.databaseName(name);
        if (catalog.read().databases().containsKey(name) && !wanted.replaces()) {
            throw new Anomaly.Conflict(
                    "there is a database '" + name
                            + "' where it is to be restored: give the restored one another name (--as), or have that one replaced (--replace)");
        }
    }

    private DatabaseCopy restore(String name, String sourceId, String newName, long lastT, List<String> deleted) {
        String id = begin(newName, new Unfinished.Entry("", source.identity(), sourceId, lastT));
        CopyTask task = new CopyTask(source, sourceId, target, id, newName, lastT);
        DatabaseCopier.Done done = new DatabaseCopier(task, settings)
                .run(null)
                .orElseThrow(
                        () -> new Anomaly.NotFound("database '" + name + "' was deleted while it was being restored"));
        Catalog.Content before =
                catalog.update(content -> content.without(newName).swept(id).with(newName, id));
        unfinished.remove(newName);
        String replaced = before.databases().get(newName);
        if (replaced != null) {
            sweep(replaced);
            deleted.add(newName);
        }
        return done.copy();
    }

    private void sweep(String id) {
        target.deleteDatabase(id);
        catalog.update(content -> content.swept(id));
    }

    /** Returns the id of the restored database, that of an unfinished one if the same was restored before. */
    private String begin(String name, Unfinished.Entry entry) {
        Unfinished.Entry before = unfinished.find(name);
        boolean isLeft = before != null && catalog.read().deleted().contains(before.id());
        if (before != null && isLeft && before.isSame(entry)) {
            return before.id();
        }
        if (before != null && isLeft) {
            sweep(before.id());
        }
        String id = settings.ids().get();
        catalog.update(content -> content.withRemains(id));
        unfinished.put(name, new Unfinished.Entry(id, entry.origin(), entry.sourceId(), entry.lastT()));
        return id;
    }

    /** What was found of the log before and after the last transaction that is restored. */
    private static final class Scan {
        private final String source;
        private long first = -1;
        private long last = -1;
        private long newest;
        private long newestMillis;
        private long requestAfter = -1;

        Scan(String source) {
            this.source = source;
        }

        void see(LoggedTransaction transaction, boolean included) {
            if (first < 0) {
                first = transaction.t();
            }
            if (included) {
                last = transaction.t();
            } else if (Excision.isRequested(transaction.facts())) {
                requestAfter = transaction.t();
            }
            newest = transaction.t();
            newestMillis = transaction.instant();
        }

        @Override
        public String toString() {
            return newest == 0
                    ? source + " has no transactions"
                    : source + " has t " + first + " to " + newest + ", the last of "
                            + Instant.ofEpochMilli(newestMillis);
        }
    }

    /** Returns the t of the last transaction that is restored. */
    private long lastT(String name, String id) {
        Long millis = wanted.lastMillis();
        if (wanted.lastT() < 0 && millis == null) {
            return Cut.NOWHERE;
        }
        SourceLog log = SourceLog.of(source, id, name);
        Scan scan = new Scan("database '" + name + "'");
        log.log().read(0, (sequence, epoch, bytes) -> {
            settings.look().run();
            settings.progress().accept(new CopyProgress(name, Step.COMPARING, sequence, log.records()));
            if (sequence >= log.records()) {
                return false;
            }
            Cut.decode(scan.source, sequence, bytes).forEach(each -> scan.see(each, isIncluded(each, millis)));
            return true;
        });
        if (wanted.lastT() > scan.newest) {
            throw new Anomaly.NotFound(
                    "there is no t " + wanted.lastT() + " yet: " + scan + "; leave the t out to restore all of it");
        }
        if (scan.last < 0) {
            throw new Anomaly.NotFound("there is nothing to restore up to "
                    + (millis == null ? "t " + wanted.lastT() : String.valueOf(Instant.ofEpochMilli(millis))) + ": "
                    + scan);
        }
        if (scan.requestAfter > log.erasedT()) {
            throw new Anomaly.Busy("facts that t " + scan.requestAfter + " excised are still in the log of database '"
                    + name + "': open it to write, which erases them, or copy it again from where that was done");
        }
        return scan.last == scan.newest ? Cut.NOWHERE : scan.last;
    }

    private boolean isIncluded(LoggedTransaction transaction, @Nullable Long millis) {
        return millis == null ? transaction.t() <= wanted.lastT() : transaction.instant() <= millis;
    }
}
