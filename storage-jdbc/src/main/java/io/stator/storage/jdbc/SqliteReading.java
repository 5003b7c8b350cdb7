package io.stator.storage.jdbc;

import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * An SQLite file that is only read, while another process may open, change and close it; safe for use by several threads.
 */
final class SqliteReading implements ReadingPlace {

    private final SystemFiles files;
    private final ReaderHold hold;
    private volatile ReadingView view;
    private volatile boolean closed;

    private SqliteReading(SystemFiles files, ReaderHold hold, ReadingView view) {
        this.files = files;
        this.hold = hold;
        this.view = view;
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
                SqliteReading reading = new SqliteReading(files, hold, ReadingView.open(files));
                opened = new ReadingStorage(reading, reading.view.contents());
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
        if (SqliteHeader.requireOurs(file) == Tables.FORMAT_VERSION_UNLINKED) {
            throw new StorageException(
                    Kind.READ_ONLY,
                    file + " has format version " + Tables.FORMAT_VERSION_UNLINKED
                            + ", which must be written anew before it can be read: open it once to write");
        }
    }

    private static StorageException notRead(Path file, IOException failure) {
        return new StorageException(Kind.IO, "could not read " + file + ": " + failure, failure);
    }

    @Override
    public String place() {
        return files.main().toString();
    }

    @Override
    public boolean isFar() {
        return false;
    }

    @Override
    public Chunks chunks() {
        return Chunks.ROW_BY_ROW;
    }

    @Override
    public <T> T read(String what, Session.Work<T> work) {
        return throughView(what, current -> current.read(work));
    }

    @Override
    public Contents check(Session session) throws SQLException {
        return Contents.check(session, place());
    }

    @Override
    public StorageException displaced() {
        return ReadingView.displaced(files.main());
    }

    /** What is done with a view; done again when the files were opened or closed by others meanwhile. */
    @FunctionalInterface
    private interface Reading<T> {
        T read(ReadingView current) throws SQLException, IOException;
    }

    private <T> T throughView(String what, Reading<T> reading) {
        try {
            for (int i = 0; i < ReadingView.ATTEMPTS_MAX; i++) {
                if (closed) {
                    throw ReadingStorage.closed(place());
                }
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
    public void backup(Path to, boolean replace, Runnable look) {
        try (Backup backup = Backup.prepare(files.main(), to, replace)) {
            throughView("copy it", current -> backup.copy(current::connect, look));
            backup.publish();
        }
    }

    @Override
    public synchronized void close() {
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
