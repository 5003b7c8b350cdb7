package io.stator.engine;

import io.stator.Anomaly;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Results;
import io.stator.Transaction;
import io.stator.TxData;
import io.stator.TxReport;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.durable.Catalog;
import io.stator.engine.durable.DatabaseFollower;
import io.stator.engine.storage.Storage;
import io.stator.spi.Require;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A connection to a database that another process may write to. */
final class ReadOnlyConnection implements Connection {
    /** How long is waited between two looks for something new. */
    private static final long LOOK_PAUSE_NANOS = 20_000_000;

    private final EngineContext context;
    private final DatabaseFollower follower;

    /** Creates one after reading the database. */
    ReadOnlyConnection(EngineContext context, Storage storage, Catalog catalog, String id, String name) {
        this.context = context;
        this.follower = new DatabaseFollower(storage, catalog, context::forget, id, name);
    }

    @Override
    public String databaseId() {
        return follower.known().value().id();
    }

    @Override
    public String name() {
        return follower.known().value().name();
    }

    @Override
    public Database db() {
        return new EmbeddedDatabase(context, follower.known().value());
    }

    @Override
    public Database sync(long t) {
        return sync(t, context.config().timeout());
    }

    @Override
    public Database sync(long t, Duration timeout) {
        return new EmbeddedDatabase(context, await(t, timeout, false));
    }

    @Override
    public Database syncExcise(long t) {
        return syncExcise(t, context.config().timeout());
    }

    @Override
    public Database syncExcise(long t, Duration timeout) {
        return new EmbeddedDatabase(context, await(t, timeout, true));
    }

    /** Looks for what was committed until there is a basis of at least t and, where that matters, nothing is left to be erased. */
    private DatabaseValue await(long t, Duration timeout, boolean erased) {
        long nanos = Require.nanos(Require.notNegative(timeout, "timeout"));
        long start = context.config().nanoClock().getAsLong();
        while (true) {
            DatabaseFollower.State state = follower.follow();
            DatabaseValue value = state.value();
            boolean there = value.basisT() >= t;
            if (there && (!erased || state.isErased())) {
                return value;
            }
            long left = nanos - (context.config().nanoClock().getAsLong() - start);
            if (left <= 0) {
                throw new Anomaly.Unavailable(
                        there
                                ? "Total timeout elapsed: the facts excised from database '" + name()
                                        + "' are not erased yet; the process that writes it does that"
                                : "Total timeout elapsed: database '" + name() + "' does not yet have t=" + t
                                        + ", its basis is " + value.basisT());
            }
            LockSupport.parkNanos(Math.min(left, LOOK_PAUSE_NANOS));
            if (Thread.currentThread().isInterrupted()) {
                throw new Anomaly.Interrupted("interrupted while waiting for t=" + t);
            }
        }
    }

    private static Anomaly forbidden() {
        return ReadOnlyClient.forbidden("transact");
    }

    @Override
    public TxReport transact(TxData txData) {
        Require.present(txData, "txData");
        throw forbidden();
    }

    @Override
    public TxReport transact(TxData txData, Duration timeout) {
        Require.present(txData, "txData");
        Require.notNegative(timeout, "timeout");
        throw forbidden();
    }

    @Override
    public CompletableFuture<TxReport> transactAsync(TxData txData) {
        Require.present(txData, "txData");
        return CompletableFuture.failedFuture(forbidden());
    }

    @Override
    public Results<Transaction> transactions(@Nullable Object start, @Nullable Object end) {
        DatabaseFollower.State state = follower.known();
        return EmbeddedConnection.transactions(context, state.value(), state.log(), start, end);
    }
}
