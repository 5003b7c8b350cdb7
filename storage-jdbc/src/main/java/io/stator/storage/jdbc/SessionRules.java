package io.stator.storage.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** How transactions begin and end with a driver, and what it means by its failures. */
interface SessionRules {

    /** The ones of SQLite. */
    SessionRules SQLITE = new OfSqlite();

    /** Begins a transaction that may write. */
    void begin(Session session) throws SQLException;

    /** Begins one that sees what was committed at one moment. */
    void beginReading(Session session) throws SQLException;

    /** Makes a transaction durable. */
    void commit(Session session) throws SQLException;

    /**
     * Takes a transaction back.
     *
     * @throws SQLException when there was none, or it cannot be told whether there is
     */
    void rollBack(Session session) throws SQLException;

    /** Returns whether a failure means that memory ran out in this process. */
    boolean isOutOfMemory(SQLException failure);

    /** Returns whether a connection is of no use after a failure. */
    boolean isLost(Connection connection, SQLException failure);

    /** A file is not lost as a server is. */
    final class OfSqlite implements SessionRules {

        private static final String BEGIN = "BEGIN IMMEDIATE";
        private static final String BEGIN_READING = "BEGIN";
        private static final String COMMIT = "COMMIT";
        private static final String ROLLBACK = "ROLLBACK";

        /** What the driver says, in an exception without a code, when the heap has no room for a value. */
        private static final String DRIVER_OUT_OF_MEMORY = "Out of memory";

        @Override
        public void begin(Session session) throws SQLException {
            session.statement(BEGIN).execute();
        }

        @Override
        public void beginReading(Session session) throws SQLException {
            session.statement(BEGIN_READING).execute();
        }

        @Override
        public void commit(Session session) throws SQLException {
            session.statement(COMMIT).execute();
        }

        @Override
        public void rollBack(Session session) throws SQLException {
            try (PreparedStatement statement = session.connection().prepareStatement(ROLLBACK)) {
                statement.execute();
            }
        }

        @Override
        public boolean isOutOfMemory(SQLException failure) {
            return failure instanceof SQLiteException exception
                    ? exception.getResultCode() == SQLiteErrorCode.SQLITE_NOMEM
                    : DRIVER_OUT_OF_MEMORY.equals(failure.getMessage());
        }

        @Override
        public boolean isLost(Connection connection, SQLException failure) {
            return false;
        }
    }
}
