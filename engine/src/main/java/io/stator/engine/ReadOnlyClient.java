package io.stator.engine;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Results;
import io.stator.Row;
import io.stator.engine.durable.Catalog;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageAnomalies;
import io.stator.spi.Require;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A system of databases that this process only reads, while another one may write to it. Thread-safe. */
public final class ReadOnlyClient implements Client {
    private final EngineContext context;
    private final Storage storage;
    private final Catalog catalog;
    private final Map<String, ReadOnlyConnection> connections = new ConcurrentHashMap<>();
    private volatile boolean closed;

    private ReadOnlyClient(EngineContext context, Storage storage) {
        this.context = context;
        this.storage = storage;
        this.catalog = new Catalog(storage.roots());
    }

    /** Opens the system kept in a storage, to which nothing is written; closing the client closes the storage. */
    public static ReadOnlyClient open(Storage storage, EngineConfig config) {
        ReadOnlyClient client = new ReadOnlyClient(
                new EngineContext(Require.present(config, "config")), Require.present(storage, "storage"));
        client.databases();
        return client;
    }

    /** Returns the anomaly of a call that would write. */
    static Anomaly forbidden(String verb) {
        return new Anomaly.Forbidden("the system is open read-only, which forbids to " + verb
                + ": do it in the process that has the system open to write, or open it with Stator.open (on the command line,"
                + " without --read-only)");
    }

    private void requireOpen() {
        if (closed) {
            throw new Anomaly.Unavailable("the client is closed: open the system again");
        }
    }

    /** Returns the ids of the databases there are by now, by their names. */
    private Map<String, String> databases() {
        return StorageAnomalies.call(() -> {
            storage.refresh();
            return catalog.read().databases();
        });
    }

    @Override
    public List<String> listDatabases() {
        requireOpen();
        return List.copyOf(databases().keySet());
    }

    @Override
    public boolean createDatabase(String name) {
        requireOpen();
        throw forbidden("create database '" + EmbeddedClient.requireName(name) + "'");
    }

    @Override
    public boolean deleteDatabase(String name) {
        requireOpen();
        Require.present(name, "name");
        throw forbidden("delete a database");
    }

    @Override
    public Connection connect(String name) {
        requireOpen();
        Require.present(name, "name");
        String id = databases().get(name);
        if (id == null) {
            connections.remove(name);
            throw Catalog.notFound(name);
        }
        return connections.compute(
                name, (same, known) -> known != null && known.databaseId().equals(id) ? known : load(id, name));
    }

    private ReadOnlyConnection load(String id, String name) {
        try {
            return new ReadOnlyConnection(context, storage, catalog, id, name);
        } catch (OutOfMemoryError tooSmall) {
            throw EmbeddedClient.doesNotFit(name, tooSmall);
        }
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
        closed = true;
        context.modules().close();
        StorageAnomalies.call(() -> {
            storage.close();
            return true;
        });
    }
}
