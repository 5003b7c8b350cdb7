package io.stator.storage.jdbc;

import io.stator.engine.storage.Log;
import io.stator.engine.storage.Roots;
import io.stator.engine.storage.Segments;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import io.stator.storage.jdbc.Dialect.Phase;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A storage in a relational database that only this process writes to; safe for use by several threads.
 *
 * <p>One session writes, guarded by a lock, and every write is a durable transaction. A few sessions read beside it. What is small and
 * decides what is found, the databases and the roots, was checked as a whole when the storage was opened and is kept in memory.
 */
final class JdbcStorage implements Storage, JdbcPlace {
    private final Dialect dialect;
    private final JdbcFailures failures;
    private final Release release;

    /** Guarded by the lock; another one when it was lost. */
    private Session writer;

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
        this.failures = new JdbcFailures(dialect);
        this.release = release;
        this.writer = dialect.openWriter();
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
    public String identity() {
        return state.system().toString();
    }

    @Override
    public boolean isFar() {
        return dialect.isFar();
    }

    @Override
    public void requireWriter() {
        boolean writes = !isFar() || write("look who writes", session -> true);
    }

    @Override
    public JdbcDatabases databases() {
        return databases;
    }

    @Override
    public Chunks chunks() {
        return dialect.chunks();
    }

    @Override
    public long epoch() {
        return dialect.epoch();
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
        clean("remove what was deleted", dialect::scrub);
    }

    @Override
    public void reclaim() {
        clean("give the room of what was deleted back", dialect::reclaim);
    }

    @Override
    public boolean shrink(boolean last) {
        boolean more = !isFar() && write("give some room back", session -> dialect.shrink(session, last));
        relieve();
        return more;
    }

