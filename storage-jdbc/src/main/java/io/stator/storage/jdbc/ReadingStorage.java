package io.stator.storage.jdbc;

import io.stator.engine.storage.Log;
import io.stator.engine.storage.Roots;
import io.stator.engine.storage.Segments;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A storage in an SQLite file that is only read, while another process may write to it; safe for use by several threads.
 *
 * <p>Databases and roots are those of the last {@link #refresh}. What is read of a log or of segments is what is there then.
 */
final class ReadingStorage implements Storage, JdbcPlace {

    private final SystemFiles files;
    private final ReaderHold hold;
    private final UUID system;
    private final Map<String, JdbcLog> logs = new ConcurrentHashMap<>();
    private final JdbcDatabases databases;
    private final JdbcRoots roots;
    private volatile ReadingView view;
    private volatile boolean closed;

    private ReadingStorage(SystemFiles files, ReaderHold hold, ReadingView view) {
        this.files = files;
        this.hold = hold;
        this.view = view;
        this.system = view.contents().state().system();
        this.databases = new JdbcDatabases(this, view.contents());
        this.roots = new JdbcRoots(this, view.contents());
    }

    /** Opens a file that is there; see {@link SqliteStorage#openReadOnly}. */
    static ReadingStorage open(Path file) {
        Path path = file.toAbsolutePath().normalize();
        try {
            requireReadable(path);
            SystemFiles files = new SystemFiles(path.toRealPath());
            ReaderHold hold = ReaderHold.acquire(files.main());
            ReadingStorage opened = null;
            try {
                // before SQLite has the file open, because this closes a descriptor of it
                requireNewestFormat(files.main());
                opened = new ReadingStorage(files, hold, ReadingView.open(files));
                return opened;
            } finally {
                if (opened == null) {
                    hold.release();
                }
            }
        } catch (IOException failure) {
            throw notRead(path, failure);
        } catch (SQLException failure) {
            throw SqliteDialect.notOpened(path, failure);
        }
    }

    private static void requireReadable(Path file) throws IOException {
        if (Files.isRegularFile(file) && Files.size(file) == 0) {
            throw new StorageException(Kind.FOREIGN, "expected a Stator storage, found an empty file: " + file);
        }
        if (!Files.isRegularFile(file)) {
            throw new StorageException(
                    Kind.FOREIGN,
                    "expected the file of a Stator storage, found "
                            + (Files.exists(file) ? "something that is no file: " : "nothing: ") + file);
        }
        if (!Files.isReadable(file)) {
            throw new StorageException(Kind.READ_ONLY, "this user may not read " + file);
        }
    }

    private static void requireNewestFormat(Path file) throws IOException {
        if (SqliteHeader.requireOurs(file) != Tables.FORMAT_VERSION) {
            throw new StorageException(
                    Kind.READ_ONLY,
                    file + " has format version " + Tables.FORMAT_VERSION_UNLINKED
                            + ", which must be written anew before it can be read: open it once to write");
        }
    }

    private static StorageException notRead(Path file, IOException failure) {
        return new StorageException(Kind.IO, "could not read " + file + ": " + failure, failure);
    }

    private StorageException readOnly(String what) {
        return new StorageException(
                Kind.READ_ONLY,
                "could not " + what + " in " + files.main() + ": it is open read-only; open it to write for that");
    }

    @Override
    public Log log(String database) {
        requireSettled();
        return logs.computeIfAbsent(Storage.requireDatabaseId(database), id -> new JdbcLog(this, id));
    }

    @Override
    public Segments segments(String database) {
        requireSettled();
        return new JdbcSegments(this, Storage.requireDatabaseId(database));
    }

    @Override
    public Roots roots() {
        requireSettled();
        return roots;
    }

    @Override
    public void deleteDatabase(String database) {
        throw readOnly("delete database " + Storage.requireDatabaseId(database));
    }

    @Override
    public void scrub() {
        throw readOnly("remove what was deleted");
    }

    @Override
    public synchronized void refresh() {
        Contents found = read(
                "look for changes",
                session -> Contents.read(session, files.main().toString()));
        if (!found.state().system().equals(system)) {
            throw ReadingView.displaced(files.main());
        }
        // in this order, so that nobody finds the name of a database whose records he does not find
        databases.reset(found);
        roots.reset(found);
    }

    @Override
    public JdbcDatabases databases() {
        return databases;
    }

    @Override
    public int newMark() {
        throw readOnly("append a record");
    }

    @Override
    public UUID system() {
        return system;
    }

    @Override
    public <T> T write(String what, Session.Work<T> work) {
        requireSettled();
        throw readOnly(what);
    }

    @Override
    public <T> T read(String what, Session.Work<T> work) {
        return throughView(what, current -> current.read(work));
    }

    /** What is done with a view; done again when the files were opened or closed by others meanwhile. */
    @FunctionalInterface
    private interface Reading<T> {
        T read(ReadingView current) throws SQLException, IOException;
    }

    private <T> T throughView(String what, Reading<T> reading) {
        try {
            for (int i = 0; i < ReadingView.ATTEMPTS_MAX; i++) {
                requireSettled();
                ReadingView current = view;
                try {
                    T result = reading.read(current);
                    if (current.isCurrent()) {
                        return result;
                    }
                } catch (SQLException | StorageException failure) {
                    if (current.isCurrent()) {
                        throw failure;
                    }
                }
                reopen(current);
            }
        } catch (SQLException failure) {
            throw failed(what, failure);
        } catch (IOException failure) {
            throw notRead(files.main(), failure);
        }
        throw ReadingView.busy(files.main());
    }

    private synchronized void reopen(ReadingView old) throws SQLException, IOException {
        if (view == old && !closed) {
            view = ReadingView.open(files);
            old.close();
        }
    }

    private StorageException failed(String what, SQLException failure) {
        Kind kind = SqliteDialect.kindOf(failure, false);
        String advice = switch (kind) {
            case LOCKED, READ_ONLY -> "another process is about to change it; try again";
            case CORRUPT -> "its structure is damaged; restore the file from a copy";
            default -> "the device or the file system failed, which says nothing about the data";
        };
        return new StorageException(
                kind == Kind.READ_ONLY ? Kind.LOCKED : kind,
                "could not " + what + " in " + files.main() + ": " + advice + " (" + failure.getMessage() + ")",
                failure);
    }

    @Override
    public void requireSettled() {
        if (closed) {
            throw new StorageException(Kind.CLOSED, "the storage " + files.main() + " is closed; open it again");
        }
    }

    @Override
    public StorageException damaged(String what, String how) {
        return Contents.damaged(what, files.main().toString(), how);
    }

    /** Reads and checks everything there was at one moment. */
    StorageReport check() {
        String place = files.main().toString();
        return read("check everything", session -> FullCheck.run(session, place, Contents.check(session, place)));
    }

    @Override
    public void backup(Path to, boolean replace, Runnable look) {
        try (Backup backup = Backup.prepare(files.main(), to, replace)) {
            throughView("copy it", current -> backup.copy(current::connect, look));
            backup.publish();
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            view.close();
        } catch (SQLException failure) {
            throw failed("close it", failure);
        } finally {
            hold.release();
        }
    }
}
