package io.stator.cli;

import io.stator.Connection;
import io.stator.Database;
import io.stator.Results;
import io.stator.SubmissionStatus;
import io.stator.TimePoint;
import io.stator.Transaction;
import io.stator.TxData;
import io.stator.TxReport;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A connection that passes every call on to another one. */
abstract class PassingConnection implements Connection {
    private final Connection connection;

    PassingConnection(Connection connection) {
        this.connection = connection;
    }

    @Override
    public CompletableFuture<TxReport> transactAsync(TxData txData, Duration timeout) {
        return connection.transactAsync(txData, timeout);
    }

    @Override
    public String name() {
        return connection.name();
    }

    @Override
    public String databaseId() {
        return connection.databaseId();
    }

    @Override
    public Database syncExcise(long t, Duration timeout) {
        return connection.syncExcise(t, timeout);
    }

    @Override
    public Database db() {
        return connection.db();
    }

    @Override
    public Database sync(long t, Duration timeout) {
        return connection.sync(t, timeout);
    }

    @Override
    public TxReport transact(TxData txData, Duration timeout) {
        return connection.transact(txData, timeout);
    }

    @Override
    public Results<Transaction> transactions(@Nullable TimePoint start, @Nullable TimePoint end) {
        return connection.transactions(start, end);
    }

    @Override
    public Duration timeout() {
        return connection.timeout();
    }

    @Override
    public Connection withTimeout(Duration timeout) {
        throw new UnsupportedOperationException("there is one time-out here");
    }

    @Override
    public CompletableFuture<Database> syncAsync(long t, Duration timeout) {
        return connection.syncAsync(t, timeout);
    }

    @Override
    public CompletableFuture<Database> syncExciseAsync(long t, Duration timeout) {
        return connection.syncExciseAsync(t, timeout);
    }

    @Override
    public SubmissionStatus submission(String id) {
        return connection.submission(id);
    }

    @Override
    public CompletableFuture<SubmissionStatus> submissionAsync(String id) {
        return connection.submissionAsync(id);
    }
}
