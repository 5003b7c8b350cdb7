package io.stator.storage.jdbc;

import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.LockSupport;

/**
 * A way to read the files of a system that another process may have open, or open, close and change meanwhile; safe for use by several
 * threads.
 *
 * <p>A file that was closed and has no write-ahead log is read alone, without any lock and without leaving anything beside it; whether
 * somebody has opened it since is looked at after each read. Otherwise SQLite reads the file and its log together, which it does beside a
 * writer, and needs the index {@code -shm} for it.
 */
final class ReadingView {

    /** How often the files are looked at again when they changed meanwhile, and how long is waited in between. */
    static final int ATTEMPTS_MAX = 50;

    private static final long ATTEMPT_PAUSE_NANOS = 20_000_000;

    private final SystemFiles files;
    private final boolean alone;
    private final FileStamps stamps;
    private final Readers readers;
    private final Contents contents;

    private ReadingView(SystemFiles files, boolean alone, FileStamps stamps, Contents contents) {
        this.files = files;
        this.alone = alone;
        this.stamps = stamps;
        this.contents = contents;
        this.readers = new Readers(() -> new Session(connect()));
    }

    /**
     * Returns a view of files that are there, after checking them as an opening to write does.
     *
     * @throws StorageException of kind CORRUPT if they are damaged or do not belong together; READ_ONLY if reading them needs more than
     *     this process may do
     */
    static ReadingView open(SystemFiles files) throws IOException, SQLException {
        FileStamps failedWith = null;
        for (int i = 1; ; i++) {
            FileStamps before = FileStamps.of(files);
            try {
                ReadingView view = attempt(files, before);
                if (!view.alone || view.isCurrent()) {
                    return view;
                }
            } catch (StorageException | IOException | SQLException failure) {
                // once more, because a change may be too quick for the clock of the file system
                boolean again = before.equals(failedWith) && before.equals(FileStamps.of(files));
                if (again || i == ATTEMPTS_MAX) {
                    throw failure;
                }
                failedWith = before;
            }
            if (i == ATTEMPTS_MAX) {
                throw busy(files.main());
            }
            LockSupport.parkNanos(ATTEMPT_PAUSE_NANOS);
        }
    }

    static StorageException busy(Path file) {
        return new StorageException(
                Kind.LOCKED, file + " is opened and closed by others faster than it can be read; try again");
    }

    private static ReadingView attempt(SystemFiles files, FileStamps before) throws IOException, SQLException {
        requireNoJournal(files);
        Evidence evidence = Evidence.require(files);
        boolean alone = evidence.isWholeAlone() || !evidence.hasLog() && !canJoin(files);
        if (!alone && !canJoin(files)) {
            throw new StorageException(
                    Kind.READ_ONLY,
                    "the newest transactions of " + files.main() + " are in " + files.writeAhead()
                            + ", and to read them a file "
                            + files.sharedMemory().getFileName()
                            + " is needed, which cannot be made in this directory; let this user write to the directory, or"
                            + " open the system once where it can be written and close it");
        }
        Contents contents;
        try (Session session = new Session(connect(files, alone))) {
            contents = session.snapshot(inside -> {
                evidence.requireJoined(inside);
                return Contents.check(inside, files.main().toString());
            });
            evidence.requireContent(contents);
            // taken while SQLite keeps the log from being removed
            FileStamps joined = alone ? before : FileStamps.of(files);
            return new ReadingView(files, alone, joined, contents);
        }
    }

    /** Checks that nothing would take the last change of the file back, which a file that is read alone would not show. */
    private static void requireNoJournal(SystemFiles files) throws IOException {
        if (Files.exists(files.rollbackJournal()) && !RollbackJournal.isOfModeSwitch(files)) {
            throw new StorageException(
                    Kind.CORRUPT,
                    files.main() + " was changed by another program, or has its journal beside it, which is not ours: "
                            + files.rollbackJournal() + "; put back the file or the journal that belong together, or"
                            + " restore all from a copy");
        }
    }

    /** Returns whether SQLite has, or can make, what it needs to read a write-ahead log. */
    private static boolean canJoin(SystemFiles files) {
        Path directory = files.main().getParent();
        return Files.isReadable(files.sharedMemory()) || directory != null && Files.isWritable(directory);
    }

    private static Connection connect(SystemFiles files, boolean alone) throws SQLException {
        return alone ? SqliteDialect.openAlone(files.main()) : SqliteDialect.openForCheck(files.main());
    }

    /** Opens one more connection, which cannot write. */
    Connection connect() throws SQLException {
        return connect(files, alone);
    }

    /** Returns what was found when this was opened. */
    Contents contents() {
        return contents;
    }

    /** Reads what was committed at one moment; only right when {@link #isCurrent} after it. */
    <T> T read(Session.Work<T> work) throws SQLException {
        return readers.read(session -> session.snapshot(work));
    }

    /**
     * Returns whether what was read through this view was right.
     *
     * @throws StorageException of kind DISPLACED if the file was removed or replaced
     */
    boolean isCurrent() throws IOException {
        FileStamps now = FileStamps.of(files);
        if (!now.main().isSameFile(stamps.main())) {
            throw displaced(files.main());
        }
        return alone ? now.equals(stamps) : now.writeAhead().isSameFile(stamps.writeAhead());
    }

    static StorageException displaced(Path file) {
        return new StorageException(
                Kind.DISPLACED,
                file + " was removed, moved or replaced while it was open to be read; open the system again");
    }

    /** Waits for the running reads and closes all connections. */
    void close() throws SQLException {
        readers.close();
    }
}
