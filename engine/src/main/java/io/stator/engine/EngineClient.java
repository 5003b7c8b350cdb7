package io.stator.engine;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.CompactOptions;
import io.stator.Compaction;
import io.stator.Connection;
import io.stator.Progress;
import io.stator.Query;
import io.stator.Results;
import io.stator.Row;
import io.stator.StorageStats;
import io.stator.Verification;
import io.stator.engine.calls.Lane.Work;
import io.stator.engine.care.Verifier;
import io.stator.engine.database.Deadline;
import io.stator.engine.durable.Catalog;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageAnomalies;
import io.stator.engine.writer.WriterThread;
import io.stator.spi.Futures;
import io.stator.spi.Location;
import io.stator.spi.Require;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What clients in this process have in common: what waits for storage is done in threads that are there for it, so that its caller can be
 * told in time whatever storage does.
 */
abstract sealed class EngineClient implements Client permits EmbeddedClient, ReadOnlyClient {
    private static final String NO_COPY = "the backup is given up: nothing remains of it, unless it was complete";

    private static final String AS_IT_WAS =
            "the compaction is given up: the database is as it was, unless it was just done";
    private static final String UNKNOWN_ROOM = "room may still be being given back";
    private static final String GIVEN_UP = "the check is given up: it changed nothing";

    private final EngineContext context;
    private final Storage storage;

    EngineClient(EngineContext context, Storage storage) {
        this.context = context;
        this.storage = storage;
    }

    final EngineContext context() {
        return context;
    }

    final Storage storage() {
        return storage;
    }

    /** Throws when this client is closed. */
    abstract void requireOpen();

    /** Reads the names of all databases, sorted. */
    abstract List<String> names();

    /**
     * Returns the id of a database.
     *
     * @throws Anomaly.NotFound when there is none of this name
     */
    abstract String id(String name);

    /** Writes the indexes of a database anew, which is loaded. */
    abstract Compaction compacted(String name, CompactOptions options, Deadline deadline);

    /** Throws when no database can be created or deleted here. */
    abstract void requireWritable(String verb);

    /** Creates a database, unless the time is over before; returns whether there was none. */
    abstract boolean create(String name, Deadline deadline);

    /** Deletes a database, unless the time is over before; returns whether there was one. */
    abstract boolean delete(String name, Deadline deadline);

    /** Returns the connection to a database if it can be told without waiting; null otherwise. */
    abstract @Nullable Connection connected(String name);

    /** Returns the connection to a database, reading it if necessary. */
    abstract Connection load(String name, Deadline deadline);

    /** Returns a connection of this system as this client has it: with its time-out, calling what it may call. */
    abstract Connection mine(Connection connection);

    static void requireOutsideOfTransactions(String verb) {
        if (WriterThread.isCurrent()) {
            throw WriterThread.refusal(verb);
        }
    }

    static Anomaly closedAnomaly() {
        return new Anomaly.Unavailable("the client is closed: open the system again");
    }

    static Anomaly doesNotFit(String name, OutOfMemoryError tooSmall) {
        return new Anomaly.Fault(
                "database '" + name + "' does not fit into memory: give the virtual machine more (-Xmx)",
                Map.of(),
                tooSmall);
    }

    @Override
    public final StorageStats storageStats() {
        return storage.stats();
    }

    @Override
    public final Duration timeout() {
        return context.config().timeout();
    }

    private <T extends @Nullable Object> T call(String meaning, Work<T> work) {
        requireOpen();
        return context.storing().call(work, timeout(), meaning);
    }

    /** Has something done; what is wrong with it, and can be told at once, is told by the future, too. */
    private <T extends @Nullable Object> CompletableFuture<T> start(String meaning, Supplier<Work<T>> checked) {
        return start(meaning, timeout(), checked);
    }

    private <T extends @Nullable Object> CompletableFuture<T> start(
            String meaning, @Nullable Duration timeout, Supplier<Work<T>> checked) {
        return Futures.of(() -> {
            requireOpen();
            return context.storing().start(checked.get(), timeout, meaning, null);
        });
    }

    @Override
    public final List<String> listDatabases() {
        return call("", deadline -> names());
    }

    @Override
    public final CompletableFuture<List<String>> listDatabasesAsync() {
        return start("", () -> deadline -> names());
    }

    private Work<Boolean> creation(String name) {
        Require.databaseName(name);
        requireWritable("create database '" + name + "'");
        return deadline -> create(name, deadline);
    }

    private Work<Boolean> deletion(String name) {
        Require.present(name, "name");
        requireWritable("delete a database");
        requireOutsideOfTransactions("delete a database");
        return deadline -> delete(name, deadline);
    }

    private static String unknown(String verb) {
        return "it is not known whether the database is " + verb + ": ask again";
    }

    @Override
    public final boolean createDatabase(String name) {
        requireOpen();
        return call(unknown("created"), creation(name));
    }

    @Override
    public final CompletableFuture<Boolean> createDatabaseAsync(String name) {
        return start(unknown("created"), () -> creation(name));
    }

    @Override
    public final boolean deleteDatabase(String name) {
        requireOpen();
        return call(unknown("deleted"), deletion(name));
    }

    @Override
    public final CompletableFuture<Boolean> deleteDatabaseAsync(String name) {
        return start(unknown("deleted"), () -> deletion(name));
    }

    @Override
    public final Connection connect(String name) {
        requireOpen();
        Connection known = connected(Require.present(name, "name"));
        return mine(known != null ? known : call("", deadline -> load(name, deadline)));
    }

