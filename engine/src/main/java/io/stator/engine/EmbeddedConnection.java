package io.stator.engine;

import io.stator.Connection;
import io.stator.Database;
import io.stator.Results;
import io.stator.Transaction;
import io.stator.TxData;
import io.stator.TxReport;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.durable.LogReader;
import io.stator.engine.writer.DatabaseWriter;
import io.stator.spi.Require;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A connection to a database in this process. */
final class EmbeddedConnection implements Connection {
    private final EngineContext context;
    private final DatabaseWriter writer;

    EmbeddedConnection(EngineContext context, DatabaseWriter writer) {
        this.context = context;
        this.writer = writer;
    }

    DatabaseWriter writer() {
        return writer;
    }

    @Override
    public String name() {
        return writer.value().name();
    }

    @Override
    public String databaseId() {
        return writer.value().id();
    }

    @Override
    public Database db() {
        return new EmbeddedDatabase(context, writer.value());
    }

    @Override
    public Database sync(long t) {
        return sync(t, context.config().timeout());
    }

    @Override
    public Database sync(long t, Duration timeout) {
        return new EmbeddedDatabase(context, writer.await(t, Require.notNegative(timeout, "timeout")));
    }

    @Override
    public Database syncExcise(long t) {
        return syncExcise(t, context.config().timeout());
    }

    @Override
    public Database syncExcise(long t, Duration timeout) {
        return new EmbeddedDatabase(context, writer.awaitErasure(t, Require.notNegative(timeout, "timeout")));
    }

    @Override
    public TxReport transact(TxData txData) {
        return transact(txData, context.config().timeout());
    }

    @Override
    public TxReport transact(TxData txData, Duration timeout) {
        return writer.submit(Require.present(txData, "txData"), Require.nanos(Require.notNegative(timeout, "timeout")));
    }

    @Override
    public CompletableFuture<TxReport> transactAsync(TxData txData) {
        return writer.submitAsync(Require.present(txData, "txData"));
    }

    @Override
    public Results<Transaction> transactions(@Nullable Object start, @Nullable Object end) {
        return transactions(context, writer.value(), writer.log(), start, end);
    }

    /** Returns the transactions of a value, as a log has them. */
    static Results<Transaction> transactions(
            EngineContext context, DatabaseValue value, LogReader log, @Nullable Object start, @Nullable Object end) {
        long from = start == null ? 0 : value.firstTransactionFrom(start);
        long to = end == null ? Long.MAX_VALUE : value.firstTransactionFrom(end);
        long last = Math.min(to, value.basisT() + 1);
        return EngineResults.of(
                deadline -> log.read(from, last),
                Results.DEFAULT_LIMIT,
                null,
                context.config().nanoClock());
    }
}
