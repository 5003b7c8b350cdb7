package io.stator;

import io.stator.edn.Keyword;
import io.stator.spi.Futures;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The way to one database: its newest value, and its one queue of transactions.
 *
 * <p>Thread-safe; one connection serves a whole program. It needs no pooling and no closing, and can be used again whatever anomaly a
 * call failed with.
 *
 * <p>Each call that can wait has a twin whose name ends in {@code Async}. It never blocks, whatever storage or a network does, and its
 * future fails with the same anomalies, never with an exception around one; so does what is wrong with an argument. See {@link
 * #transactAsync(TxData)} for where that runs what depends on the future.
 *
 * <p>In the manual: {@code docs/manual/transactions.md}, or {@code stator help manual transactions}.
 */
public interface Connection {
    /** The time a call waits unless told otherwise. */
    Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

    /**
     * The key under which the data of an anomaly says what became of the transaction: {@code :not-applied}, {@code :unknown} or {@code
     * :written}. Where an {@link Anomaly.Unavailable} or {@link Anomaly.Interrupted} has none, it is not known.
     */
    Keyword OUTCOME = Keyword.of("stator", "outcome");

    /**
     * Returns the name of the database.
     *
     * <p>Never waits and never fails.
     */
    String name();

    /**
     * Returns the id of the database, which no other has, not even one that gets its name when it was deleted.
     *
     * <p>Never waits and never fails.
     */
    String databaseId();

    /**
     * Returns the time a call takes at most unless it says another one itself.
     *
     * <p>Never waits and never fails.
     */
    Duration timeout();

    /**
     * Returns the same connection with another time-out, which is that of databases that are got through it, too.
     *
     * <p>Never waits.
     *
     * @throws Anomaly.Incorrect when the time-out is negative, or longer than 292 years
     */
    Connection withTimeout(Duration timeout);

    /**
     * Returns how the facts of the database come from memory into segments in storage: how many are where, whether a merging is on its way and how far it is, what became of
     * the earlier ones. See {@link Client#indexing} for all databases.
     *
     * <p>Never waits.
     *
     * @throws Anomaly.Unsupported when another process writes the database, which knows that
     */
    default IndexingStats indexing() {
        throw new Anomaly.Unsupported(
                "only the process that writes a database knows how it is merged: ask there, or look at"
                        + " the metrics of its server");
    }

    /**
     * Returns the newest database value known here.
     *
     * <p>Never waits and never fails. A value can be read even after the database was deleted, or the client closed, as far as its facts
     * are in memory; reading what is in segments fails then, as not found or unavailable, and never leaves anything out. Over a network it
     * asks the server when nothing was heard of it for two seconds, waits for the answer, and fails as {@link #sync()} does.
     */
    Database db();

    /**
     * Returns the newest database value there is. Where a system is open read-only, looks at what was committed since. Where it is open to write
     * and another process could have taken it over, in DynamoDB and PostgreSQL, looks whether one has. Elsewhere the same as {@link #db}.
     *
     * <p>Waits for that. Elsewhere never waits.
     *
     * @throws Anomaly.Conflict when another process has taken the system over, so that there may be newer values than are known here
     * @throws Anomaly.NotFound when it is open read-only, and the database was deleted
     * @throws Anomaly.Unavailable when it is open read-only, and closed or the file was replaced
     */
    default Database sync() {
        return sync(0);
    }

    /**
     * Returns a database value whose basis is at least {@code t}, waiting for it when needed.
     *
     * <p>Waits no longer than {@link #timeout}.
     *
     * @throws Anomaly.Unavailable when it does not arrive in time
     * @throws Anomaly.Interrupted when the thread is interrupted
     */
    default Database sync(long t) {
        return sync(t, timeout());
    }

    /**
     * Returns a database value whose basis is at least {@code t}, waiting no longer than {@code timeout}.
     *
     * <p>Waits as said.
     *
     * @throws Anomaly.Unavailable when it does not arrive in time, or the client is closed
     * @throws Anomaly.Interrupted when the thread is interrupted
     * @throws Anomaly.Incorrect when the time-out is negative
     */
    Database sync(long t, Duration timeout);

    /** As {@link #sync()}, without blocking: the future waits and fails as that does. */
    default CompletableFuture<Database> syncAsync() {
        return syncAsync(0);
    }

    /** As {@link #sync(long)}, without blocking: the future waits and fails as that does. */
    default CompletableFuture<Database> syncAsync(long t) {
        return syncAsync(t, timeout());
    }

    /** As {@link #sync(long, Duration)}, without blocking: the future waits and fails as that does. */
    CompletableFuture<Database> syncAsync(long t, Duration timeout);

    /**
     * Returns a database value whose basis is at least {@code t}, once everything that transactions up to {@code t} excised is
     * erased from storage, too. A transaction with {@code :db/excise} waits for that itself, so this finds out whether it
     * worked, and tries again when it did not.
     *
     * <p>Waits no longer than {@link #timeout}.
     *
     * @throws Anomaly.Unavailable when storage fails, or it takes longer than that
     * @throws Anomaly.Interrupted when the thread is interrupted
     */
    default Database syncExcise(long t) {
        return syncExcise(t, timeout());
    }

    /**
     * Returns the same as {@link #syncExcise(long)}, waiting no longer than {@code timeout}.
     *
     * <p>Waits as said.
     *
     * @throws Anomaly.Unavailable when it does not arrive in time, or the client is closed
     * @throws Anomaly.Interrupted when the thread is interrupted
     * @throws Anomaly.Incorrect when the time-out is negative
     */
    Database syncExcise(long t, Duration timeout);

    /** As {@link #syncExcise(long)}, without blocking: the future waits and fails as that does. */
    default CompletableFuture<Database> syncExciseAsync(long t) {
        return syncExciseAsync(t, timeout());
    }

    /** As {@link #syncExcise(long, Duration)}, without blocking: the future waits and fails as that does. */
    CompletableFuture<Database> syncExciseAsync(long t, Duration timeout);

    /**
     * Submits a transaction and returns its report once it is durable.
     *
     * <p>Waits until it is durable, no longer than {@link #timeout}.
     *
     * @throws Anomaly.Incorrect when the forms are malformed or say what the schema does not allow
     * @throws Anomaly.Conflict when they contradict each other or what is there
     * @throws Anomaly.Forbidden when a function may not be called
     * @throws Anomaly.NotFound when the database was deleted
     * @throws Anomaly.Busy when too many transactions wait, after the pauses that {@link Client} tells of
     * @throws Anomaly.Unavailable when the time is over, the client is closed, or storage fails: the message says whether
     *     the transaction was not applied, or whether that is not known
     * @throws Anomaly.Interrupted when the thread is interrupted; as for Unavailable
     * @throws Anomaly.Fault when a function of the program fails
     */
    default TxReport transact(TxData txData) {
        return transact(txData, timeout());
    }

    /**
     * Submits a transaction and waits no longer than {@code timeout}.
     *
     * <p>Waits as said.
     *
     * @throws Anomaly.Unavailable when the time is over; the message says whether the transaction was not applied, because it
     *     still waited for its turn, or whether it is unknown if it will be written
     * @throws Anomaly.Incorrect when the forms are malformed or say what the schema does not allow
     * @throws Anomaly.Conflict when they contradict each other or what is there
     * @throws Anomaly.Forbidden when a function may not be called
     * @throws Anomaly.NotFound when the database was deleted
     * @throws Anomaly.Busy when too many transactions wait, after the pauses that {@link Client} tells of
     * @throws Anomaly.Interrupted when the thread is interrupted; as for Unavailable
     * @throws Anomaly.Fault when a function of the program fails
     */
    TxReport transact(TxData txData, Duration timeout);

    /**
     * Submits a transaction without waiting; never blocks.
     *
     * <p>What depends on the future runs in threads of the system, of which there are at most {@link
     * Limit#COMPLETION_THREADS}, or in the executor given with {@link SystemConfig#withCompletionExecutor}. It may transact and
     * wait for the report; it holds up neither the writer nor callers that wait for theirs. A continuation that waits for
     * another continuation needs a thread for each: compose them, or have an executor for them. Cancelling the future
     * cancels the transaction too as long as that waits for its turn.
     *
     * <p>The future fails with the anomalies that {@link #transact(TxData)} throws.
     *
     * @return the report once it is durable; fails with an {@link Anomaly}, {@link Anomaly.Busy} when too many
     *     transactions or futures wait already
     */
    default CompletableFuture<TxReport> transactAsync(TxData txData) {
        return transactAsync(txData, timeout());
    }

    /**
     * Submits a transaction without waiting, with a time-out of its own; never blocks.
     *
     * <p>The future fails with the anomalies that {@link #transact(TxData, Duration)} throws, and when the time is over.
     */
    CompletableFuture<TxReport> transactAsync(TxData txData, Duration timeout);

    /**
     * Submits a transaction written in EDN: one collection of forms.
     *
     * <p>Waits and fails as {@link #transact(TxData)} does.
     *
     * @throws Anomaly.Incorrect when the text is malformed, naming line and column
     */
    default TxReport transact(String edn) {
        return transact(TxData.parse(edn));
    }

    /**
     * Submits a transaction written in EDN without waiting; never blocks.
     *
     * <p>The future fails with the anomalies that {@link #transact(String)} throws.
     */
    default CompletableFuture<TxReport> transactAsync(String edn) {
        return Futures.of(() -> transactAsync(TxData.parse(edn)));
    }

    /**
     * Submits a transaction given as plain lists and maps.
     *
     * <p>Waits and fails as {@link #transact(TxData)} does.
     */
    default TxReport transact(Collection<?> forms) {
        return transact(TxData.of(forms));
    }

    /**
     * Submits a transaction given as plain lists and maps without waiting; never blocks.
     *
     * <p>The future fails with the anomalies that {@link #transact(Collection)} throws.
     */
    default CompletableFuture<TxReport> transactAsync(Collection<?> forms) {
        return Futures.of(() -> transactAsync(TxData.of(forms)));
    }

    /**
     * Submits a transaction given as the argument map of the Client API: what {@link TxData#ofArguments} takes, and {@code :timeout}
     * (milliseconds).
     *
     * <p>Waits and fails as {@link #transact(TxData)} does.
     */
    default TxReport transact(Map<?, ?> arguments) {
        Arguments given = Arguments.of(arguments, Arguments.TRANSACTION);
        return given.timed(this, this::withTimeout).transact(TxData.ofArguments(given.untimed()));
    }

    /**
     * Submits a transaction given as the argument map of the Client API without waiting; never blocks.
     *
     * <p>The future fails with the anomalies that {@link #transact(Map)} throws.
     */
    default CompletableFuture<TxReport> transactAsync(Map<?, ?> arguments) {
        return Futures.of(() -> {
            Arguments given = Arguments.of(arguments, Arguments.TRANSACTION);
            return given.timed(this, this::withTimeout).transactAsync(TxData.ofArguments(given.untimed()));
        });
    }

    /**
     * Returns what has become of the transaction that was submitted with an id, see {@link TxData#withSubmissionId}, for those who did
     * not get its answer. Ids are remembered for a day, or 10,000 transactions with ids.
     *
     * <p>Waits for the transactions that were submitted before, no longer than {@link #timeout}; then the answer is {@link
     * SubmissionStatus.NotYetKnown}.
     *
     * @throws Anomaly.Incorrect when it can be no id
     * @throws Anomaly.Busy when too many transactions wait, after the pauses that {@link Client} tells of
     * @throws Anomaly.Unavailable when the client is closed
     * @throws Anomaly.Interrupted when the thread is interrupted
     */
    SubmissionStatus submission(String id);

    /** As {@link #submission}, without blocking: the future waits and fails as that does. */
    CompletableFuture<SubmissionStatus> submissionAsync(String id);

    /**
     * Returns the transactions from {@code start} (inclusive) to {@code end} (exclusive), oldest first; at most
     * {@link Results#DEFAULT_LIMIT} unless told otherwise.
     *
     * <p>Never waits; reads storage when the results are used.
     *
     * @param start null for the beginning
     * @param end null for no end
     * @throws Anomaly.Incorrect when a bound is no time point; when the results are used Anomaly.Unavailable when storage
     *     fails, Anomaly.Fault when it is damaged
     */
    Results<Transaction> transactions(@Nullable TimePoint start, @Nullable TimePoint end);

    /** As {@link #transactions(TimePoint, TimePoint)}, between ts or transaction ids; waits and fails as that does. */
    default Results<Transaction> transactions(long start, long end) {
        return transactions(TimePoint.of(start), TimePoint.of(end));
    }

    /** As {@link #transactions(TimePoint, TimePoint)}, from a t or a transaction id; waits and fails as that does. */
    default Results<Transaction> transactions(long start, @Nullable TimePoint end) {
        return transactions(TimePoint.of(start), end);
    }

    /**
     * Returns transactions, given {@code :start}, {@code :end}, {@code :offset}, {@code :limit}, {@code :chunk} and {@code :timeout}
     * (milliseconds), each of them optional.
     *
     * <p>Waits and fails as {@link #transactions(TimePoint, TimePoint)} does.
     *
     * @throws Anomaly.Incorrect when the arguments are malformed
     */
    default Results<Transaction> transactions(Map<?, ?> arguments) {
        Arguments given = Arguments.ofResults(arguments, "start", "end");
        return given.page(transactions(given.timePoint("start"), given.timePoint("end")));
    }

    /**
     * Returns the newest database value, as {@link #db} does, to begin a chain of {@link Database#with}.
     *
     * <p>Waits and fails as {@link #db} does; over a network, as {@link #sync()} does.
     */
    default Database withDb() {
        return db();
    }

    /** As {@link #withDb}, without blocking: the future waits and fails as that does. */
    default CompletableFuture<Database> withDbAsync() {
        return Futures.of(() -> CompletableFuture.completedFuture(withDb()));
    }
}