    @Override
    public final CompletableFuture<Connection> connectAsync(String name) {
        return Futures.of(() -> {
            requireOpen();
            Connection known = connected(Require.present(name, "name"));
            return known != null
                    ? CompletableFuture.completedFuture(mine(known))
                    : start("", () -> deadline -> mine(load(name, deadline)));
        });
    }

    private Work<Map<?, ?>> upgrade(String name) {
        Require.present(name, "name");
        return deadline -> {
            if (!names().contains(name)) {
                throw Catalog.notFound(name);
            }
            return Map.of();
        };
    }

    @Override
    public final Map<?, ?> upgradeSchema(String name) {
        return call("", upgrade(name));
    }

    @Override
    public final CompletableFuture<Map<?, ?>> upgradeSchemaAsync(String name) {
        return start("", () -> upgrade(name));
    }

    @Override
    public final Results<Row> query(Object query, @Nullable Object... inputs) {
        requireOpen();
        Query checked = Query.of(Require.present(query, "query"));
        Require.array(inputs, "inputs");
        return context.query(checked, Arrays.asList(inputs));
    }

    /** What copies a system, and looks meanwhile whether it is still wanted. */
    private interface Copying {
        void copy(boolean replace, Runnable look);
    }

    private Copying to(Path path) {
        Path to = Require.present(path, "to");
        return (replace, look) -> storage.backup(to, replace, look);
    }

    private Copying to(URI uri) {
        Location to = Location.of(Require.present(uri, "to"));
        if (to instanceof Location.InPath file) {
            return to(file.path());
        }
        if (to instanceof Location.Stored stored) {
            return (replace, look) -> storage.backup(stored.uri(), replace, look);
        }
        throw Require.refused(
                "to", "must be a file, or a place on a server, not mem:, whose systems are gone with their clients");
    }

    @SuppressWarnings("NullAway") // there is no value but null
    private Work<Void> copying(Supplier<Copying> to, boolean replace) {
        requireOutsideOfTransactions("back up a system");
        Copying copying = to.get();
        return deadline -> {
            StorageAnomalies.call(() -> {
                copying.copy(replace, deadline::check);
                return true;
            });
            return null;
        };
    }

    private void backup(Supplier<Copying> to, boolean replace) {
        requireOpen();
        context.storing().call(copying(to, replace), null, NO_COPY);
    }

    private CompletableFuture<Void> backupAsync(Supplier<Copying> to, boolean replace) {
        return start(NO_COPY, null, () -> copying(to, replace));
    }

    @Override
    public final void backup(Path to) {
        backup(() -> to(to), false);
    }

    @Override
    public final CompletableFuture<Void> backupAsync(Path to) {
        return backupAsync(() -> to(to), false);
    }

    @Override
    public final void backupReplacing(Path to) {
        backup(() -> to(to), true);
    }

    @Override
    public final CompletableFuture<Void> backupReplacingAsync(Path to) {
        return backupAsync(() -> to(to), true);
    }

    @Override
    public final void backup(URI to) {
        backup(() -> to(to), false);
    }

    @Override
    public final CompletableFuture<Void> backupAsync(URI to) {
        return backupAsync(() -> to(to), false);
    }

    @Override
    public final void backupReplacing(URI to) {
        backup(() -> to(to), true);
    }

    @Override
    public final CompletableFuture<Void> backupReplacingAsync(URI to) {
        return backupAsync(() -> to(to), true);
    }

    private Work<Verification> verification(String name, Consumer<Progress> progress) {
        Require.present(name, "name");
        Consumer<Progress> listener = Listeners.guarded(Require.present(progress, "progress"));
        requireOutsideOfTransactions("verify a database");
        return deadline ->
                StorageAnomalies.call(() -> Verifier.verify(storage, id(name), name, listener, deadline::check));
    }

    @Override
    public final Verification verify(String name, Consumer<Progress> progress) {
        requireOpen();
        return context.storing().call(verification(name, progress), null, GIVEN_UP);
    }

    @Override
    public final CompletableFuture<Verification> verifyAsync(String name, Consumer<Progress> progress) {
        return start(GIVEN_UP, null, () -> verification(name, progress));
    }

    private Work<Compaction> compaction(String name, CompactOptions options) {
        Require.present(name, "name");
        Require.present(options, "options");
        CompactOptions guarded = options.reporting(Listeners.guarded(options.progress()));
        requireWritable("compact a database");
        requireOutsideOfTransactions("compact a database");
        return deadline -> {
            load(name, deadline);
            return compacted(name, guarded, deadline);
        };
    }

    @Override
    public final Compaction compact(String name, CompactOptions options) {
        requireOpen();
        return context.storing().call(compaction(name, options), null, AS_IT_WAS);
    }

    @Override
    public final CompletableFuture<Compaction> compactAsync(String name, CompactOptions options) {
        return start(AS_IT_WAS, null, () -> compaction(name, options));
    }

    @SuppressWarnings("NullAway") // there is no value but null
    private Work<Void> reclaiming() {
        requireWritable("give room back");
        requireOutsideOfTransactions("give room back");
        return deadline -> {
            StorageAnomalies.call(() -> {
                storage.reclaim();
                return true;
            });
            return null;
        };
    }

    @Override
    public final void reclaim() {
        requireOpen();
        context.storing().call(reclaiming(), null, UNKNOWN_ROOM);
    }

    @Override
    public final CompletableFuture<Void> reclaimAsync() {
        return start(UNKNOWN_ROOM, null, this::reclaiming);
    }
}
