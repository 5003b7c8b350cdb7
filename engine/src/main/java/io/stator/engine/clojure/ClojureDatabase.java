package io.stator.engine.clojure;

import io.stator.Database;
import io.stator.DatabaseStats;
import io.stator.Datom;
import io.stator.Index;
import io.stator.Pull;
import io.stator.PulledEntity;
import io.stator.Results;
import io.stator.Row;
import io.stator.TimePoint;
import io.stator.TxData;
import io.stator.TxReport;
import io.stator.edn.Keyword;
import io.stator.spi.Futures;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A database as functions of Clojure see it: its methods take entities, attributes, queries, patterns and inputs that are
 * data of Clojure, and {@link #q} returns data of Clojure.
 */
@SuppressWarnings("NullAway") // it takes an array that is handed to varargs for one of non-null elements
final class ClojureDatabase implements Database {
    private final Database database;
    private final ClojureData data;

    ClojureDatabase(Database database, ClojureData data) {
        this.database = database;
        this.data = data;
    }

    /** Returns the database itself. */
    Database database() {
        return database;
    }

    private ClojureDatabase like(Database other) {
        return new ClojureDatabase(other, data);
    }

    private Object read(Object value) {
        return Objects.requireNonNull(data.fromClojure(value));
    }

    private @Nullable Object[] readAll(@Nullable Object[] values) {
        @Nullable Object[] read = new Object[values.length];
        for (int i = 0; i < values.length; i++) {
            read[i] = data.fromClojure(values[i]);
        }
        return read;
    }

    @Override
    public String name() {
        return database.name();
    }

    @Override
    public long t() {
        return database.t();
    }

    @Override
    public OptionalLong asOfT() {
        return database.asOfT();
    }

    @Override
    public OptionalLong sinceT() {
        return database.sinceT();
    }

    @Override
    public boolean isHistory() {
        return database.isHistory();
    }

    @Override
    public Results<Row> query(Object query, @Nullable Object... inputs) {
        return database.query(read(query), readAll(inputs));
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> @Nullable T q(Object query, @Nullable Object... inputs) {
        return (T) data.toClojure(database.<Object>q(read(query), readAll(inputs)));
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> CompletableFuture<@Nullable T> qAsync(Object query, @Nullable Object... inputs) {
        return Futures.map(database.<Object>qAsync(read(query), readAll(inputs)), found -> (T) data.toClojure(found));
    }

    @Override
    public PulledEntity pull(Pull pattern, Object entity) {
        return database.pull(pattern, read(entity));
    }

    @Override
    public PulledEntity pull(List<?> pattern, Object entity) {
        return pull(Pull.of(read(pattern)), entity);
    }

    @Override
    public CompletableFuture<PulledEntity> pullAsync(Pull pattern, Object entity) {
        return database.pullAsync(pattern, read(entity));
    }

    @Override
    public CompletableFuture<PulledEntity> pullAsync(List<?> pattern, Object entity) {
        return pullAsync(Pull.of(read(pattern)), entity);
    }

    @Override
    public Results<PulledEntity> pullMany(Pull pattern, Collection<?> entities) {
        return database.pullMany(pattern, (Collection<?>) read(entities));
    }

    @Override
    public Results<PulledEntity> pullMany(List<?> pattern, Collection<?> entities) {
        return pullMany(Pull.of(read(pattern)), entities);
    }

    @Override
    public Results<Datom> datoms(Index index, @Nullable Object... components) {
        return database.datoms(index, readAll(components));
    }

    @Override
    public Results<Datom> indexRange(Object attribute, @Nullable Object start, @Nullable Object end) {
        return database.indexRange(read(attribute), data.fromClojure(start), data.fromClojure(end));
    }

    @Override
    public Results<PulledEntity> indexPull(Index index, Pull pattern, @Nullable Object... start) {
        return database.indexPull(index, pattern, readAll(start));
    }

    @Override
    public Results<PulledEntity> indexPull(Index index, List<?> pattern, @Nullable Object... start) {
        return indexPull(index, Pull.of(read(pattern)), start);
    }

    @Override
    public Results<PulledEntity> indexPullReverse(Index index, Pull pattern, @Nullable Object... start) {
        return database.indexPullReverse(index, pattern, readAll(start));
    }

    @Override
    public Results<PulledEntity> indexPullReverse(Index index, List<?> pattern, @Nullable Object... start) {
        return indexPullReverse(index, Pull.of(read(pattern)), start);
    }

    @Override
    public TxReport with(TxData txData) {
        return database.with(txData);
    }

    @Override
    public TxReport with(Collection<?> forms) {
        return database.with((Collection<?>) read(forms));
    }

    @Override
    public CompletableFuture<TxReport> withAsync(TxData txData) {
        return database.withAsync(txData);
    }

    @Override
    public CompletableFuture<TxReport> withAsync(Collection<?> forms) {
        return database.withAsync((Collection<?>) read(forms));
    }

    @Override
    public Duration timeout() {
        return database.timeout();
    }

    @Override
    public Database withTimeout(Duration timeout) {
        return like(database.withTimeout(timeout));
    }

    @Override
    public Database asOf(TimePoint timePoint) {
        return like(database.asOf(timePoint));
    }

    @Override
    public Database since(TimePoint timePoint) {
        return like(database.since(timePoint));
    }

    @Override
    public Database history() {
        return like(database.history());
    }

    @Override
    public DatabaseStats stats() {
        return database.stats();
    }

    @Override
    public CompletableFuture<DatabaseStats> statsAsync() {
        return database.statsAsync();
    }

    @Override
    public CompletableFuture<OptionalLong> entityIdAsync(Object entity) {
        return database.entityIdAsync(read(entity));
    }

    @Override
    public CompletableFuture<Optional<Keyword>> identAsync(Object entity) {
        return database.identAsync(read(entity));
    }

    @Override
    public OptionalLong entityId(Object entity) {
        return database.entityId(read(entity));
    }

    @Override
    public Optional<Keyword> ident(Object entity) {
        return database.ident(read(entity));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ClojureDatabase seen && database.equals(seen.database);
    }

    @Override
    public int hashCode() {
        return database.hashCode();
    }

    @Override
    public String toString() {
        return database.toString();
    }
}
