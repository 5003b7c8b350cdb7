package io.stator.client;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Query;
import io.stator.Results;
import io.stator.Row;
import io.stator.client.wire.Operation;
import io.stator.client.wire.WireDatabase;
import io.stator.client.wire.WireKeys;
import io.stator.client.wire.WireRequest;
import io.stator.edn.Keyword;
import io.stator.spi.Futures;
import io.stator.spi.Require;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A client of a system that a server has open. */
final class RemoteClient implements Client {
    /** What a client and those that differ from it by what they do about time and failures have together. */
    private static final class Shared {
        final Set<RemoteCall> writing = ConcurrentHashMap.newKeySet();

        /** The connections by name, those of the last use at the end; guarded by itself. */
        final Map<String, RemoteConnection> connections = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, RemoteConnection> eldest) {
                return size() > ClientLimits.CONNECTIONS;
            }
        };
    }

    private final Shared shared;
    private final Link link;
    private final Duration timeout;

    private RemoteClient(Shared shared, Link link, Duration timeout) {
        this.shared = shared;
        this.link = link;
        this.timeout = timeout;
    }

    RemoteClient(Link link, Duration timeout) {
        this(new Shared(), link, timeout);
    }

    Link link() {
        return link;
    }

    /** Takes notice of a transaction on its way: it is waited for when the client is closed. */
    RemoteCall write(RemoteCall call) {
        shared.writing.add(call);
        call.whenComplete((answer, failure) -> shared.writing.remove(call));
        return call;
    }

    @Override
    public Duration timeout() {
        return timeout;
    }

    @Override
    public Client withTimeout(Duration changed) {
        return timeout.equals(changed) ? this : new RemoteClient(shared, link, Require.timeout(changed, "timeout"));
    }

    @Override
    public Client withoutRetries() {
        return link.repeats() ? new RemoteClient(shared, link.withoutRetries(), timeout) : this;
    }

    private Terms elsewhere() {
        return Terms.elsewhere(timeout);
    }

    private static WireRequest ofDatabase(Operation operation, String name) {
        return WireRequest.of(operation).with(WireKeys.DB_NAME, Require.present(name, "name"));
    }

    private CompletableFuture<List<String>> names(Terms terms) {
        return Chain.map(link().call(WireRequest.of(Operation.LIST_DBS), terms), answer -> {
            if (!(answer.result() instanceof List<?> list)) {
                throw new Anomaly.Fault("an answer must be a list of names");
            }
            List<String> names = new ArrayList<>(list.size());
            list.forEach(name -> names.add(String.valueOf(name)));
            Collections.sort(names);
            return List.copyOf(names);
        });
    }

    @Override
    public List<String> listDatabases() {
        return link().await(Operation.LIST_DBS, timeout, this::names);
    }

    @Override
    public CompletableFuture<List<String>> listDatabasesAsync() {
        return link().hand(names(elsewhere()), names -> names);
    }

    /** Returns whether something was done; a server that does not say so did it. */
    private static boolean isDone(Answer answer) {
        return !(answer.value() instanceof Map<?, ?> map) || !Boolean.FALSE.equals(map.get(WireKeys.RESULT));
    }

    private CompletableFuture<Boolean> created(String name, Terms terms) {
        return Chain.map(link().call(ofDatabase(Operation.CREATE_DB, name), terms), RemoteClient::isDone);
    }

    @Override
    public boolean createDatabase(String name) {
        return link().await(Operation.CREATE_DB, timeout, terms -> created(name, terms));
    }

    @Override
    public CompletableFuture<Boolean> createDatabaseAsync(String name) {
        return Futures.of(() -> link().hand(created(name, elsewhere()), done -> done));
    }

    private CompletableFuture<Boolean> deleted(String name, Terms terms) {
        return Chain.map(link().call(ofDatabase(Operation.DELETE_DB, name), terms), answer -> {
            synchronized (shared.connections) {
                shared.connections.remove(name);
            }
            return isDone(answer);
        });
    }

    @Override
    public boolean deleteDatabase(String name) {
        return link().await(Operation.DELETE_DB, timeout, terms -> deleted(name, terms));
    }

    @Override
    public CompletableFuture<Boolean> deleteDatabaseAsync(String name) {
        return Futures.of(() -> link().hand(deleted(name, elsewhere()), done -> done));
    }

    private CompletableFuture<Connection> connected(String name, Terms terms) {
        return Chain.then(link().call(ofDatabase(Operation.RESOLVE_DB, name), terms), answer -> {
            if (!(answer.map().get(WireKeys.DATABASE_ID) instanceof String id)) {
                throw new Anomaly.Fault("an answer must tell the id of the database");
            }
            RemoteConnection known;
            synchronized (shared.connections) {
                known = shared.connections.get(name);
            }
            if (known != null && known.databaseId().equals(id)) {
                return CompletableFuture.completedFuture(known.of(this, timeout));
            }
            WireDatabase named = new WireDatabase(name, id, null, null, null, null, false, null);
            return Chain.map(
                    link().call(WireRequest.of(Operation.STATUS, named), terms), status -> remember(name, id, status));
        });
    }

    private Connection remember(String name, String id, Answer status) {
        if (!(status.map().get(WireKeys.T) instanceof Long t)) {
            throw new Anomaly.Fault("an answer must tell the t of the database");
        }
        synchronized (shared.connections) {
            RemoteConnection known = shared.connections.get(name);
            if (known == null || !known.databaseId().equals(id)) {
                ConnectionState state = new ConnectionState(name, id, WireDatabase.of(name, id, t));
                known = new RemoteConnection(this, state, timeout);
                shared.connections.put(name, known);
            }
            return known.of(this, timeout);
        }
    }

    @Override
    public Connection connect(String name) {
        return link().await(Operation.RESOLVE_DB, timeout, terms -> connected(name, terms));
    }

    @Override
    public CompletableFuture<Connection> connectAsync(String name) {
        return Futures.of(() -> link().hand(connected(name, elsewhere()), connection -> connection));
    }

    private CompletableFuture<Map<?, ?>> upgraded(String name, Terms terms) {
        WireRequest request =
                ofDatabase(Operation.ADMINISTER_SYSTEM, name).with(WireKeys.ACTION, Keyword.of("upgrade-schema"));
        return Chain.map(link().call(request, terms), Answer::map);
    }

    @Override
    public Map<?, ?> upgradeSchema(String name) {
        return link().await(Operation.ADMINISTER_SYSTEM, timeout, terms -> upgraded(name, terms));
    }

    @Override
    public CompletableFuture<Map<?, ?>> upgradeSchemaAsync(String name) {
        return Futures.of(() -> link().hand(upgraded(name, elsewhere()), done -> done));
    }

    @Override
    public Results<Row> query(Object query, @Nullable Object... inputs) {
        Query checked = Query.of(Require.present(query, "query"));
        Require.array(inputs, "inputs");
        return RemoteQuery.of(link(), checked, Arrays.asList(inputs)).results(link(), timeout);
    }

    private Anomaly noBackup() {
        return new Anomaly.Unsupported(
                "a backup is made where the system is open: run 'stator backup' beside the server at "
                        + link().endpoint());
    }

    @Override
    public void backup(Path to) {
        throw noBackup();
    }

    @Override
    public CompletableFuture<Void> backupAsync(Path to) {
        return CompletableFuture.failedFuture(noBackup());
    }

    @Override
    public void backupReplacing(Path to) {
        throw noBackup();
    }

    @Override
    public CompletableFuture<Void> backupReplacingAsync(Path to) {
        return CompletableFuture.failedFuture(noBackup());
    }

    @Override
    public void backup(URI to) {
        throw noBackup();
    }

    @Override
    public CompletableFuture<Void> backupAsync(URI to) {
        return CompletableFuture.failedFuture(noBackup());
    }

    @Override
    public void backupReplacing(URI to) {
        throw noBackup();
    }

    @Override
    public CompletableFuture<Void> backupReplacingAsync(URI to) {
        return CompletableFuture.failedFuture(noBackup());
    }

    /** Waits for the transactions on their way, no longer than the time-out; the system stays open at the server. */
    @Override
    public void close() {
        CompletableFuture<Void> all = CompletableFuture.allOf(shared.writing.toArray(new CompletableFuture<?>[0]));
        link().close();
        try {
            all.get(Require.nanos(timeout), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException toldToWhoAsked) {
            endWriting();
        } catch (InterruptedException interrupted) {
            endWriting();
            Thread.currentThread().interrupt();
        }
    }

    private void endWriting() {
        shared.writing.forEach(call -> call.completeExceptionally(Failures.closed(link().endpoint())));
    }

    @Override
    public String toString() {
        return "Client[" + link().endpoint() + "]";
    }
}
