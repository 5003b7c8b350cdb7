package io.stator.engine;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.CompactOptions;
import io.stator.Compaction;
import io.stator.Connection;
import io.stator.engine.calls.Repeats;
import io.stator.engine.copies.CopyMark;
import io.stator.engine.database.Deadline;
import io.stator.engine.durable.Catalog;
import io.stator.engine.storage.CachedStorage;
import io.stator.engine.storage.Root;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageAnomalies;
import io.stator.spi.Require;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A system of databases that this process only reads, while another one may write to it. Thread-safe. */
public final class ReadOnlyClient extends EngineClient {
    private final State state;

    /** What clients of the same system share, whatever their time-outs. */
    private static final class State {
        private final Storage storage;
        private final Catalog catalog;
        private final Map<String, ReadOnlyConnection> connections = new ConcurrentHashMap<>();
        private volatile boolean closed;

        State(Storage storage) {
            this.storage = storage;
            this.catalog = new Catalog(storage.roots());
        }

        /** Returns the ids of the databases there are by now, by their names. */
        private Map<String, String> databases() {
            return StorageAnomalies.call(() -> {
                storage.refresh();
                return catalog.read().databases();
            });
        }
    }

    private ReadOnlyClient(EngineContext context, State state) {
        super(context, state.storage);
        this.state = state;
    }

    /** Opens the system kept in a storage, to which nothing is written; closing the client closes the storage. */
    public static ReadOnlyClient open(Storage place, EngineConfig config) {
        Require.present(config, "config");
        Storage storage =
                CachedStorage.of(Require.present(place, "place"), config.system(), config.clock(), config.nanoClock());
        ReadOnlyClient client =
                new ReadOnlyClient(new EngineContext(config, Repeats.STANDARD, storage.isFar()), new State(storage));
        StorageAnomalies.call(() -> {
            storage.refresh();
            List<Optional<Root>> found = storage.roots().readAll(List.of(Catalog.ROOT, CopyMark.ROOT));
            Catalog.Content readable = Catalog.content(found.get(0));
            CopyMark.requireWhole(found.get(1), false);
            return readable;
        });
        return client;
    }

    /** Returns the anomaly of a call that would write. */
    static Anomaly forbidden(String verb) {
        return new Anomaly.Forbidden("the system is open read-only, which forbids to " + verb
                + ": do it in the process that has the system open to write, or open it with Stator.open (on the command line,"
                + " without --read-only)");
    }

    @Override
    public Client withTimeout(Duration timeout) {
        return new ReadOnlyClient(context().withTimeout(timeout), state);
    }

    @Override
    public Client withoutRetries() {
        return new ReadOnlyClient(context().withoutRetries(), state);
    }

    @Override
    public Client callingOnly(Collection<String> namesOrNamespaces) {
        return new ReadOnlyClient(context().callingOnly(namesOrNamespaces), state);
    }

    @Override
    Connection mine(Connection connection) {
        return connection instanceof ReadOnlyConnection embedded ? embedded.in(context()) : connection;
    }

    @Override
    void requireOpen() {
        if (state.closed) {
            throw closedAnomaly();
        }
    }

    @Override
    void requireWritable(String verb) {
        requireOpen();
        throw forbidden(verb);
    }

    @Override
    List<String> names() {
        return List.copyOf(state.databases().keySet());
    }

    @Override
    String id(String name) {
        String id = state.databases().get(name);
        if (id == null) {
            throw Catalog.notFound(name);
        }
        return id;
    }

    @Override
    Compaction compacted(String name, CompactOptions options, Deadline deadline) {
        throw forbidden("compact a database");
    }

    @Override
    boolean create(String name, Deadline deadline) {
        throw forbidden("create a database");
    }

    @Override
    boolean delete(String name, Deadline deadline) {
        throw forbidden("delete a database");
    }

    @Override
    @Nullable
    Connection connected(String name) {
        return null;
    }

    @Override
    Connection load(String name, Deadline deadline) {
        String id = state.databases().get(name);
        if (id == null) {
            state.connections.remove(name);
            throw Catalog.notFound(name);
        }
        return state.connections.compute(
                name,
                (same, known) -> known != null && known.databaseId().equals(id) ? known : load(id, name, deadline));
    }

    private ReadOnlyConnection load(String id, String name, Deadline deadline) {
        try {
            return new ReadOnlyConnection(context().root(), state.storage, id, name, deadline);
        } catch (OutOfMemoryError tooSmall) {
            throw doesNotFit(name, tooSmall);
        }
    }

    @Override
    public void close() {
        if (state.closed) {
            return;
        }
        state.closed = true;
        context().modules().close();
        StorageAnomalies.call(() -> {
            state.storage.close();
            return true;
        });
    }
}
