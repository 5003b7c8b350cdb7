package io.stator.storage.dynamodb;

import io.stator.Anomaly;
import io.stator.StorageStats;
import io.stator.dynamodb.DynamoDb;
import io.stator.engine.storage.CallersTime;
import io.stator.engine.storage.Log;
import io.stator.engine.storage.Roots;
import io.stator.engine.storage.Segments;
import io.stator.engine.storage.Storage;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A storage in a table of DynamoDB; safe for use by several threads. */
final class TableStorage implements Storage {
    /** How long closing may take to note what others are only told sooner by. */
    private static final long CLOSE_NANOS_MAX = 3_000_000_000L;

    private final TableSystem place;
    private final Calls calls;
    private final TableRoots roots;

    /** The client to close with the storage, or null if it is the caller's. */
    private final @Nullable DynamoDb own;

    private final Map<String, TableLog> logs = new ConcurrentHashMap<>();

    TableStorage(TableSystem place, @Nullable DynamoDb own) {
        this.place = place;
        this.calls = place.calls();
        this.roots = new TableRoots(place, logs::containsKey);
        this.own = own;
    }

    /** Ends what a former opening began, before this one is used. */
    void begin() {
        roots.deleteLoose();
        resume();
    }

    /** Ends the deletions that a former opening began. */
    private void resume() {
        for (DatabaseItem item : place.databases().all()) {
            if (item.deleting()) {
                deleteDatabase(item.database());
            }
        }
    }

    @Override
    public Log log(String database) {
        return tableLog(database);
    }

    private TableLog tableLog(String database) {
        calls.requireOpen();
        return logs.computeIfAbsent(Storage.requireDatabaseId(database), id -> new TableLog(place, id));
    }

    @Override
    public Segments segments(String database) {
        calls.requireOpen();
        return new TableSegments(place, Storage.requireDatabaseId(database));
    }

    @Override
    public Roots roots() {
        calls.requireOpen();
        return roots;
    }

    @Override
    public long epoch() {
        Owner owner = place.owner();
        return owner == null ? 0 : owner.epoch();
    }

    @Override
    public String identity() {
        return place.system().toString();
    }

    @Override
    public boolean isPaidByBytes() {
        return true;
    }

    @Override
    public boolean isFar() {
        return true;
    }

    /** Looks even if it is not long ago that this process knew, because whoever asks wants to know. */
    @Override
    public void requireWriter() {
        calls.requireOpen();
        Owner owner = place.owner();
        if (owner != null) {
            owner.verify();
        }
    }

    @Override
    public StorageStats stats() {
        Map<String, StorageStats.Calls> all = new TreeMap<>();
        usage().forEach((kind, usage) ->
                all.put(kind, new StorageStats.Calls(usage.calls(), usage.repeated(), usage.units())));
        return new StorageStats(all, null);
    }

    @Override
    public void deleteDatabase(String database) {
        String what = "delete database " + Storage.requireDatabaseId(database);
        place.writer(what).verifyIfStale();
        TableLog log = tableLog(database);
        log.beginDeleting();
        try {
            DatabaseItem item = place.databases().delete(database);
            if (item != null) {
                new Sweep(place, database).all(item);
            }
            roots.deleteAll(database + "/");
            if (item != null) {
                place.databases().remove(database);
            }
            log.forget();
        } finally {
            log.endDeleting();
        }
        logs.remove(database, log);
    }

    @Override
    public void scrub() {
        place.writer("remove what was deleted").verifyIfStale();
        resume();
        for (DatabaseItem item : place.databases().all()) {
            TableLog log = tableLog(item.database());
            if (!log.scrub()) {
                logs.remove(item.database(), log);
            }
        }
    }

    @Override
    public void backup(Path to, boolean replace, Runnable look) {
        throw noBackup();
    }

    @Override
    public void backup(URI to, boolean replace, Runnable look) {
        throw noBackup();
    }

    private Anomaly noBackup() {
        return new Anomaly.Unsupported(
                "a system in DynamoDB is not copied this way: use 'stator copy' or 'stator backup --to', or a"
                        + " backup that DynamoDB makes of " + calls.name());
    }

    /** Reads and checks everything. */
    DynamoDbReport check() {
        return new FullCheck(this, place).run();
    }

    /** Returns what calls consumed, by the names of their kinds. */
    Map<String, DynamoDbUsage> usage() {
        Map<String, DynamoDbUsage> all = new TreeMap<>();
        for (Call call : Call.values()) {
            all.put(call.name().toLowerCase(Locale.ROOT).replace('_', '-'), usage(call));
        }
        return all;
    }

    /** Returns what calls of a kind consumed. */
    DynamoDbUsage usage(Call call) {
        return calls.consumption().usage(call);
    }

    @Override
    public synchronized void close() {
        if (isClosed()) {
            return;
        }
        Owner owner = place.owner();
        if (owner != null) {
            boolean unused = CallersTime.atMost(CLOSE_NANOS_MAX, () -> {
                logs.values().forEach(TableLog::noteEnd);
                owner.giveUp();
                return true;
            });
        }
        calls.close();
        if (own != null) {
            own.close();
        }
    }

    private boolean isClosed() {
        return calls.isClosed();
    }
}