    private void clean(String what, Dialect.Cleaning cleaning) {
        writing.lock();
        try {
            requireWritable();
            settle();
            writer.closeStatements();
            writer.run(session -> cleaning.done(session, failure -> notNoted(what, failure)));
        } catch (SQLException failure) {
            throw failed(what, failure, phase());
        } catch (IOException failure) {
            throw notNoted(what, failure);
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

    @Override
    public void backup(URI to, boolean replace, Runnable look) {
        requireSettled();
        copying.lock();
        try (PostgresBackup backup = PostgresBackup.prepare(PostgresPlace.of(to), replace)) {
            read("copy it", session -> session.snapshot(inside -> backup.copy(inside, dialect, look)));
        } finally {
            copying.unlock();
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
            failures.notClosed(failure);
        } catch (IOException failure) {
            throw failures.notGivenUp(failure);
        } finally {
            writing.unlock();
        }
    }

    private void closeAll() throws SQLException, IOException {
        copying.lock();
        try (Closeable last = release::run) {
            readers.close();
            if (fenced || isTakenOver()) {
                dialect.giveUp(writer);
            } else {
                dialect.close(writer, state);
            }
        } finally {
            copying.unlock();
        }
    }

    /** What is written while nobody else does. */
    private interface Writing<T> {
        T write() throws SQLException, IOException;
    }

    @Override
    public <T> T write(String what, Session.Work<T> work) {
        return written(what, () -> commit(what, work));
    }

    @Override
    public void relieve() {
        dialect.relieve();
    }

    @Override
    public boolean appendsAtOnce() {
        return dialect.appendsAtOnce();
    }

    /** Finds out at once what became of a record whose session was lost, by the mark in its link, and appends it again if nothing. */
    @Override
    public void appendAtOnce(String what, Supplier<Appended> record) {
        written(what, () -> {
            Appended appended = record.get();
            try {
                append(appended);
            } catch (SQLException failure) {
                if (dialect.kind(failure, phase()) != Kind.UNKNOWN_OUTCOME) {
                    throw failure;
                }
                StorageException unknown = failed(what, failure, Phase.COMMITTING);
                if (!isAppended(appended, unknown)) {
                    append(appended);
                }
            }
            databases.changed(appended.after());
            return true;
        });
    }

    /**
     * Finds out what became of a record whose session was lost.
     *
     * @throws StorageException of kind FENCED if it was not appended and this process must not write any more; the failure, if it cannot be
     *     found out
     */
    private boolean isAppended(Appended appended, StorageException failure) throws SQLException, IOException {
        try {
            try {
                settle();
            } catch (StorageException ended) {
                if (!fenced) {
                    throw ended;
                }
                settleTakenOver();
            }
            long link = readers.read(session -> JdbcLog.linkAt(session, appended.position()));
            if (link == appended.after().link()) {
                return true;
            }
        } catch (SQLException | StorageException unreadable) {
            failure.addSuppressed(unreadable);
            unsettled = true;
            throw failure;
        }
        requireWritable();
        return false;
    }

    private void append(Appended appended) throws SQLException {
        DatabaseRow after = appended.after();
        long checksum = after.checksum(state.system());
        boolean done = writer.runAtOnce(session ->
                dialect.append(session, appended.position(), after.link(), appended.bytes(), after, checksum));
        if (!done) {
            writer.run(session -> {
                requireOwner(session);
                return true;
            });
            throw damaged("the row of database " + after.id(), "it is missing");
        }
    }

    private <T> T written(String what, Writing<T> writing) {
        this.writing.lock();
        try {
            requireWritable();
            settle();
            return writtenUnlessLost(writing);
        } catch (SQLException failure) {
            failedBefore = true;
            throw failed(what, failure, phase());
        } catch (IOException failure) {
            throw notNoted(what, failure);
        } catch (Error nobodyKnowsWhatWasDone) {
            failedBefore = true;
            unsettled = true;
            throw nobodyKnowsWhatWasDone;
        } finally {
            this.writing.unlock();
        }
    }

    /** Writes, once more if the session was lost before anything could become durable, as that of a server that was started again. */
    private <T> T writtenUnlessLost(Writing<T> writing) throws SQLException, IOException {
        try {
            return writing.write();
        } catch (SQLException failure) {
            if (!writer.isLost() || writer.failedToCommit()) {
                throw failure;
            }
            renewWriter();
            return writing.write();
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
        if (!dialect.isOwner(session, state)) {
            fenced = true;
            requireWritable();
        }
    }

    /** Returns whether the place says that it is somebody else's by now, who must not find it closed. */
    private boolean isTakenOver() {
        try {
            return !writer.run(session -> dialect.isOwner(session, state));
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
            throw failed(what, failure, Phase.READING);
        }
    }

    @Override
    public StorageException damaged(String what, String how) {
        return Contents.damaged(what, dialect.place(), how);
    }

    /** Runs a statement on the session that writes, for tests that limit or spoil it. */
    void onWriter(String statement) throws SQLException {
        SqliteDialect.run(writer.connection(), statement);
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
            throw new StorageException(Kind.FENCED, dialect.takenOver());
        }
    }

    @Override
    public void requireSettled() {
        requireOpen();
        if (unsettled) {
            try {
                write("settle the outcome of an earlier write", session -> true);
            } catch (StorageException ended) {
                if (ended.kind() != Kind.FENCED) {
                    throw ended;
                }
                readTakenOver();
            }
        }
    }

    private void readTakenOver() {
        writing.lock();
        try {
            settleTakenOver();
        } catch (SQLException failure) {
            throw failed("read what became of an earlier write", failure, Phase.READING);
        } finally {
            writing.unlock();
        }
    }

    /** Reads what became of a write that was cut off when another process took over, which has ended it. */
    private void settleTakenOver() throws SQLException {
        Contents contents = readers.read(session -> session.snapshot(inside -> Contents.read(inside, dialect.place())));
        databases.reset(contents);
        roots.reset(contents);
        unsettled = false;
    }

    /**
     * Makes sure that a write that was cut off has happened or will never: its remains at the end of a write-ahead log, which a restart
     * could find, are overwritten by a write that succeeds, and a lost session has ended. What is kept in memory is read again.
     */
    private void settle() throws SQLException, IOException {
        if (writer.isLost()) {
            renewWriter();
        }
        if (unsettled) {
            commit(
                    "settle the outcome of an earlier write",
                    session -> session.statement(Tables.PROBE).executeUpdate());
            Contents contents = writer.run(session -> Contents.read(session, dialect.place()));
            databases.reset(contents);
            roots.reset(contents);
            unsettled = false;
        }
    }

    private void renewWriter() {
        try {
            writer = dialect.renewWriter(writer, unsettled);
        } catch (SQLException failure) {
            throw failed("open a session that writes", failure, Phase.READING);
        } catch (StorageException failure) {
            fenced |= failure.kind() == Kind.FENCED;
            throw failure;
        }
    }

    /** Returns what the session that writes was doing when it failed. */
    private Phase phase() {
        return writer.failedToCommit() ? Phase.COMMITTING : Phase.CHANGING;
    }

    private StorageException notNoted(String what, IOException failure) {
        unsettled = true;
        return failures.notNoted(what, failure);
    }

    private StorageException failed(String what, SQLException failure, Phase phase) {
        StorageException failed = failures.failed(what, failure, phase);
        unsettled |= failed.kind() == Kind.UNKNOWN_OUTCOME;
        return failed;
    }
}
