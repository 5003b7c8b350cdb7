package io.stator.storage.jdbc;

import io.stator.engine.storage.Log;
import io.stator.engine.storage.Roots;
import io.stator.engine.storage.Segments;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A storage in a relational database that only this process writes to; safe for use by several threads.
 *
 * <p>One session writes, guarded by a lock, and every write is a single statement that is its own durable transaction. A few sessions
 * read beside it.
 */
final class JdbcStorage implements Storage {

    private static final String PROBE = "UPDATE meta SET value = value + 1 WHERE name = 'probe'";
    private static final String ADD_DATABASE = "INSERT INTO databases (id) VALUES (?) ON CONFLICT DO NOTHING";
    private static final String FIND_DATABASE = "SELECT number FROM databases WHERE id = ?";
    private static final String DELETE_DATABASE = "DELETE FROM databases WHERE id = ?";

    /** The number that stands for a database nothing was written to; no row has it. */
    static final long NO_DATABASE = 0;

    /** How many databases there can ever be; the bits of a position above the sequence of a record. */
    private static final long DATABASES_MAX = Long.MAX_VALUE / JdbcLog.RECORDS_MAX;

    /** Gives up what kept others from opening the same place. */
    @FunctionalInterface
    interface Release {
        void run() throws IOException;
    }

    private final Dialect dialect;
    private final Release release;
    private final Session writer;
    private final Readers readers;
    private final ReentrantLock writing = new ReentrantLock(true);
    private final Map<String, JdbcLog> logs = new ConcurrentHashMap<>();
    private final JdbcRoots roots = new JdbcRoots(this);
    private volatile boolean closed;
    private volatile boolean unsettled;

    JdbcStorage(Dialect dialect, Release release) throws SQLException {
        this.dialect = dialect;
        this.release = release;
        this.writer = new Session(dialect.openWriter());
        this.readers = new Readers(dialect);
    }

    @Override
    public Log log(String database) {
        requireOpen();
        return logs.computeIfAbsent(Storage.requireDatabaseId(database), id -> new JdbcLog(this, id));
    }

    @Override
    public Segments segments(String database) {
        requireOpen();
        return new JdbcSegments(this, Storage.requireDatabaseId(database));
    }

    @Override
    public Roots roots() {
        requireOpen();
        return roots;
    }

    /** Deletes in many small transactions, so that other databases can be written to in between. */
    @Override
    public void deleteDatabase(String database) {
        JdbcLog log = (JdbcLog) log(database);
        roots.deleteAll(database + "/");
        new JdbcSegments(this, database).deleteAll();
        log.deleteAll();
        write("delete database " + database, session -> {
            PreparedStatement statement = session.statement(DELETE_DATABASE);
            statement.setString(1, database);
            return statement.executeUpdate();
        });
        logs.remove(database);
    }

    @Override
    public void scrub() {
        write("remove what was deleted", session -> {
            session.closeStatements();
            dialect.scrub(session.connection());
            return true;
        });
    }

    @Override
    public void close() {
        writing.lock();
        try {
            if (!closed) {
                closed = true;
                closeAll();
            }
        } catch (SQLException failure) {
            throw new StorageException(
                    dialect.kind(failure, false),
                    "closed " + dialect.place() + ", but could not gather its newest changes, which are durable, in one"
                            + " file: keep the files beside it together with it (" + failure.getMessage() + ")",
                    failure);
        } catch (IOException failure) {
            throw new StorageException(Kind.IO, "could not give up the lock of " + dialect.place(), failure);
        } finally {
            writing.unlock();
        }
    }

    private void closeAll() throws SQLException, IOException {
        try (AutoCloseableRelease last = release::run;
                Session closing = writer) {
            readers.close();
            dialect.settleBeforeClose(closing.connection());
        }
    }

    @FunctionalInterface
    private interface AutoCloseableRelease extends AutoCloseable {
        @Override
        void close() throws IOException;
    }

    /** Does something with the one session that may write; "what" completes the message "could not ...". */
    <T> T write(String what, Session.Work<T> work) {
        writing.lock();
        try {
            requireOpen();
            return writer.run(session -> {
                settle();
                return work.run(session);
            });
        } catch (SQLException failure) {
            throw failed(what, failure, true);
        } catch (Error nobodyKnowsWhatWasDone) {
            unsettled = true;
            throw nobodyKnowsWhatWasDone;
        } finally {
            writing.unlock();
        }
    }

    /** Does something with a session that only reads; "what" completes the message "could not ...". */
    <T> T read(String what, Session.Work<T> work) {
        requireSettled();
        try {
            return readers.read(session -> {
                requireOpen();
                return work.run(session);
            });
        } catch (SQLException failure) {
            throw failed(what, failure, false);
        }
    }

    /** Returns the number of a database, which it is given at its first write. */
    long numberForWriting(Session session, String database) throws SQLException {
        long number = number(session, database);
        if (number != NO_DATABASE) {
            return number;
        }
        PreparedStatement statement = session.statement(ADD_DATABASE);
        statement.setString(1, database);
        statement.executeUpdate();
        long added = number(session, database);
        if (added >= DATABASES_MAX) {
            throw new StorageException(
                    Kind.NO_SPACE,
                    dialect.place() + " has had its " + DATABASES_MAX + " databases; use another file for " + database);
        }
        return added;
    }

    /** Returns the number of a database, or {@link #NO_DATABASE} if nothing was written to it. */
    long number(Session session, String database) throws SQLException {
        PreparedStatement statement = session.statement(FIND_DATABASE);
        statement.setString(1, database);
        try (ResultSet found = statement.executeQuery()) {
            return found.next() ? found.getLong(1) : NO_DATABASE;
        }
    }

    /** Returns the complaint about bytes that are not those that were written. */
    StorageException damaged(String what, String how) {
        return new StorageException(
                Kind.CORRUPT,
                what + " in " + dialect.place() + " is damaged: " + how + "; restore the file from a copy");
    }

    /** Runs a statement on the session that writes, for tests that limit or spoil it. */
    void onWriter(String statement) throws SQLException {
        try (Statement runner = writer.connection().createStatement()) {
            runner.execute(statement);
        }
    }

    /** Throws if the storage is closed. */
    void requireOpen() {
        if (closed) {
            throw new StorageException(Kind.CLOSED, "the storage " + dialect.place() + " is closed; open it again");
        }
    }

    private void requireSettled() {
        if (unsettled) {
            write("settle the outcome of an earlier write", session -> true);
        }
    }

    /**
     * Makes sure that a write that was cut off has not happened: its remains at the end of the write-ahead log, which a restart could
     * find, are overwritten by a write that succeeds.
     */
    private void settle() throws SQLException {
        if (unsettled) {
            writer.statement(PROBE).executeUpdate();
            unsettled = false;
        }
    }

    private StorageException failed(String what, SQLException failure, boolean writes) {
        Kind kind = dialect.kind(failure, writes);
        if (kind == Kind.UNKNOWN_OUTCOME) {
            unsettled = true;
        }
        String advice = switch (kind) {
            case NO_SPACE -> "no space is left, nothing was changed; make room and try again";
            case READ_ONLY -> "it cannot be written to; allow it, or use another place";
            case LOCKED -> "another program keeps it locked; end that program and try again";
            case CORRUPT -> "its structure is damaged; restore the file from a copy";
            case UNKNOWN_OUTCOME -> "it failed half-way; read back whether it happened";
            default -> "it failed";
        };
        return new StorageException(
                kind,
                "could not " + what + " in " + dialect.place() + ": " + advice + " (" + failure.getMessage() + ")",
                failure);
    }
}
