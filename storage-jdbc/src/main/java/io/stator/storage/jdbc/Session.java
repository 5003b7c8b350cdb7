package io.stator.storage.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** A connection with the few statements prepared on it; for one thread at a time. */
final class Session implements AutoCloseable {

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    Session(Connection connection) {
        this.connection = connection;
    }

    /** What is done with a session. */
    @FunctionalInterface
    interface Work<T> {
        T run(Session session) throws SQLException;
    }

    Connection connection() {
        return connection;
    }

    /** Does something with this session; after a failure the statements are prepared anew, because the driver may have closed them. */
    <T> T run(Work<T> work) throws SQLException {
        try {
            return work.run(this);
        } catch (SQLException | RuntimeException | Error failure) {
            forgetStatements(failure);
            throw failure;
        }
    }

    /** Closes the prepared statements, which the driver may have left unfinished; they are prepared anew when they are needed. */
    void closeStatements() throws SQLException {
        for (PreparedStatement statement : statements.values()) {
            statement.close();
        }
        statements.clear();
    }

    private void forgetStatements(Throwable reason) {
        for (PreparedStatement statement : statements.values()) {
            try {
                statement.close();
            } catch (SQLException | RuntimeException | Error failure) {
                reason.addSuppressed(failure);
            }
        }
        statements.clear();
    }

    /** Returns the prepared statement of a constant text. */
    PreparedStatement statement(String text) throws SQLException {
        PreparedStatement statement = statements.get(text);
        if (statement == null) {
            statement = connection.prepareStatement(text);
            statements.put(text, statement);
        }
        return statement;
    }

    /** Closes the connection and with it its statements. */
    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
