package io.stator.storage.jdbc;

import io.stator.engine.storage.Log;
import io.stator.engine.storage.Roots;
import io.stator.engine.storage.Segments;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A storage in a relational database that only this process writes to; safe for use by several threads.
 *
 * <p>One session writes, guarded by a lock, and every write is a durable transaction. A few sessions read beside it. What is small and
 * decides what is found, the databases and the roots, was checked as a whole when the storage was opened and is kept in memory.
 */
final class JdbcStorage implements Storage, JdbcPlace {

    private static final System.Logger LOGGER = System.getLogger(JdbcStorage.class.getName());
    private static final String PROBE = "UPDATE state SET crc = crc + 1 WHERE slot = " + Tables.SLOT_PROBE;
    private static final String OWNER = "SELECT crc FROM state WHERE slot = " + Tables.SLOT_SYSTEM;

    /** Gives up what kept others from opening the same place. */
    @FunctionalInterface
    interface Release {
        void run() throws IOException;
    }

    private final Dialect dialect;
    private final Release release;
    private final Session writer;
    private final Readers readers;
    private final SystemState state;
    private final ReentrantLock writing = new ReentrantLock(true);
    /** Held while a backup is made, which is waited for before the files are closed. */
    private final ReentrantLock copying = new ReentrantLock();

    private final Map<String, JdbcLog> logs = new ConcurrentHashMap<>();
    /** Guarded by the lock. */
    private final SplittableRandom marks;

    private final JdbcDatabases databases;
    private final JdbcRoots roots;
    private volatile boolean closed;
    private volatile boolean unsettled;

    /** Whether another process has opened the place nevertheless. */
    private volatile boolean fenced;

    /** Whether a transaction has failed, whose remains may be in the write-ahead log; guarded by the lock. */
    private boolean failedBefore;

    JdbcStorage(Dialect dialect, Contents contents, Release release) throws SQLException, IOException {
        this.dialect = dialect;
        this.release = release;
        this.writer = new Session(dialect.openWriter());
        boolean begun = false;
        try {
            this.state = dialect.begin(writer, contents);
            begun = true;
        } finally {
            if (!begun) {
                writer.close();
            }
        }
        this.marks = new SplittableRandom(state.session().getMostSignificantBits());
        this.readers = new Readers(dialect::openReader);
        this.databases = new JdbcDatabases(this, contents);
        this.roots = new JdbcRoots(this, contents);
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

    @Override
    public JdbcDatabases databases() {
        return databases;
    }

    @Override
    public int newMark() {
        return marks.nextInt();
    }

    @Override
    public UUID system() {
        return state.system();
    }

    /** Deletes in many small transactions, so that other databases can be written to in between. */
    @Override
    public void deleteDatabase(String database) {
        JdbcLog log = (JdbcLog) log(database);
        roots.deleteAll(database + "/");
        new JdbcSegments(this, database).deleteAll();
        log.deleteAll();
        logs.remove(database);
    }

    @Override
    public void scrub() {
        writing.lock();
        try {
            requireWritable();
            settle();
            writer.closeStatements();
            writer.run(session -> {
                scrub(session);
                return true;
            });
        } catch (SQLException failure) {
            throw failed("remove what was deleted", failure, true);
        } catch (IOException failure) {
            throw notNoted("remove what was deleted", failure);
        } finally {
            writing.unlock();
        }
    }

    @Override
    public void backup(Path to, boolean replace, Runnable look) {
        requireSettled();
        copying.lock();
        try {
            requireOpen();
            dialect.backup(to, replace, look);
        } finally {
            copying.unlock();
        }
    }

    private void scrub(Session session) throws SQLException {
        try {
            dialect.scrub(session);
        } catch (IOException failure) {
            throw notNoted("remove what was deleted", failure);
        }
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
            Kind kind = dialect.kind(failure, false);
            if (kind == Kind.LOCKED) {
                LOGGER.log(
                        System.Logger.Level.WARNING,
                        "closed " + dialect.place()
                                + " while another process read it, so its newest transactions, which are"
                                + " durable, stay in the files beside it until it is opened to write again: keep them"
                                + " together with it");
                return;
            }
            throw new StorageException(
                    kind,
                    "closed " + dialect.place() + ", but could not gather its newest changes, which are durable, in one"
                            + " file: keep the files beside it together with it (" + failure.getMessage() + ")",
                    failure);
        } catch (IOException failure) {
            throw new StorageException(Kind.IO, "could not give up " + dialect.place() + ": " + failure, failure);
        } finally {
            writing.unlock();
        }
    }

