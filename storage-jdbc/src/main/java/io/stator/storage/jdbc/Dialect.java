package io.stator.storage.jdbc;

import io.stator.engine.storage.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** What differs between the relational databases a {@link JdbcStorage} can run on. */
interface Dialect {

    /** Returns the place for messages, such as the file. */
    String place();

    /** Opens a connection that writes durably. */
    Connection openWriter() throws SQLException;

    /** Opens a connection that only reads. */
    Connection openReader() throws SQLException;

    /** Makes the place this opening's own, and returns its state then. */
    SystemState begin(Session writer, Contents found) throws SQLException, IOException;

    /**
     * Checks that the place is still the one that was opened.
     *
     * @throws StorageException of kind DISPLACED if it is not
     */
    void requireInPlace();

    /**
     * Takes note of a transaction that is durable.
     *
     * @param content the {@link Contents#sum} of what the place holds
     * @param failedBefore whether remains of a transaction that failed may be there
     */
    void committed(long content, boolean failedBefore) throws IOException;

    /** Writes the place anew, so that it holds nothing but what can be read. */
    void scrub(Session writer) throws SQLException, IOException;

    /** Makes a file of what is in the place at this moment, which can be opened as one that was closed; what a look throws ends that. */
    void backup(Path to, boolean replace, Runnable look);

    /** Brings the place into the state in which it is best left, and closes the writer's connection for good. */
    void close(Session writer, SystemState state) throws SQLException, IOException;

    /** Returns what sort of failure an exception is, {@code UNKNOWN_OUTCOME} if a write may have happened nevertheless. */
    StorageException.Kind kind(SQLException failure, boolean writing);
}
