package io.stator.client;

import io.stator.Anomaly;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Results;
import io.stator.SubmissionStatus;
import io.stator.TimePoint;
import io.stator.Transaction;
import io.stator.TxData;
import io.stator.TxReport;
import io.stator.client.wire.Operation;
import io.stator.client.wire.WireDatabase;
import io.stator.client.wire.WireKeys;
import io.stator.client.wire.WireReport;
import io.stator.client.wire.WireRequest;
import io.stator.edn.Edn;
import io.stator.spi.Futures;
import io.stator.spi.Require;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A connection to a database that a server has. */
final class RemoteConnection implements Connection {
    /** How long a server that does not wait for a transaction itself is left alone before it is asked again. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final RemoteClient client;
    private final ConnectionState state;
    private final Duration timeout;

    RemoteConnection(RemoteClient client, ConnectionState state, Duration timeout) {
        this.client = client;
        this.state = state;
        this.timeout = timeout;
    }

    private Link link() {
        return client.link();
    }

    @Override
    public String name() {
        return state.name();
    }

    @Override
    public String databaseId() {
        return state.id();
    }

    @Override
    public Duration timeout() {
        return timeout;
    }

    @Override
    public Connection withTimeout(Duration changed) {
        return timeout.equals(changed)
                ? this
                : new RemoteConnection(client, state, Require.timeout(changed, "timeout"));
    }

    /** Returns this connection as a client has it. */
    RemoteConnection of(RemoteClient other, Duration changed) {
        boolean same = client.link() == other.link() && timeout.equals(changed);
        return same ? this : new RemoteConnection(other, state, changed);
    }

    private RemoteDatabase database(WireDatabase wire) {
        return new RemoteDatabase(link(), state, wire, timeout);
    }

    private WireDatabase named() {
        return new WireDatabase(state.name(), state.id(), null, null, null, null, false, null);
    }

    @Override
    public Database db() {
        return state.isStale()
                ? link().await(Operation.STATUS, timeout, terms -> synced(0, terms))
                : database(state.newest());
    }

    /** Returns a future of the newest value once its basis is at least t; our own servers wait for it, others are asked again and again. */
    private CompletableFuture<Database> synced(long t, Terms terms) {
        WireRequest request =
                WireRequest.of(Operation.STATUS, named()).with(WireKeys.T, t > 0 && link().isStator() ? t : null);
        return Chain.then(link().call(request, terms), answer -> {
            if (!(answer.map().get(WireKeys.T) instanceof Long newest)) {
                throw new Anomaly.Fault(
                        "an answer must tell the t of the database: answer=" + Edn.describe(answer.value()));
            }
            state.refresh(newest);
            if (newest >= t) {
                return CompletableFuture.completedFuture(database(state.newest()));
            }
            long pause = Math.min(terms.deadline().leftNanos(), LOOK_NANOS);
            CompletableFuture<Boolean> later = new CompletableFuture<>();
            link().later(() -> terms.threads(link()).execute(() -> later.complete(true)), pause);
            return Chain.then(later, ready -> {
                if (terms.deadline().leftNanos() < 1) {
                    throw new Anomaly.Unavailable(Deadline.OVER + ": database '" + name() + "' does not yet have t=" + t
                            + ", its basis is " + newest);
                }
                return synced(t, terms);
            });
        });
    }

    private static Deadline waited(Duration wait) {
        return Deadline.after(Require.notNegative(wait, "timeout"));
    }

    @Override
    public Database sync(long t, Duration wait) {
        return link().await(Operation.STATUS, waited(wait), terms -> synced(t, terms));
    }

    @Override
    public CompletableFuture<Database> syncAsync(long t, Duration wait) {
        return Futures.of(() -> link().hand(synced(t, Terms.elsewhere(waited(wait))), database -> database));
    }

    private CompletableFuture<Database> erased(long t, Terms terms) {
        requireStator("tell when excised facts are erased: ask where the system is open");
        WireRequest request = WireRequest.of(Operation.SYNC_EXCISE, named()).with(WireKeys.T, t);
        return Chain.map(link().call(request, terms), answer -> {
            state.hear(List.of(WireDatabase.of(answer.map())));
            return database(state.newest());
        });
    }

    /** Refuses what only our own servers do. */
    private void requireStator(String what) {
        if (!link().isStator()) {
            throw new Anomaly.Unsupported("the server at " + link().endpoint() + " does not " + what);
        }
    }

    @Override
    public Database syncExcise(long t, Duration wait) {
        return link().await(Operation.SYNC_EXCISE, waited(wait), terms -> erased(t, terms));
    }

    @Override
    public CompletableFuture<Database> syncExciseAsync(long t, Duration wait) {
        return Futures.of(() -> link().hand(erased(t, Terms.elsewhere(waited(wait))), database -> database));
    }

