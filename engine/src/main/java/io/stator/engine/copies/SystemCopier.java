package io.stator.engine.copies;

import io.stator.Anomaly;
import io.stator.engine.durable.Catalog;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageAnomalies;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Copies all databases of a system to another storage, under their names and ids, and copies only what is new when that was done before.
 *
 * <p>A database is found in the copy when it is whole. One that was copied before is at each moment as its source was at some t, whatever
 * ends the copying; and until that has come to its end the system that is the copy is not opened to write.
 */
public final class SystemCopier {
    private final Storage source;
    private final Storage target;
    private final CopySettings settings;
    private final Catalog catalog;
    private CopyMark mark;

    private SystemCopier(Storage source, Storage target, CopySettings settings) {
        this.source = source;
        this.target = target;
        this.settings = settings;
        this.catalog = new Catalog(target.roots());
        this.mark = CopyMark.read(target.roots()).orElse(new CopyMark("", false, 0, Map.of()));
    }

    /**
     * Copies a system, which may be written to meanwhile, to a storage that is empty, or one that was made by copying the same system.
     *
     * @param target open to write, which keeps others from it
     * @throws Anomaly.Conflict when the target is something else, or was written to
     */
    public static CopyReport copy(Storage source, Storage target, CopySettings settings) {
        return StorageAnomalies.call(() -> new SystemCopier(source, target, settings).run());
    }

    private CopyReport run() {
        source.refresh();
        CopyMark.requireWhole(source.roots(), false);
        Map<String, String> wanted = new Catalog(source.roots()).read().databases();
        requireCopy(wanted);
        mark = mark.running(source.identity());
        CopyMark.save(target.roots(), mark);
        List<DatabaseCopy> copies = new ArrayList<>();
        Map<String, String> there = new TreeMap<>();
        for (Map.Entry<String, String> each : wanted.entrySet()) {
            copy(each.getKey(), each.getValue()).ifPresent(copy -> {
                copies.add(copy);
                there.put(each.getKey(), each.getValue());
            });
        }
        List<String> deleted = follow(there);
        mark = mark.whole(settings.clock().millis());
        CopyMark.save(target.roots(), mark);
        return new CopyReport(copies, deleted, List.of());
    }

    private boolean isSameOrigin() {
        return !source.identity().isEmpty() && mark.origin().equals(source.identity());
    }

    /** Makes sure that the target has nothing but copies of the source, as long as nothing is changed there: what is refused stays a system of its own. */
    private void requireCopy(Map<String, String> wanted) {
        Catalog.Content present = catalog.read();
        present.databases().forEach((name, id) -> {
            boolean isDeleted = isSameOrigin() && mark.databases().containsKey(id);
            if (!wanted.containsValue(id) && !isDeleted) {
                throw new Anomaly.Conflict("database '" + name
                        + "' at the place to copy to is none of the system that is copied, which copies to an empty place or to an"
                        + " earlier copy of itself: name another place, or restore single databases to this one");
            }
        });
        wanted.forEach((name, id) -> {
            if (present.databases().containsValue(id) || mark.databases().containsKey(id)) {
                new DatabaseCopier(task(name, id), settings).requireCopy();
            }
        });
    }

    private CopyTask task(String name, String id) {
        return new CopyTask(source, id, target, id, name, Cut.NOWHERE);
    }

    private Optional<DatabaseCopy> copy(String name, String id) {
        CopyMark.Entry before = mark.databases().get(id);
        if (before == null) {
            mark = mark.with(id, CopyMark.Entry.BEGUN);
            CopyMark.save(target.roots(), mark);
        }
        Optional<DatabaseCopier.Done> done = new DatabaseCopier(task(name, id), settings)
                .run(before != null && before.isWhole() ? before.done(name) : null);
        done.ifPresent(known -> {
            mark = mark.with(id, CopyMark.Entry.of(known));
            CopyMark.save(target.roots(), mark);
        });
        return done.map(DatabaseCopier.Done::copy);
    }

    /** Gives the databases of the copy the names they have in the source, and deletes those that are not there any more. */
    private List<String> follow(Map<String, String> there) {
        Catalog.Content before = catalog.update(present -> {
            Set<String> gone = new TreeSet<>(present.deleted());
            gone.addAll(present.databases().values());
            gone.removeAll(there.values());
            return new Catalog.Content(there, gone);
        });
        Set<String> gone = new TreeSet<>(catalog.read().deleted());
        gone.addAll(mark.databases().keySet());
        gone.removeAll(there.values());
        for (String id : gone) {
            target.deleteDatabase(id);
            catalog.update(present -> present.swept(id));
            mark = mark.without(id);
        }
        return before.databases().entrySet().stream()
                .filter(each -> gone.contains(each.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }
}
