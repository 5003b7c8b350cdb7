package io.stator.engine;

import io.stator.Connection;
import io.stator.Database;
import io.stator.IndexingStats;
import io.stator.Results;
import io.stator.SubmissionStatus;
import io.stator.TimePoint;
import io.stator.Transaction;
import io.stator.TxData;
import io.stator.TxReport;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.database.Deadline;
import io.stator.engine.durable.LogReader;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageAnomalies;
import io.stator.engine.storage.StorageException;
import io.stator.engine.writer.DatabaseWriter;
import io.stator.engine.writer.WriterThread;
import io.stator.spi.Futures;
import io.stator.spi.Require;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A connection to a database in this process. */
final class EmbeddedConnection implements Connection {
    private static final String ERASING = "the facts that were excised may still be being erased";

    private final EngineContext context;
    private final Storage storage;
    private final DatabaseWriter writer;

    EmbeddedConnection(EngineContext context, Storage storage, DatabaseWriter writer) {
        this.context = context;
        this.storage = storage;
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
    public IndexingStats indexing() {
        return writer.indexing();
    }

    @Override
    public Duration timeout() {
        return context.config().timeout();
    }

    @Override
    public Connection withTimeout(Duration timeout) {
        return timeout().equals(timeout) ? this : new EmbeddedConnection(context.withTimeout(timeout), storage, writer);
    }

    /** Returns this connection as a client with a context has it. */
    Connection in(EngineContext other) {
        return context.isAs(other) ? this : new EmbeddedConnection(other, storage, writer);
    }

    @Override
    public Database db() {
        return context.database(writer.value());
    }

    @Override
    public Database sync(long t, Duration timeout) {
        Require.notNegative(timeout, "timeout");
        long end = context.nanoClock().getAsLong() + Require.nanos(timeout);
        if (mustLook(t)) {
            context.storing().call(this::look, timeout, "");
        }
        long left = Math.max(1, end - context.nanoClock().getAsLong()); // zero would be for ever
        return context.database(writer.await(t, Duration.ofNanos(left)));
    }

    /**
     * Returns whether another process could have written, by now, what is asked for. A function that is called in a transaction sees what that
     * does.
     */
    private boolean mustLook(long t) {
        return storage.isFar() && (t <= 0 || t > writer.value().basisT()) && !WriterThread.isCurrent();
    }

    /** Returns the newest value once it is sure that no other process has taken the system over, of which nothing would be heard here. */
    private DatabaseValue look(Deadline deadline) {
        try {
            storage.requireWriter();
            return writer.value();
        } catch (StorageException failure) {
            throw StorageAnomalies.of(failure);
        }
    }

    @Override
    public CompletableFuture<Database> syncAsync(long t, Duration timeout) {
        return Futures.of(() -> {
            long nanos = Require.nanos(Require.notNegative(timeout, "timeout"));
            if (!mustLook(t)) {
                return writer.awaitAsync(t, nanos, context::database);
            }
            long end = context.nanoClock().getAsLong() + nanos;
            return Futures.then(
                    context.storing().start(this::look, timeout, "", null),
                    looked -> writer.awaitAsync(
                            t, Math.max(0, end - context.nanoClock().getAsLong()), context::database));
        });
    }

    @Override
    public Database syncExcise(long t, Duration timeout) {
        return context.database(writer.awaitErasure(t, Require.notNegative(timeout, "timeout")));
    }

    @Override
    public CompletableFuture<Database> syncExciseAsync(long t, Duration timeout) {
        return Futures.of(() -> {
            Require.notNegative(timeout, "timeout");
            WriterThread.requireMayWait("wait for an excision");
            return context.storing()
                    .start(deadline -> context.database(writer.awaitErasure(t, timeout)), timeout, ERASING, null);
        });
    }

    @Override
    public TxReport transact(TxData txData, Duration timeout) {
        context.requireCallable(Require.present(txData, "txData"));
        return context.seen(
                writer.submit(txData, Require.nanos(Require.notNegative(timeout, "timeout")), context.repeats()));
    }

    @Override
    public CompletableFuture<TxReport> transactAsync(TxData txData, Duration timeout) {
        return Futures.of(() -> {
            context.requireCallable(Require.present(txData, "txData"));
            CompletableFuture<TxReport> report = writer.submitAsync(
                    txData, Require.nanos(Require.notNegative(timeout, "timeout")), context.repeats());
            return context.isAs(context.root()) ? report : Futures.map(report, context::seen);
        });
    }

    @Override
    public SubmissionStatus submission(String id) {
        return writer.ask(TxData.of().withSubmissionId(id), Require.nanos(timeout()), context.repeats());
    }

    @Override
    public CompletableFuture<SubmissionStatus> submissionAsync(String id) {
        return Futures.of(
                () -> writer.askAsync(TxData.of().withSubmissionId(id), Require.nanos(timeout()), context.repeats()));
    }

    @Override
    public Results<Transaction> transactions(@Nullable TimePoint start, @Nullable TimePoint end) {
        return transactions(context, writer.value(), writer.log(), start, end);
    }

    /** Returns the transactions of a value, as a log has them. */
    static Results<Transaction> transactions(
            EngineContext context,
            DatabaseValue value,
            LogReader log,
            @Nullable TimePoint start,
            @Nullable TimePoint end) {
        long from = start == null ? 0 : value.firstTransactionFrom(start.value());
        long to = end == null ? Long.MAX_VALUE : value.firstTransactionFrom(end.value());
        long last = Math.min(to, value.basisT() + 1);
        return context.stored(deadline -> log.read(from, last, new LogReader.Fetch() {
            @Override
            public <T> T fetch(Supplier<T> read) {
                Duration left = deadline.left();
                return context.storing()
                        .call(
                                look -> read.get(),
                                left == null ? context.config().timeout() : left,
                                "");
            }
        }));
    }
}
