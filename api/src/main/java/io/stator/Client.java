package io.stator;

import io.stator.spi.Futures;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
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
 * {@link #close}, the backups, {@link #verify}, {@link #compact} and {@link #reclaim}, which take as long as it takes. Wherever a time-out is said, as a {@link Duration}, as {@code :timeout} in a map, in a query or in a configuration, zero stands for
 * none: such a call takes as long as it takes, too, as far as the server allows it where there is one.
 *
 * <p>In the manual: {@code docs/manual/java.md}, or {@code stator help manual java}.
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
     * @throws Anomaly.Incorrect when the time-out is negative, or longer than 292 years
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
     * such as {@code ":args"}. {@code :query-stats} and {@code :io-context} are taken as well: whatever they say, {@link Results#measure} tells
     * what the query did and read.
     *
     * <p>Never waits; computes when the results are used, for no longer than the time-out of the query.
     *
     * @throws Anomaly.Incorrect when the arguments or the query are malformed; what is wrong with the values is told when
     *     the results are used
     */
    default Results<Row> q(Map<?, ?> arguments) {
        Arguments given = Arguments.ofResults(arguments, "query", "args", "query-stats");
        given.checkQueryStats();
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
     * Reads all of a database and checks it: each record of the log and each segment of the indexes by itself, the indexes against each other, and all of
     * them against the log. Changes nothing, and reading and writing go on meanwhile: what is checked is what storage had when it began.
     *
     * <p>Waits until all is read, several times, which takes seconds for a million datoms and little memory, without a time-out. To interrupt the thread that
     * waits ends it. Damage is not thrown but told, all of it that can be found.
     *
     * @param name the name of the database
     * @param progress told now and then how far it is, in a thread of the system, so that it must not wait; an anomaly that it throws ends the check and
     *     is thrown, anything else does so as a fault
     * @throws Anomaly.NotFound when there is no such database
     * @throws Anomaly.Unsupported when the system is reached over a network
     * @throws Anomaly.Busy when the indexes are changed again and again meanwhile
     * @throws Anomaly.Unavailable when the client is closed, or storage does not answer
     * @throws Anomaly.Interrupted when the thread is interrupted
     */
    default Verification verify(String name, Consumer<Progress> progress) {
        throw new Anomaly.Unsupported(
                "a database is verified where the system is open: run 'stator verify' beside the server");
    }

    /**
     * Checks a database, as {@link #verify}.
     *
     * <p>Never blocks; the future waits as {@link #verify} does, and fails with its anomalies. Cancelling it ends the check.
     */
    default CompletableFuture<Verification> verifyAsync(String name, Consumer<Progress> progress) {
        return Futures.of(() -> CompletableFuture.completedFuture(verify(name, progress)));
    }

    /**
     * Writes the indexes of a database anew, into segments that are full, and deletes what no index has any more; also of one whose facts were in memory
     * alone. Reading and writing go on meanwhile. What fails, or is ended, leaves the database as it was.
     *
     * <p>Segments that were replaced stay as long as a value of this process can read them, and for ten minutes for other processes, and are then deleted by the next merging, opening
     * or compaction. The file gets smaller, or a server's tables get room, with {@link #reclaim}.
     *
     * <p>Waits until all is written, without a time-out. To interrupt the thread that waits ends it.
     *
     * @param name the name of the database
     * @param options how it is to go
     * @throws Anomaly.NotFound when there is no such database
     * @throws Anomaly.Unsupported when the system is reached over a network
     * @throws Anomaly.Forbidden when the system is open read-only, or in a function that a transaction calls
     * @throws Anomaly.Fault when a segment is damaged; then the indexes must be made of the log ({@link CompactOptions#fromLog})
     * @throws Anomaly.Unavailable when the disk is full or fails, a segment was found damaged before, or the client is closed
     * @throws Anomaly.Interrupted when the thread is interrupted
     */
    default Compaction compact(String name, CompactOptions options) {
        throw new Anomaly.Unsupported(
                "a database is compacted where the system is open: run 'stator compact' beside the server");
    }

    /**
     * Writes the indexes of a database anew, as {@link #compact}.
     *
     * <p>Never blocks; the future waits as {@link #compact} does, and fails with its anomalies. Cancelling it ends it.
     */
    default CompletableFuture<Compaction> compactAsync(String name, CompactOptions options) {
        return Futures.of(() -> CompletableFuture.completedFuture(compact(name, options)));
    }

    /**
     * Gives the room of what was deleted back: a file is written anew and gets smaller, the tables on a server are vacuumed, so that their room is used again.
     *
     * <p>Waits until that is done, which takes about as long as copying a file, without a time-out; transactions wait as long, too. It cannot be interrupted.
     *
     * @throws Anomaly.Unsupported when the system is reached over a network
     * @throws Anomaly.Forbidden when the system is open read-only
     * @throws Anomaly.Busy when somebody reads the file for so long that it cannot be made smaller now
     * @throws Anomaly.Unavailable when the disk is full or fails, or the client is closed
     */
    default void reclaim() {
        throw new Anomaly.Unsupported(
                "room is given back where the system is open: run 'stator compact' beside the server");
    }

    /**
     * Gives the room of what was deleted back, as {@link #reclaim}.
     *
     * <p>Never blocks; the future waits as {@link #reclaim} does, and fails with its anomalies.
     */
    default CompletableFuture<Void> reclaimAsync() {
        return Futures.of(() -> {
            reclaim();
            return CompletableFuture.completedFuture(null);
        });
    }

    /**
     * Returns how the facts of each database that this process has open to write come from memory into segments, by their names; none where another process writes.
     *
     * <p>Never waits and never fails.
     */
    default Map<String, IndexingStats> indexing() {
        return Map.of();
    }

    /**
     * Returns what this client asked of a storage that is far away since the system was opened, and what the cache on local disk did; nothing where
     * that is not counted, as in a file or over a network.
     *
     * <p>Never waits and never fails.
     */
    default StorageStats storageStats() {
        return StorageStats.NONE;
    }

    /**
     * Closes the system; transactions that are being written are finished first.
     *
     * <p>Waits for the transactions that are being written, and until what is not in segments yet is, for at most {@link Limit#CLOSING_MILLIS}
     * unless the thread is interrupted. To close what is closed does nothing; to close what another thread is closing waits for that
     * thread, unless this one is interrupted. The newest transactions are gathered in one file. Another process that reads, such as a
     * backup, may keep that from being done for longer than it is waited for: then a warning is logged, and nothing is lost as long as
     * the files are kept together.
     *
     * @throws Anomaly.Unavailable when storage fails to gather the newest transactions in one file; everything is closed and
     *     durable nevertheless, in several files that must be kept together
     */
    @Override
    void close();
}
