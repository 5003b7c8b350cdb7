package io.stator;

import io.stator.spi.Futures;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A system of databases: its catalog, and the way to a {@link Connection}.
 *
 * <p>Thread-safe. Open one for a system and keep it; close it at the end of the program.
 *
 * <p>Each call that can wait has a twin whose name ends in {@code Async}. It never blocks, whatever storage or a network does, and its
 * future fails with the same anomalies, never with an exception around one. Cancelling the future gives up the call. See {@link
 * Connection#transactAsync(TxData)} for where that runs what depends on the future.
 *
 * <p>Each call that has options takes a map, too, as the Client API has it: with keywords, or strings such as {@code ":timeout"}, as
 * keys. A key that is not known is refused by its name.
 *
 * <p>A call that is refused as {@link Anomaly.Busy}, because too much waits, is tried again by itself after 100, 200 and 400 ms, an asynchronous one without a thread; then the
 * anomaly is told. It may be cancelled meanwhile, and the pauses count for its time-out. What may be done twice is tried again, too, when a server cannot be reached. {@link #withoutRetries} does neither.
 *
 * <p>A call takes no longer than {@link #timeout}; then it is {@link Anomaly.Unavailable}, "Total timeout elapsed". The exceptions are
 * {@link #close} and the backups, which take as long as it takes.
 */
public interface Client extends AutoCloseable {
    /**
     * Returns the time a call takes at most unless it says another one itself.
     *
     * <p>Never waits and never fails.
     */
    Duration timeout();

    /**
     * Returns the same client with another time-out, which is that of connections and databases that are got through it, too.
     *
     * <p>Never waits.
     *
     * @throws Anomaly.Incorrect when the time-out is not positive
     */
    Client withTimeout(Duration timeout);

    /**
     * Returns the same client for those who repeat calls themselves, or answer others who do: each call of it, its connections and databases is tried once, and fails at once when there is no room for it or
     * what it needs cannot be reached.
     *
     * <p>Never waits and never fails.
     */
    Client withoutRetries();

    /**
     * Returns the same client for those who may not call every function of the program: queries, pull patterns and transactions of it, its connections and databases call the
     * functions of the library, and of the {@link Functions} that the system was opened with {@linkplain Functions#only those that are named}. What such a function does, and the forms that it
     * returns, are the program's own and not limited; nor is that facts are held to predicates that the schema names already.
     *
     * <p>Never waits.
     *
     * @param namesOrNamespaces names such as {@code "my.company/transfer"}, or namespaces; none for nothing but the functions of the library
     * @throws Anomaly.Incorrect when a name is no symbol, or null
     * @throws Anomaly.Unsupported when this client does not decide what is called, as one of a server
     */
    default Client callingOnly(Collection<String> namesOrNamespaces) {
        throw new Anomaly.Unsupported(
                "what may be called must be limited where the system is open: this client cannot do it");
    }

    /**
     * Returns the names of all databases, sorted.
     *
     * <p>Waits for storage.
     *
     * @throws Anomaly.Unavailable when the client is closed, or storage does not answer
     */
    List<String> listDatabases();

    /** As {@link #listDatabases()}, without blocking: the future waits and fails as that does. */
    CompletableFuture<List<String>> listDatabasesAsync();

    /**
     * Returns names of databases, given {@code :offset}, {@code :limit} ({@link Results#DEFAULT_LIMIT} unless told otherwise) and
     * {@code :timeout} (milliseconds).
     *
     * <p>Waits and fails as {@link #listDatabases()} does.
     *
     * @throws Anomaly.Incorrect when the arguments are malformed
     */
    default List<String> listDatabases(Map<?, ?> arguments) {
        Arguments given = Arguments.ofMany(arguments);
        return given.page(given.timed(this, this::withTimeout).listDatabases());
    }

    /** As {@link #listDatabases(Map)}, without blocking: the future waits and fails as that does. */
    default CompletableFuture<List<String>> listDatabasesAsync(Map<?, ?> arguments) {
        return Futures.of(() -> {
            Arguments given = Arguments.ofMany(arguments);
            return Futures.map(given.timed(this, this::withTimeout).listDatabasesAsync(), given::page);
        });
    }

    /**
     * Creates a database; when it exists already nothing happens.
     *
     * <p>Waits until it is durable.
     *
     * @param name one or more of {@code A-Z a-z 0-9 . _ -}
     * @return true when it was created by this call, false when it existed
     * @throws Anomaly.Incorrect when no database can have this name
     * @throws Anomaly.Unavailable when the client is closed, or storage does not answer
     */
    boolean createDatabase(String name);

    /** As {@link #createDatabase(String)}, without blocking: the future waits and fails as that does. */
    CompletableFuture<Boolean> createDatabaseAsync(String name);

    /**
     * Does what {@link #createDatabase(String)} does, given {@code :db-name} and, optionally, {@code :timeout} (milliseconds).
     *
     * <p>Waits and fails as {@link #createDatabase(String)} does.
     *
     * @throws Anomaly.Incorrect when the arguments are malformed
     */
    default boolean createDatabase(Map<?, ?> arguments) {
        Arguments given = Arguments.of(arguments, Arguments.DATABASE);
        return given.timed(this, this::withTimeout).createDatabase(given.text("db-name"));
    }

    /** As {@link #createDatabase(Map)}, without blocking: the future waits and fails as that does. */
    default CompletableFuture<Boolean> createDatabaseAsync(Map<?, ?> arguments) {
        return Futures.of(() -> {
            Arguments given = Arguments.of(arguments, Arguments.DATABASE);
            return given.timed(this, this::withTimeout).createDatabaseAsync(given.text("db-name"));
        });
    }

    /**
     * Deletes a database; when it does not exist nothing happens. Takes effect at once; its data is removed in the
     * background.
     *
     * <p>Waits until it is durable that there is none.
     *
     * @return true when it was deleted by this call, false when there was none
     * @throws Anomaly.Unavailable when the client is closed, or storage does not answer
     */
    boolean deleteDatabase(String name);

    /** As {@link #deleteDatabase(String)}, without blocking: the future waits and fails as that does. */
    CompletableFuture<Boolean> deleteDatabaseAsync(String name);

    /**
     * Does what {@link #deleteDatabase(String)} does, given {@code :db-name} and, optionally, {@code :timeout} (milliseconds).
     *
     * <p>Waits and fails as {@link #deleteDatabase(String)} does.
     *
     * @throws Anomaly.Incorrect when the arguments are malformed
     */
    default boolean deleteDatabase(Map<?, ?> arguments) {
        Arguments given = Arguments.of(arguments, Arguments.DATABASE);
        return given.timed(this, this::withTimeout).deleteDatabase(given.text("db-name"));
    }

    /** As {@link #deleteDatabase(Map)}, without blocking: the future waits and fails as that does. */
    default CompletableFuture<Boolean> deleteDatabaseAsync(Map<?, ?> arguments) {
        return Futures.of(() -> {
            Arguments given = Arguments.of(arguments, Arguments.DATABASE);
            return given.timed(this, this::withTimeout).deleteDatabaseAsync(given.text("db-name"));
        });
    }

    /**
     * Returns the connection to a database. Connections are cached, thread-safe, and need no closing.
     *
     * <p>Waits until the database is read, the first time.
     *
     * @throws Anomaly.NotFound when there is no such database
     * @throws Anomaly.Fault when what is stored is damaged
     * @throws Anomaly.Unavailable when the client is closed, or storage does not answer
     */
    Connection connect(String name);

    /** As {@link #connect(String)}, without blocking: the future waits and fails as that does. */
    CompletableFuture<Connection> connectAsync(String name);

    /**
     * Returns the connection to a database, given {@code :db-name} and, optionally, {@code :timeout} (milliseconds), which is that of
     * the connection, too.
     *
     * <p>Waits and fails as {@link #connect(String)} does.
     *
     * @throws Anomaly.Incorrect when the arguments are malformed
     */
    default Connection connect(Map<?, ?> arguments) {
        Arguments given = Arguments.of(arguments, Arguments.DATABASE);
        return given.timed(this, this::withTimeout).connect(given.text("db-name"));
    }

    /** As {@link #connect(Map)}, without blocking: the future waits and fails as that does. */
    default CompletableFuture<Connection> connectAsync(Map<?, ?> arguments) {
        return Futures.of(() -> {
            Arguments given = Arguments.of(arguments, Arguments.DATABASE);
            return given.timed(this, this::withTimeout).connectAsync(given.text("db-name"));
        });
    }

    /**
     * Makes a database ready for what newer versions can do.
     *
     * <p>Waits for storage.
     *
     * @return what was done, for people; empty when there was nothing to do
     * @throws Anomaly.NotFound when there is no such database
     * @throws Anomaly.Unavailable when the client is closed, or storage does not answer
     */
    Map<?, ?> upgradeSchema(String name);

    /** As {@link #upgradeSchema}, without blocking: the future waits and fails as that does. */
    CompletableFuture<Map<?, ?>> upgradeSchemaAsync(String name);

    /**
     * Does something about a system, given {@code :action} and {@code :db-name}, optionally {@code :timeout} (milliseconds). The one
     * action there is, {@code :upgrade-schema}, is {@link #upgradeSchema}.
     *
     * <p>Waits and fails as {@link #upgradeSchema} does.
     *
     * @throws Anomaly.Incorrect when the arguments are malformed, or there is no such action
     */
    default Map<?, ?> administerSystem(Map<?, ?> arguments) {
        Arguments given = Arguments.ofAdministration(arguments);
        return given.timed(this, this::withTimeout).upgradeSchema(given.text("db-name"));
    }

    /** As {@link #administerSystem}, without blocking: the future waits and fails as that does. */
    default CompletableFuture<Map<?, ?>> administerSystemAsync(Map<?, ?> arguments) {
        return Futures.of(() -> {
            Arguments given = Arguments.ofAdministration(arguments);
            return given.timed(this, this::withTimeout).upgradeSchemaAsync(given.text("db-name"));
        });
    }

    /**
     * Runs a query on databases that are among its inputs.
     *
     * <p>Never waits; computes when the results are used, for no longer than the time-out of the query.
     *
     * @param query a {@link Query}, EDN text, or the list or map form
     * @param inputs the values of the {@code :in} clause, a {@link Database} for each data source
     * @throws Anomaly.Incorrect when the query is malformed; what is wrong with the values is told when the results are used
     */
    Results<Row> query(Object query, @Nullable Object... inputs);

    /**
     * Runs a query given as an argument map with {@code :query} and {@code :args}, optionally {@code :offset},
     * {@code :limit} (all unless told otherwise), {@code :chunk} and {@code :timeout} (milliseconds). Keys may be keywords or strings
     * such as {@code ":args"}.
     *
     * <p>Never waits; computes when the results are used, for no longer than the time-out of the query.
     *
     * @throws Anomaly.Incorrect when the arguments or the query are malformed; what is wrong with the values is told when
     *     the results are used
     */
    default Results<Row> q(Map<?, ?> arguments) {
        Arguments given = Arguments.ofMany(arguments, "query", "args");
        return given.page(
                query(given.required("query"), given.collection("args").toArray()));
    }

    /**
     * Runs a query as {@link #q} does: its results, too, are handed out one by one when they are used.
     *
     * <p>Waits and fails as {@link #q} does.
     */
    default Results<Row> qseq(Map<?, ?> arguments) {
        return q(arguments);
    }

    /**
     * Writes all databases, as they are at this moment, to a file that can be opened as a system of its own; reading and writing go on
     * meanwhile. The file is there when it is whole and checked, or not at all.
     *
     * <p>Waits until all is copied and checked, which takes about as long as reading it twice, without a time-out. To interrupt the thread that
     * waits ends it, and nothing of the copy remains.
     *
     * @param to the file to be made, or a directory that is there, in which it is called {@code stator.db}
     * @throws Anomaly.Incorrect when there is such a file already
     * @throws Anomaly.Unsupported when the system is kept in memory, or reached over a network
     * @throws Anomaly.Forbidden when this process may not write there, or in a function that a transaction calls
     * @throws Anomaly.Unavailable when the disk is full or fails, or the client is closed
     * @throws Anomaly.Interrupted when the thread is interrupted
     * @throws Anomaly.Fault when the system is damaged
     */
    void backup(Path to);

    /**
     * Writes all databases to a file, as {@link #backup(Path)}.
     *
     * <p>Never blocks; the future waits as {@link #backup(Path)} does, and fails with its anomalies. Cancelling it, or giving it up with {@code orTimeout},
     * ends the copying, of which nothing remains.
     */
    CompletableFuture<Void> backupAsync(Path to);

    /**
     * Writes all databases to a file, as {@link #backup(Path)}, in the place of an earlier backup if there is one.
     *
     * <p>Waits as {@link #backup(Path)} does.
     *
     * @throws Anomaly.Incorrect when what is there is not a system
     * @throws Anomaly.Busy when what is there is open
     * @throws Anomaly.Forbidden as {@link #backup(Path)} does, as all else
     */
    void backupReplacing(Path to);

    /**
     * Writes all databases to a file, as {@link #backupReplacing(Path)}.
     *
     * <p>Never blocks; the future waits as {@link #backupReplacing(Path)} does, and fails with its anomalies.
     */
    CompletableFuture<Void> backupReplacingAsync(Path to);

    /**
     * Writes all databases, as they are at this moment, to another place, as {@link #backup(Path)} does: {@code file:/path}, or {@code
     * jdbc:postgresql://host/database} (see {@link Stator#open(String)}), where they are all at once or not at all.
     *
     * <p>Waits as {@link #backup(Path)} does.
     *
     * @throws Anomaly.Incorrect when there is a system already, or the URI is none of a place
     * @throws Anomaly.Busy when what is there is open
     * @throws Anomaly.Unavailable when the server cannot be reached
     * @throws Anomaly as {@link #backup(Path)} does, as all else
     */
    void backup(URI to);

    /**
     * Writes all databases to another place, as {@link #backup(URI)}.
     *
     * <p>Never blocks; the future waits as {@link #backup(URI)} does, and fails with its anomalies.
     */
    CompletableFuture<Void> backupAsync(URI to);

    /**
     * Writes all databases to another place, as {@link #backup(URI)}, instead of the system that is there, if any.
     *
     * <p>Waits as {@link #backup(URI)} does.
     *
     * @throws Anomaly.Busy when what is there is open
     * @throws Anomaly as {@link #backup(URI)} does, as all else
     */
    void backupReplacing(URI to);

    /**
     * Writes all databases to another place, as {@link #backupReplacing(URI)}.
     *
     * <p>Never blocks; the future waits as {@link #backupReplacing(URI)} does, and fails with its anomalies.
     */
    CompletableFuture<Void> backupReplacingAsync(URI to);

    /**
     * Closes the system; transactions that are being written are finished first.
     *
     * <p>Waits for the transactions that are being written. To close what is closed does nothing. The newest transactions are gathered
     * in one file. Another process that reads, such as a backup, may keep that from being done for longer than it is waited for:
     * then a warning is logged, and nothing is lost as long as the files are kept together.
     *
     * @throws Anomaly.Unavailable when storage fails to gather the newest transactions in one file; everything is closed and
     *     durable nevertheless, in several files that must be kept together
     */
    @Override
    void close();
}