    private CompletableFuture<TxReport> written(TxData txData, Terms terms) {
        Require.present(txData, "txData");
        Object id = txData.submissionId().<Object>map(text -> text).orElse(null);
        WireRequest request = WireRequest.of(Operation.TRANSACT, state.newest())
                .with(WireKeys.TX_DATA, txData.forms())
                .with(WireKeys.IO_CONTEXT, txData.ioContext().orElse(null));
        RemoteCall call = client.write(
                id == null && !link().isStator()
                        ? link().callOnce(request.with(WireKeys.TX_ID, UUID.randomUUID()), terms)
                        : link().call(request.with(WireKeys.TX_ID, id), terms));
        return Chain.map(call, answer -> {
            WireReport report = WireReport.read(answer.value());
            state.hear(report.databases());
            state.hear(List.of(report.after()));
            return new TxReport(
                    database(state.whole(report.before())),
                    database(state.whole(report.after())),
                    report.txData(),
                    report.tempids(),
                    answer.ioStats());
        });
    }

    @Override
    public TxReport transact(TxData txData, Duration wait) {
        return link().await(Operation.TRANSACT, waited(wait), terms -> written(txData, terms));
    }

    @Override
    public CompletableFuture<TxReport> transactAsync(TxData txData, Duration wait) {
        return Futures.of(() -> link().hand(written(txData, Terms.elsewhere(waited(wait))), report -> report));
    }

    private CompletableFuture<SubmissionStatus> asked(String id, Terms terms) {
        String checked = TxData.of().withSubmissionId(id).submissionId().orElseThrow();
        requireStator("tell what became of a transaction: submit it again, or look for what it says");
        WireRequest request = WireRequest.of(Operation.SUBMISSION, named()).with(WireKeys.TX_ID, checked);
        return Chain.map(link().call(request, terms), RemoteConnection::status);
    }

    private static SubmissionStatus status(Answer answer) {
        if (!(answer.result() instanceof Map<?, ?> told)) {
            throw new Anomaly.Fault("an answer must tell what became of the transaction");
        }
        Object status = told.get(WireKeys.STATUS);
        if (WireKeys.WRITTEN.equals(status) && told.get(WireKeys.T) instanceof Long t) {
            return new SubmissionStatus.Written(t);
        }
        return WireKeys.NOT_WRITTEN.equals(status)
                ? new SubmissionStatus.NotWritten()
                : new SubmissionStatus.NotYetKnown(String.valueOf(told.get(WireKeys.REASON)));
    }

    @Override
    public SubmissionStatus submission(String id) {
        return link().await(Operation.SUBMISSION, timeout, terms -> asked(id, terms));
    }

    @Override
    public CompletableFuture<SubmissionStatus> submissionAsync(String id) {
        return Futures.of(() -> link().hand(asked(id, Terms.elsewhere(timeout)), status -> status));
    }

    private static Transaction transaction(@Nullable Object sent) {
        if (!(sent instanceof Map<?, ?> map)
                || !(map.get(WireKeys.T) instanceof Long t)
                || !(map.get(WireKeys.DATA) instanceof List<?> datoms)) {
            throw new Anomaly.Fault("an item of an answer must be a transaction: item=" + Edn.describe(sent));
        }
        List<io.stator.Datom> data = new ArrayList<>(datoms.size());
        datoms.forEach(datom -> data.add(RemoteDatabase.datom(datom)));
        return new Transaction(t, data);
    }

    @Override
    public Results<Transaction> transactions(@Nullable TimePoint start, @Nullable TimePoint end) {
        WireRequest request = WireRequest.of(Operation.TX_RANGE, state.newest())
                .with(WireKeys.START, start == null ? null : TimePoints.sentBound(start.value()))
                .with(WireKeys.END, end == null ? null : TimePoints.sentBound(end.value()));
        return RemoteResults.of(
                link(),
                new WireSource<>(
                        link(), request, RemoteConnection::transaction, chunk -> state.hear(chunk.databases())),
                Results.DEFAULT_LIMIT,
                null,
                timeout);
    }

    private CompletableFuture<Database> speculative(Terms terms) {
        RemoteCall call = link().call(WireRequest.of(Operation.WITH_DB, named()), terms);
        return Chain.map(call, answer -> database(state.whole(WireDatabase.of(answer.map()))));
    }

    @Override
    public Database withDb() {
        return link().await(Operation.WITH_DB, timeout, this::speculative);
    }

    @Override
    public CompletableFuture<Database> withDbAsync() {
        return link().hand(speculative(Terms.elsewhere(timeout)), database -> database);
    }

    @Override
    public String toString() {
        return "Connection[" + name() + " at " + link().endpoint() + "]";
    }
}
