package io.stator.storage.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** How transactions begin and end on PostgreSQL: the driver sends the beginning with the first statement. */
final class PostgresRules implements SessionRules {

    /** The only one. */
    static final PostgresRules INSTANCE = new PostgresRules();

    private static final String ONE_MOMENT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";

    private PostgresRules() {}

    @Override
    public void begin(Session session) throws SQLException {
        session.connection().setAutoCommit(false);
    }

    @Override
    public void beginReading(Session session) throws SQLException {
        session.connection().setAutoCommit(false);
        try (Statement statement = session.connection().createStatement()) {
            statement.execute(ONE_MOMENT);
        }
    }

    @Override
    public void commit(Session session) throws SQLException {
        session.connection().commit();
        session.connection().setAutoCommit(true);
    }

    @Override
    public void rollBack(Session session) throws SQLException {
        session.connection().rollback();
        session.connection().setAutoCommit(true);
    }

    /** The driver's own lack of memory has the code of the server's, and a cause. */
    @Override
    public boolean isOutOfMemory(SQLException failure) {
        return failure.getCause() instanceof OutOfMemoryError;
    }

    @Override
    public boolean isLost(Connection connection, SQLException failure) {
        try {
            return PostgresFailures.endsSession(failure) || connection.isClosed();
        } catch (SQLException unknown) {
            return true;
        }
    }
}
