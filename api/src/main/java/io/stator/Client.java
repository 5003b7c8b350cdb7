package io.stator;

import java.util.List;
import java.util.Map;

/**
 * A system of databases: its catalog, and the way to a {@link Connection}.
 *
 * <p>Thread-safe. Open one for a system and keep it; close it at the end of the program.
 */
public interface Client extends AutoCloseable {
    /** Returns the names of all databases, sorted. */
    List<String> listDatabases();

    /**
     * Creates a database; when it exists already nothing happens.
     *
     * @param name one or more of {@code A-Z a-z 0-9 . _ -}
     * @return true when it was created by this call, false when it existed
     */
    boolean createDatabase(String name);

    /**
     * Deletes a database; when it does not exist nothing happens. Takes effect at once; its data is removed in the
     * background.
     *
     * @return true when it was deleted by this call, false when there was none
     */
    boolean deleteDatabase(String name);

    /**
     * Returns the connection to a database. Connections are cached, thread-safe, and need no closing.
     *
     * @throws Anomaly.NotFound when there is no such database
     */
    Connection connect(String name);

    /**
     * Runs a query given as an argument map with {@code :query} and {@code :args}, optionally {@code :offset},
     * {@code :limit} and {@code :timeout} (milliseconds). Keys may be keywords or strings such as {@code ":args"}.
     */
    Results<Row> q(Map<?, ?> arguments);

    /** Closes the system; transactions that are being written are finished first. */
    @Override
    void close();
}
