package io.stator;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A system of databases: its catalog, and the way to a {@link Connection}.
 *
 * <p>Thread-safe. Open one for a system and keep it; close it at the end of the program.
 */
public interface Client extends AutoCloseable {
    /**
     * Returns the names of all databases, sorted.
     *
     * <p>Waits for storage.
     *
     * @throws Anomaly.Unavailable when the client is closed, or storage does not answer
     */
    List<String> listDatabases();

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

    /**
     * Runs a query given as an argument map with {@code :query} and {@code :args}, optionally {@code :offset},
     * {@code :limit} and {@code :timeout} (milliseconds). Keys may be keywords or strings such as {@code ":args"}.
     *
     * <p>Never waits; computes when the results are used, for no longer than the time-out of the query.
     *
     * @throws Anomaly.Incorrect when the arguments or the query are malformed; what is wrong with the values is told when
     *     the results are used
     */
    Results<Row> q(Map<?, ?> arguments);

    /**
     * Writes all databases, as they are at this moment, to a file that can be opened as a system of its own; reading and writing go on
     * meanwhile. The file is there when it is whole and checked, or not at all.
     *
     * <p>Waits until all is copied and checked, which takes about as long as reading it twice.
     *
     * @param to the file to be made, or a directory that is there, in which it is called {@code stator.db}
     * @throws Anomaly.Incorrect when there is such a file already
     * @throws Anomaly.Unsupported when the system is kept in memory
     * @throws Anomaly.Forbidden when this process may not write there, or in a function that a transaction calls
     * @throws Anomaly.Unavailable when the disk is full or fails, or the client is closed
     * @throws Anomaly.Fault when the system is damaged
     */
    void backup(Path to);

    /**
     * Writes all databases to a file, as {@link #backup}, in the place of an earlier backup if there is one.
     *
     * <p>Waits as {@link #backup} does.
     *
     * @throws Anomaly.Incorrect when what is there is not a system
     * @throws Anomaly.Busy when what is there is open
     * @throws Anomaly.Forbidden as {@link #backup} does, as all else
     */
    void backupReplacing(Path to);

    /**
     * Closes the system; transactions that are being written are finished first.
     *
     * <p>Waits for the transactions that are being written. To close what is closed does nothing.
     *
     * @throws Anomaly.Unavailable when storage fails to gather the newest transactions in one file; everything is closed and
     *     durable nevertheless, in several files that must be kept together
     */
    @Override
    void close();
}