    private void closeAll() throws SQLException, IOException {
        copying.lock();
        try (AutoCloseableRelease last = release::run) {
            readers.close();
            if (fenced || isTakenOver()) {
                writer.close();
            } else {
                dialect.close(writer, state);
            }
        } finally {
            copying.unlock();
        }
    }

    @FunctionalInterface
    private interface AutoCloseableRelease extends AutoCloseable {
        @Override
        void close() throws IOException;
    }

    @Override
    public <T> T write(String what, Session.Work<T> work) {
        writing.lock();
        try {
            requireWritable();
            settle();
            return commit(what, work);
        } catch (SQLException failure) {
            failedBefore = true;
            throw failed(what, failure, true);
        } catch (IOException failure) {
            throw notNoted(what, failure);
        } catch (Error nobodyKnowsWhatWasDone) {
            failedBefore = true;
            unsettled = true;
            throw nobodyKnowsWhatWasDone;
        } finally {
            writing.unlock();
        }
    }

    private <T> T commit(String what, Session.Work<T> work) throws SQLException, IOException {
        dialect.requireInPlace();
        T result = writer.transact(session -> {
            requireOwner(session);
            return work.run(session);
        });
        try {
            dialect.requireInPlace();
        } catch (StorageException displaced) {
            unsettled = true;
            throw new StorageException(
                    Kind.UNKNOWN_OUTCOME, "could not " + what + ": " + displaced.getMessage(), displaced);
        }
        writer.committed();
        dialect.committed(databases.sum(), failedBefore);
        return result;
    }

    /** Checks that no other process has opened the same place since, past every lock. */
    private void requireOwner(Session session) throws SQLException {
        if (!isOwner(session)) {
            fenced = true;
            requireWritable();
        }
    }

    private boolean isOwner(Session session) throws SQLException {
        try (ResultSet found = session.statement(OWNER).executeQuery()) {
            return found.next() && found.getLong(1) == state.checksum();
        }
    }

    /** Returns whether the place says that it is somebody else's by now, who must not find it closed. */
    private boolean isTakenOver() {
        try {
            return !writer.run(this::isOwner);
        } catch (SQLException unreadable) {
            return false; // closing tells why
        }
    }

    @Override
    public <T> T read(String what, Session.Work<T> work) {
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

    @Override
    public StorageException damaged(String what, String how) {
        return Contents.damaged(what, dialect.place(), how);
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

    private void requireWritable() {
        requireOpen();
        if (fenced) {
            throw new StorageException(
                    Kind.FENCED,
                    "another process has opened " + dialect.place() + " although this one had it open, so this one must"
                            + " not write to it any more: close the system here, keep locking from being circumvented"
                            + " (the lock file removed, a file system without locks), and open it in one process");
        }
    }

    @Override
    public void requireSettled() {
        requireOpen();
        if (unsettled) {
            write("settle the outcome of an earlier write", session -> true);
        }
    }

    /**
     * Makes sure that a write that was cut off has not happened: its remains at the end of the write-ahead log, which a restart could
     * find, are overwritten by a write that succeeds. What is kept in memory is read again.
     */
    private void settle() throws SQLException, IOException {
        if (unsettled) {
            commit(
                    "settle the outcome of an earlier write",
                    session -> session.statement(PROBE).executeUpdate());
            Contents contents = writer.run(session -> Contents.read(session, dialect.place()));
            databases.reset(contents);
            roots.reset(contents);
            unsettled = false;
        }
    }

    /** Returns the failure to note the end of the log beside the file, after a transaction that is durable. */
    private StorageException notNoted(String what, IOException failure) {
        unsettled = true;
        return new StorageException(
                Kind.UNKNOWN_OUTCOME,
                "could not " + what + " in " + dialect.place()
                        + ": the file that tells where its newest transactions end"
                        + " cannot be written; read back whether it happened (" + failure + ")",
                failure);
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
            case IO ->
                "the device or the file system failed to do so, which says nothing about the data: look at the system's"
                        + " log, mend it, and try again";
            default -> "it failed";
        };
        return new StorageException(
                kind,
                "could not " + what + " in " + dialect.place() + ": " + advice + " (" + failure.getMessage() + ")",
                failure);
    }
}
