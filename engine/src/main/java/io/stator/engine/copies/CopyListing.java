package io.stator.engine.copies;

import io.stator.engine.durable.Catalog;
import io.stator.engine.log.LoggedTransaction;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageAnomalies;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What can be restored from a system.
 *
 * @param databases those that are whole, by name; what was done with them is 0
 * @param isCopy whether it was made by copying
 * @param isRunning whether a copying to it did not come to its end, and perhaps goes on
 * @param wholeMillis when one last did; 0 when none did
 * @param unfinished how many databases were begun to be copied, and are not whole
 */
public record CopyListing(
        List<DatabaseCopy> databases, boolean isCopy, boolean isRunning, long wholeMillis, int unfinished) {

    /**
     * Reads what a storage says of itself, and the newest record of each database.
     *
     * @param look is called again and again; what it throws ends the reading, and is thrown
     */
    public static CopyListing of(Storage storage, Runnable look) {
        return StorageAnomalies.call(() -> {
            storage.refresh();
            CopyMark mark = CopyMark.read(storage.roots()).orElse(new CopyMark("", false, 0, Map.of()));
            Map<String, String> names = new Catalog(storage.roots()).read().databases();
            List<DatabaseCopy> databases = new ArrayList<>();
            names.forEach((name, id) -> databases.add(database(storage, name, id, look)));
            TreeSet<String> begun = new TreeSet<>(mark.databases().keySet());
            begun.removeAll(names.values());
            return new CopyListing(
                    databases,
                    CopyMark.read(storage.roots()).isPresent(),
                    mark.isRunning(),
                    mark.wholeMillis(),
                    begun.size());
        });
    }

    private static DatabaseCopy database(Storage storage, String name, String id, Runnable look) {
        SourceLog log = SourceLog.of(storage, id, name);
        List<LoggedTransaction> newest = new ArrayList<>();
        if (log.records() > 0) {
            look.run();
            log.log().read(log.records() - 1, (sequence, epoch, bytes) -> {
                newest.addAll(Cut.decode("database '" + name + "'", sequence, bytes));
                return false;
            });
        }
        LoggedTransaction last = newest.isEmpty() ? null : newest.get(newest.size() - 1);
        long bytes = CopyMark.read(storage.roots())
                .map(mark -> mark.databases().get(id))
                .filter(CopyMark.Entry::isWhole)
                .map(CopyMark.Entry::bytes)
                .orElseGet(() -> size(log, look));
        return new DatabaseCopy(
                name, last == null ? 0 : last.t(), last == null ? 0 : last.instant(), log.records(), 0, 0, 0, bytes);
    }

    private static long size(SourceLog log, Runnable look) {
        long[] size = {0};
        log.log().read(0, (sequence, epoch, bytes) -> {
            look.run();
            size[0] += bytes.length;
            return true;
        });
        return size[0];
    }
}
