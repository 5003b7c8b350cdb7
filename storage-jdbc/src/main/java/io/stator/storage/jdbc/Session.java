package io.stator.storage.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A connection with the few statements prepared on it; for one thread at a time. */
final class Session implements AutoCloseable {

    private static final System.Logger LOGGER = System.getLogger(Session.class.getName());

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private final List<Runnable> whenCommitted = new ArrayList<>();

    private final SessionRules rules;

    /** Whether a transaction may be under way. */
    private boolean begun;

    /** Whether the last transaction that failed did so when it was to become durable. */
    private boolean failedToCommit;

    /** Whether the connection is of no use any more. */
    private volatile boolean lost;

    /** Creates one on a file of SQLite. */
    Session(Connection connection) {
        this(connection, SessionRules.SQLITE);
    }

    Session(Connection connection, SessionRules rules) {
        this.connection = connection;
        this.rules = rules;
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
            lost |= rules.isLost(connection, failure);
            forgetStatements(failure);
            if (rules.isOutOfMemory(failure)) {
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

    /** Does something in one durable transaction, or not at all. */
    <T> T transact(Work<T> work) throws SQLException {
        whenCommitted.clear();
        failedToCommit = false;
        endTransaction();
        return run(session -> {
            begun = true;
            rules.begin(this);
            boolean committed = false;
            try {
                T result = work.run(session);
                failedToCommit = true;
                rules.commit(this);
                failedToCommit = false;
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

    /** Does something that is one statement, and with it a durable transaction. */
    <T> T runAtOnce(Work<T> work) throws SQLException {
        whenCommitted.clear();
        failedToCommit = false;
        endTransaction();
        try {
            return run(work);
        } catch (SQLException failure) {
            failedToCommit = true;
            throw failure;
        }
    }

    /** Reads what was committed at one moment, whatever is written meanwhile. */
    <T> T snapshot(Work<T> work) throws SQLException {
        return run(session -> {
            begun = true;
            rules.beginReading(this);
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

    /** Returns whether the connection is of no use any more. */
    boolean isLost() {
        return lost;
    }

    /** Returns whether the last transaction, which failed, may be durable nevertheless. */
    boolean failedToCommit() {
        return failedToCommit;
    }

    /** Does what the last transaction left to do. */
    void committed() {
        whenCommitted.forEach(Runnable::run);
        whenCommitted.clear();
    }

    /** Takes back a transaction that was begun and not ended, whatever kept it from that. */
    private void endTransaction() {
        if (begun) {
            try {
                rules.rollBack(this);
            } catch (SQLException over) {
                // it was taken back without us, or it ended
                lost |= rules.isLost(connection, over);
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

    /** Closes the connection, which may be lost already: nothing depends on how it ends. */
    void abandon() {
        try {
            close();
        } catch (SQLException lost) {
            LOGGER.log(System.Logger.Level.DEBUG, "a session ended before it was closed", lost);
        }
    }

    /** Closes the connection and with it its statements. */
    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
