package io.stator.storage.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** A connection with the few statements prepared on it; for one thread at a time. */
final class Session implements AutoCloseable {

    private static final String BEGIN = "BEGIN IMMEDIATE";
    private static final String BEGIN_READING = "BEGIN";
    private static final String COMMIT = "COMMIT";
    private static final String ROLLBACK = "ROLLBACK";

    /** What the driver says, in an exception without a code, when the heap has no room for a value. */
    private static final String DRIVER_OUT_OF_MEMORY = "Out of memory";

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private final List<Runnable> whenCommitted = new ArrayList<>();

    /** Whether a transaction may be under way. */
    private boolean begun;

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

    /**
     * Does something with this session; after a failure the statements are prepared anew, because the driver may have closed them.
     *
     * @throws OutOfMemoryError also when the driver or SQLite ran out of memory
     */
    <T> T run(Work<T> work) throws SQLException {
        try {
            return work.run(this);
        } catch (SQLException failure) {
            forgetStatements(failure);
            if (isOutOfMemory(failure)) {
                OutOfMemoryError error = new OutOfMemoryError(String.valueOf(failure.getMessage()));
                error.initCause(failure);
                throw error;
            }
            throw failure;
        } catch (RuntimeException | Error failure) {
            forgetStatements(failure);
            throw failure;
        }
    }

    private static boolean isOutOfMemory(SQLException failure) {
        return failure instanceof SQLiteException exception
                ? exception.getResultCode() == SQLiteErrorCode.SQLITE_NOMEM
                : DRIVER_OUT_OF_MEMORY.equals(failure.getMessage());
    }

    /** Does something in one durable transaction, or not at all. */
    <T> T transact(Work<T> work) throws SQLException {
        whenCommitted.clear();
        endTransaction();
        return run(session -> {
            begun = true;
            statement(BEGIN).execute();
            boolean committed = false;
            try {
                T result = work.run(session);
                statement(COMMIT).execute();
                committed = true;
                begun = false;
                return result;
            } finally {
                if (!committed) {
                    endTransaction();
                }
            }
        });
    }

    /** Reads what was committed at one moment, whatever is written meanwhile. */
    <T> T snapshot(Work<T> work) throws SQLException {
        return run(session -> {
            begun = true;
            statement(BEGIN_READING).execute();
            try {
                return work.run(session);
            } finally {
                endTransaction();
            }
        });
    }

    /** Has something done when the transaction that is under way is durable, by {@link #committed}. */
    void whenCommitted(Runnable action) {
        whenCommitted.add(action);
    }

    /** Does what the last transaction left to do. */
    void committed() {
        whenCommitted.forEach(Runnable::run);
        whenCommitted.clear();
    }

    /** Takes back a transaction that was begun and not ended, whatever kept it from that. */
    private void endTransaction() {
        if (begun) {
            try (PreparedStatement statement = connection.prepareStatement(ROLLBACK)) {
                statement.execute();
            } catch (SQLException over) {
                // SQLite has taken it back itself, or it ended
                whenCommitted.clear();
            }
            begun = false;
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
