package io.stator.engine;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.CompactOptions;
import io.stator.Compaction;
import io.stator.Connection;
import io.stator.IndexingStats;
import io.stator.Limit;
import io.stator.engine.calls.Repeats;
import io.stator.engine.copies.CopyMark;
import io.stator.engine.database.Deadline;
import io.stator.engine.durable.Catalog;
import io.stator.engine.durable.FreeRoom;
import io.stator.engine.durable.Warnings;
import io.stator.engine.segment.BlockCodec;
import io.stator.engine.storage.CachedStorage;
import io.stator.engine.storage.Root;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageAnomalies;
import io.stator.engine.storage.StorageException;
import io.stator.engine.writer.DatabaseOpening;
import io.stator.engine.writer.DatabaseWriter;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A system of databases in this process, on any storage. Thread-safe. */
public final class EmbeddedClient extends EngineClient {
    private static final long SWEEP_SECONDS_MAX = 60;

    private final State state;

    /** What clients of the same system share, whatever their time-outs. */
    private static final class State {
        private final Storage storage;
        private final Catalog catalog;
        private final Map<String, EmbeddedConnection> connections = new ConcurrentHashMap<>();
        private final ExecutorService sweeper;

        /** Counted down when all is closed, so that whoever closes once more need not believe so before it is. */
        private final CountDownLatch end = new CountDownLatch(1);

        private volatile boolean closed;
        private @Nullable Thread closer;

        State(Storage storage) {
            this.storage = storage;
            this.catalog = new Catalog(storage.roots());
            this.sweeper = Executors.newSingleThreadExecutor(task -> {
                Thread thread = new Thread(task, "stator-sweeper");
                thread.setDaemon(true);
                return thread;
            });
        }

        /** Returns whether the caller is the first one that closes, and is to do it; waits for that one otherwise, unless it is interrupted. */
        private boolean beginClosing() {
            synchronized (this) {
                if (closer == null) {
                    closer = Thread.currentThread();
                    closed = true;
                    return true;
                }
                if (closer == Thread.currentThread()) {
                    return false;
                }
            }
            try {
                end.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            return false;
        }

        private void sweepLater(String id) {
            try {
                sweeper.execute(() -> sweep(id));
            } catch (Throwable noThreadNow) {
                // a client that closes takes no more: what is left is the next opening's, as always
                if (!(noThreadNow instanceof RejectedExecutionException && sweeper.isShutdown())) {
                    warnUnswept(id, noThreadNow);
                }
            }
        }

        private void sweep(String id) {
            try {
                storage.deleteDatabase(id);
                catalog.update(content -> content.swept(id));
            } catch (Throwable failed) {
                if (!(closed && isOfClosedStorage(failed))) {
                    warnUnswept(id, failed);
                }
            }
        }

        private static boolean isOfClosedStorage(Throwable failure) {
            return failure instanceof StorageException exact
                    ? exact.kind() == StorageException.Kind.CLOSED
                    : failure instanceof Anomaly
                            && failure.getCause() instanceof StorageException cause
                            && cause.kind() == StorageException.Kind.CLOSED;
        }

        private static void warnUnswept(String id, Throwable cause) {
            Warnings.log(
                    EmbeddedClient.class,
                    "the data of a deleted database is still there, the next opening removes it: id=" + id,
                    cause);
        }
    }

    private EmbeddedClient(EngineContext context, State state) {
        super(context, state.storage);
        this.state = state;
    }

    /** Opens the system kept in a storage; closing the client closes the storage. */
    public static EmbeddedClient open(Storage storage, EngineConfig config) {
        return open(storage, config, Repeats.STANDARD);
    }

    /** As {@link #open(Storage, EngineConfig)}, with other pauses. */
    static EmbeddedClient open(Storage place, EngineConfig config, Repeats repeats) {
        BlockCodec unused = BlockCodec.of(config.system().compression(), place.isPaidByBytes());
        Storage storage = CachedStorage.of(place, config.system(), config.clock(), config.nanoClock());
        Catalog.Content content = StorageAnomalies.call(() -> {
            List<Optional<Root>> found = storage.roots().readAll(List.of(CopyMark.ROOT, Catalog.ROOT));
            CopyMark.requireWhole(found.get(0), true);
            return Catalog.content(found.get(1));
        });
        EmbeddedClient client =
                new EmbeddedClient(new EngineContext(config, repeats, storage.isFar()), new State(storage));
        content.deleted().forEach(client.state::sweepLater);
        return client;
    }

    @Override
    public Client withTimeout(Duration timeout) {
        return new EmbeddedClient(context().withTimeout(timeout), state);
    }

    @Override
    public Client withoutRetries() {
        return new EmbeddedClient(context().withoutRetries(), state);
    }

