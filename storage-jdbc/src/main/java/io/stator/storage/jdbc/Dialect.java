package io.stator.storage.jdbc;

import io.stator.engine.storage.StorageException;
import java.sql.Connection;
import java.sql.SQLException;

/** What differs between the relational databases a {@link JdbcStorage} can run on. */
interface Dialect {

    /** Returns the place for messages, such as the file. */
    String place();

    /** Opens a connection that commits every statement by itself, durably. */
    Connection openWriter() throws SQLException;

    /** Opens a connection that only reads. */
    Connection openReader() throws SQLException;

    /** Writes the place anew, so that it holds nothing but what can be read. */
    void scrub(Connection writer) throws SQLException;

    /** Brings the place into the state in which it is best left, before the writer's connection is closed for good. */
    void settleBeforeClose(Connection writer) throws SQLException;

    /** Returns what sort of failure an exception is, {@code UNKNOWN_OUTCOME} if a write may have happened nevertheless. */
    StorageException.Kind kind(SQLException failure, boolean writing);
}
