package io.stator.engine;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Results;
import io.stator.Row;
import io.stator.engine.durable.Catalog;
import io.stator.engine.durable.Warnings;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageAnomalies;
import io.stator.engine.storage.StorageException;
import io.stator.engine.writer.DatabaseOpening;
import io.stator.engine.writer.WriterThread;
import io.stator.spi.Require;
import io.stator.spi.UnicodeText;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A system of databases in this process, on any storage. Thread-safe. */
public final class EmbeddedClient implements Client {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,128}");
    private static final long SWEEP_SECONDS_MAX = 60;

    private final EngineContext context;
    private final Storage storage;
    private final Catalog catalog;
    private final Map<String, EmbeddedConnection> connections = new ConcurrentHashMap<>();
    private final ExecutorService sweeper;
    private volatile boolean closed;

    private EmbeddedClient(EngineContext context, Storage storage) {
        this.context = context;
        this.storage = storage;
        this.catalog = new Catalog(storage.roots());
        this.sweeper = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "stator-sweeper");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Opens the system kept in a storage; closing the client closes the storage. */
    public static EmbeddedClient open(Storage storage, EngineConfig config) {
        EmbeddedClient client = new EmbeddedClient(new EngineContext(config), storage);
        client.catalog.read().deleted().forEach(client::sweepLater);
        return client;
    }

    private void requireOpen() {
        if (closed) {
            throw closedAnomaly();
        }
    }

    private static void requireOutsideOfTransactions(String verb) {
        if (WriterThread.isCurrent()) {
            throw WriterThread.refusal(verb);
        }
    }

    private static Anomaly closedAnomaly() {
        return new Anomaly.Unavailable("the client is closed: open the system again");
    }

    @Override
    public List<String> listDatabases() {
        requireOpen();
        return List.copyOf(catalog.read().databases().keySet());
    }

    static String requireName(String name) {
        if (!NAME.matcher(Require.present(name, "name")).matches()) {
            throw new Anomaly.Incorrect(
                    "database name must be 1 to 128 of A-Z a-z 0-9 . _ -: name=\"" + UnicodeText.escaped(name) + "\"");
        }
        return name;
    }

    @Override
    public boolean createDatabase(String name) {
        requireOpen();
        requireName(name);
        String id = context.newId();
        Catalog.Content before =
                catalog.update(content -> content.databases().containsKey(name) ? content : content.with(name, id));
        return !before.databases().containsKey(name);
    }

    @Override
    public boolean deleteDatabase(String name) {
        requireOpen();
        requireOutsideOfTransactions("delete a database");
        Require.present(name, "name");
        Catalog.Content before = catalog.update(content -> content.without(name));
        String id = before.databases().get(name);
        if (id == null) {
            return false;
        }
        // waits for a connection that is being loaded; one that is loaded later finds no database
        EmbeddedConnection connection = connections.remove(name);
        if (connection != null) {
            connection.writer().close(Catalog.notFound(name));
        }
        context.forget(id);
        sweepLater(id);
        return true;
    }

    private void sweepLater(String id) {
        try {
            sweeper.execute(() -> sweep(id));
        } catch (Throwable noThreadNow) {
            warnUnswept(id, noThreadNow);
        }
    }

    private void sweep(String id) {
        try {
            storage.deleteDatabase(id);
            catalog.update(content -> content.swept(id));
        } catch (Throwable failed) {
            warnUnswept(id, failed);
        }
    }

    private static void warnUnswept(String id, Throwable cause) {
        Warnings.log(
                EmbeddedClient.class,
                "the data of a deleted database is still there, the next opening removes it: id=" + id,
                cause);
    }

    @Override
    public Connection connect(String name) {
        requireOpen();
        EmbeddedConnection cached = connections.get(Require.present(name, "name"));
        EmbeddedConnection connection = cached != null ? cached : connections.computeIfAbsent(name, this::load);
        if (closed) {
            connection.writer().close(closedAnomaly());
            throw closedAnomaly();
        }
        return connection;
    }

    private EmbeddedConnection load(String name) {
        try {
            return loaded(name);
        } catch (OutOfMemoryError tooSmall) {
            throw doesNotFit(name, tooSmall);
        }
    }

    static Anomaly doesNotFit(String name, OutOfMemoryError tooSmall) {
        return new Anomaly.Fault(
                "database '" + name + "' does not fit into memory: give the virtual machine more (-Xmx)",
                Map.of(),
                tooSmall);
    }

    private EmbeddedConnection loaded(String name) {
        String id = catalog.read().databases().get(name);
        if (id == null) {
            throw Catalog.notFound(name);
        }
        return new EmbeddedConnection(context, DatabaseOpening.open(context, storage, id, name));
    }

    @Override
    public Results<Row> q(Map<?, ?> arguments) {
        requireOpen();
        QueryArguments given = new QueryArguments(arguments);
        return given.applied(context.query(given.query(), given.inputs()));
    }

    @Override
    public void backup(Path to) {
        backup(to, false);
    }

    @Override
    public void backupReplacing(Path to) {
        backup(to, true);
    }

    private void backup(Path to, boolean replace) {
        requireOpen();
        requireOutsideOfTransactions("back up a system");
        Require.present(to, "to");
        StorageAnomalies.call(() -> {
            storage.backup(to, replace);
            return true;
        });
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        requireOutsideOfTransactions("close a system");
        closed = true;
        connections.values().forEach(connection -> connection.writer().close(closedAnomaly()));
        context.modules().close();
        sweeper.shutdown();
        try {
            if (!sweeper.awaitTermination(SWEEP_SECONDS_MAX, TimeUnit.SECONDS)) {
                sweeper.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        try {
            storage.close();
        } catch (StorageException failure) {
            throw StorageAnomalies.of(failure);
        }
    }
}