    @Override
    public Map<String, IndexingStats> indexing() {
        Map<String, IndexingStats> all = new TreeMap<>();
        state.connections.forEach((name, connection) -> all.put(name, connection.indexing()));
        return all;
    }

    @Override
    public Client callingOnly(Collection<String> namesOrNamespaces) {
        return new EmbeddedClient(context().callingOnly(namesOrNamespaces), state);
    }

    @Override
    Connection mine(Connection connection) {
        return connection instanceof EmbeddedConnection embedded ? embedded.in(context()) : connection;
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
    }

    @Override
    List<String> names() {
        return List.copyOf(state.catalog.read().databases().keySet());
    }

    @Override
    String id(String name) {
        String id = state.catalog.read().databases().get(name);
        if (id == null) {
            throw Catalog.notFound(name);
        }
        return id;
    }

    @Override
    Compaction compacted(String name, CompactOptions options, Deadline deadline) {
        EmbeddedConnection connection = state.connections.get(name);
        if (connection == null) {
            throw Catalog.notFound(name);
        }
        return connection.writer().compact(options, deadline::check);
    }

    @Override
    boolean create(String name, Deadline deadline) {
        String id = context().newId();
        Catalog.Content before = state.catalog.update(content -> {
            deadline.check();
            return content.databases().containsKey(name) ? content : content.with(name, id);
        });
        return !before.databases().containsKey(name);
    }

    @Override
    boolean delete(String name, Deadline deadline) {
        Catalog.Content before = removed(name, deadline);
        String id = before.databases().get(name);
        if (id == null) {
            return false;
        }
        // waits for a connection that is being loaded; one that is loaded later finds no database
        EmbeddedConnection connection = state.connections.remove(name);
        if (connection != null) {
            connection.writer().close(Catalog.notFound(name));
        }
        context().forget(id);
        state.sweepLater(id);
        return true;
    }

    /** Takes a database out of the catalog; when it is not known whether that is done, nobody goes on with what may be gone. */
    private Catalog.Content removed(String name, Deadline deadline) {
        try {
            return state.catalog.update(content -> {
                deadline.check();
                return content.without(name);
            });
        } catch (Anomaly failure) {
            EmbeddedConnection connection =
                    StorageAnomalies.isUnknownOutcome(failure) ? state.connections.remove(name) : null;
            if (connection != null) {
                connection
                        .writer()
                        .close(new Anomaly.Unavailable("it is not known whether database '" + name
                                + "' was deleted: connect to it again, which finds out"));
            }
            throw failure;
        }
    }

    @Override
    @Nullable
    Connection connected(String name) {
        return state.connections.get(name);
    }

    @Override
    Connection load(String name, Deadline deadline) {
        EmbeddedConnection connection =
                state.connections.computeIfAbsent(name, absent -> loadUnlessTooBig(absent, deadline));
        if (state.closed) {
            connection.writer().close(closedAnomaly());
            throw closedAnomaly();
        }
        return connection;
    }

    private EmbeddedConnection loadUnlessTooBig(String name, Deadline deadline) {
        try {
            requireOpen();
            return new EmbeddedConnection(
                    context().root(),
                    state.storage,
                    DatabaseOpening.open(context().root(), state.storage, id(name), name, deadline));
        } catch (OutOfMemoryError tooSmall) {
            throw doesNotFit(name, tooSmall);
        }
    }

    @Override
    public void close() {
        if (state.end.getCount() == 0) {
            return;
        }
        requireOutsideOfTransactions("close a system");
        if (!state.beginClosing()) {
            return;
        }
        try {
            closeAll();
        } finally {
            state.end.countDown();
        }
    }

    private void closeAll() {
        List<DatabaseWriter> writers = state.connections.values().stream()
                .map(EmbeddedConnection::writer)
                .toList();
        writers.forEach(writer -> writer.refuse(closedAnomaly()));
        long millis = context().system().limit(Limit.CLOSING_MILLIS);
        long until = context().nanoClock().getAsLong() + TimeUnit.MILLISECONDS.toNanos(millis);
        if (millis > 0 && !state.storage.isGoneWhenClosed()) {
            writers.forEach(writer -> writer.settle(until));
        }
        writers.forEach(writer -> writer.close(closedAnomaly()));
        context().modules().close();
        state.sweeper.shutdown();
        try {
            if (!state.sweeper.awaitTermination(SWEEP_SECONDS_MAX, TimeUnit.SECONDS)) {
                state.sweeper.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        FreeRoom.giveBack(
                state.storage,
                true,
                () -> context().nanoClock().getAsLong() - until >= 0
                        || Thread.currentThread().isInterrupted());
        try {
            state.storage.close();
        } catch (StorageException failure) {
            throw StorageAnomalies.of(failure);
        }
    }
}
