package io.stator.storage.jdbc;

import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Opens storages that keep a whole system in one SQLite file, which can be copied after it was closed.
 *
 * <p>All methods wait for the file.
 */
public final class SqliteStorage {

    /** The free bytes below which a failure to create a file is taken for a full disk. */
    private static final long SPACE_BYTES_MIN = 64L << 10;

    private SqliteStorage() {}

    /**
     * Opens the storage in a file, which is created with its directories if there is none, and keeps everybody else from opening it
     * until it is closed. The structure of the file is checked, and that it is whole; a file of an older format is written anew.
     *
     * @throws StorageException of kind LOCKED if it is open already, here or in another process; FOREIGN if the file is something
     *     else or of a newer format; CORRUPT if it is damaged, or what is beside it is missing, damaged or of another file; READ_ONLY,
     *     NO_SPACE or IO if it cannot be read or written to
     */
    public static Storage open(Path file) {
        return openJdbc(file, dialect -> dialect);
    }

    /**
     * Reads and checks everything in a file that nobody has open: its structure, the databases, the roots, every record and every segment,
     * and that nothing beside it is missing. Changes nothing in it, except that one of an older format is first written anew.
     *
     * @throws StorageException as {@link #open} does; of kind CORRUPT, naming the first thing that is not what was written; of kind
     *     FOREIGN if there is no file
     */
    public static StorageReport check(Path file) {
        Path path = file.toAbsolutePath().normalize();
        try {
            if (Files.notExists(path) || Files.size(path) == 0) {
                throw new StorageException(
                        Kind.FOREIGN, "expected a Stator storage, found no or an empty file: " + path);
            }
            SystemFiles files = new SystemFiles(prepare(path));
            FileHold hold = FileHold.acquire(files.main());
            try {
                return checkHeld(files, hold);
            } finally {
                hold.release();
            }
        } catch (IOException failure) {
            throw notWritable(path, failure);
        }
    }

    /**
     * Opens the storage in a file that is there to read it, also while another process has it open, which is not held up. Nothing is
     * written to the file or its log; see docs/operations.md for what may be left beside it.
     *
     * @throws StorageException of kind LOCKED if this process has it open; FOREIGN if there is none, or of a newer format; CORRUPT if
     *     it is damaged; READ_ONLY if it, or what is beside it, cannot be read without writing
     */
    public static Storage openReadOnly(Path file) {
        return SqliteReading.open(file);
    }

    /**
     * Reads and checks everything in a file, as it is at one moment, also while another process has it open. Changes nothing.
     *
     * @throws StorageException as {@link #openReadOnly} does; of kind CORRUPT, naming the first thing that is not what was written
     */
    public static StorageReport checkReadOnly(Path file) {
        try (ReadingStorage storage = SqliteReading.open(file)) {
            return storage.check();
        }
    }

    private static StorageReport checkHeld(SystemFiles files, FileHold hold) throws IOException {
        try {
            Evidence evidence = prepareHeld(files, hold);
            try (Session session = new Session(SqliteDialect.openForCheck(files.main()))) {
                Contents contents = readChecked(session, files, evidence);
                return FullCheck.run(session, files.main().toString(), Chunks.ROW_BY_ROW, contents);
            }
        } catch (SQLException failure) {
            throw SqliteDialect.notOpened(files.main(), failure);
        }
    }

    static JdbcStorage openJdbc(Path file) {
        return openJdbc(file, dialect -> dialect);
    }

    static JdbcStorage openJdbc(Path file, UnaryOperator<Dialect> wrapper) {
        try {
            SystemFiles files = new SystemFiles(prepare(file.toAbsolutePath().normalize()));
            FileHold hold = FileHold.acquire(files.main());
            JdbcStorage opened = null;
            try {
                opened = openHeld(files, hold, wrapper);
                return opened;
            } finally {
                if (opened == null) {
                    hold.release();
                }
            }
        } catch (IOException failure) {
            throw notWritable(file, failure);
        }
    }

    private static JdbcStorage openHeld(SystemFiles files, FileHold hold, UnaryOperator<Dialect> wrapper)
            throws IOException {
        Path file = files.main();
        try {
            Evidence evidence = prepareHeld(files, hold);
            Contents contents = readChecked(files, evidence);
            hold.lockContent();
            JdbcStorage storage = new JdbcStorage(wrapper.apply(new SqliteDialect(files)), contents, hold::release);
            lockOpened(storage, hold);
            Files.deleteIfExists(files.acceptLoss());
            return storage;
        } catch (SQLException failure) {
            throw SqliteDialect.notOpened(file, failure);
        }
    }

    /** Sees to it that there is a file of the newest format, whose companions belong to it, and that nobody else has it. */
    private static Evidence prepareHeld(SystemFiles files, FileHold hold) throws IOException, SQLException {
        Path file = files.main();
        hold.claimIdentity();
        if (Files.notExists(file) || Files.size(file) == 0) {
            requireNoRemains(files);
            create(files);
        } else {
            hold.lockContent();
            if (RollbackJournal.isOfModeSwitch(files)) {
                SqliteDialect.rollBack(file);
            }
            if (SqliteHeader.requireOurs(file) == Tables.FORMAT_VERSION_UNLINKED) {
                Evidence.requireUnlinked(files);
                Upgrade.run(files);
                Files.deleteIfExists(files.end());
            }
        }
        hold.claimIdentity();
        return Evidence.require(files);
    }

    /** Locks the file once more, because SQLite gives up all locks on it until it has its own for good. */
    private static void lockOpened(JdbcStorage storage, FileHold hold) throws IOException {
        boolean locked = false;
        try {
            hold.lockContent();
            locked = true;
        } finally {
            if (!locked) {
                storage.close();
            }
        }
    }

    private static Contents readChecked(SystemFiles files, Evidence evidence) throws SQLException {
        try (Session session = new Session(SqliteDialect.openForCheck(files.main()))) {
            return readChecked(session, files, evidence);
        }
    }

    private static Contents readChecked(Session session, SystemFiles files, Evidence evidence) throws SQLException {
        evidence.requireJoined(session);
        Contents contents = Contents.check(session, files.main().toString());
        evidence.requireContent(contents);
        return contents;
    }

    /** Creates the directories of a file, durably, and returns its path without links. */
    private static Path prepare(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new StorageException(Kind.FOREIGN, "expected a file, not a directory: " + file);
        }
        if (Files.exists(file)) {
            if (!Files.isRegularFile(file)) {
                throw new StorageException(Kind.FOREIGN, "expected a regular file, not a device or a pipe: " + file);
            }
            if (!Files.isWritable(file)) {
                throw new StorageException(
                        Kind.READ_ONLY,
                        "the file must be writable: " + file
                                + "; to read it only, use Stator.openReadOnly (--read-only on the command line)");
            }
            return file.toRealPath();
        }
        if (Files.isSymbolicLink(file)) {
            throw new StorageException(
                    Kind.FOREIGN, "expected a file, not a link to a file that is not there: " + file);
        }
        Path directory = file.getParent();
        if (directory == null) {
            throw new StorageException(Kind.FOREIGN, "expected a file, not a directory: " + file);
        }
        createDirectories(directory);
        return directory.toRealPath().resolve(file.getFileName());
    }

    /** Creates directories from the uppermost on, each durable in the one above it before the next. */
    private static void createDirectories(Path directory) throws IOException {
        Deque<Path> missing = new ArrayDeque<>();
        Path present = directory;
        while (present != null && Files.notExists(present)) {
            missing.push(present);
            present = present.getParent();
        }
        Files.createDirectories(directory);
        for (Path created : missing) {
            Path above = created.getParent();
            if (above != null) {
                SystemFiles.syncDirectory(above);
            }
        }
    }

    /** Writes a new file under another name first, so that the file never is there half-made. */
    private static void create(SystemFiles files) throws IOException, SQLException {
        Path unfinished = files.unfinished();
        deleteUnfinished(unfinished);
        SqliteDialect.create(unfinished);
        replace(files);
    }

    static void deleteUnfinished(Path unfinished) throws IOException {
        Files.deleteIfExists(unfinished);
        for (String suffix : List.of("-journal", "-wal", "-shm")) {
            Files.deleteIfExists(unfinished.resolveSibling(unfinished.getFileName() + suffix));
        }
    }

    /** Moves the finished file to its place, durably. */
    static void replace(SystemFiles files) throws IOException {
        SystemFiles.sync(files.unfinished());
        Files.move(
                files.unfinished(), files.main(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        files.syncDirectory();
    }

    private static void requireNoRemains(SystemFiles files) throws IOException {
        if (files.hasWriteAhead()) {
            throw new StorageException(
                    Kind.CORRUPT,
                    files.main() + " is missing or empty, but its newest changes are still in " + files.writeAhead()
                            + "; restore the file, or move those away");
        }
        if (Files.exists(files.end())) {
            throw new StorageException(
                    Kind.CORRUPT,
                    files.main() + " is missing or empty, but was open here, as " + files.end()
                            + " tells; restore the file, or remove that one to begin anew");
        }
    }

    private static StorageException notWritable(Path file, IOException failure) {
        Path directory = existingAncestor(file.toAbsolutePath().getParent());
        Kind kind = Kind.IO;
        String why = "";
        if (directory != null && !Files.isDirectory(directory)) {
            why = "; " + directory + " must be a directory";
        } else if (directory != null && !Files.isWritable(directory)) {
            kind = Kind.READ_ONLY;
            why = "; the directory " + directory + " must be writable";
        } else if (directory != null && directory.toFile().getTotalSpace() == 0) {
            why = "; " + directory + " is on a file system that keeps no files" + typeOf(directory)
                    + ": use a directory on a disk";
        } else if (directory != null && directory.toFile().getUsableSpace() < SPACE_BYTES_MIN) {
            kind = Kind.NO_SPACE;
            why = "; no space is left there: make room";
        }
        return new StorageException(kind, "could not open " + file + " for writing: " + failure + why, failure);
    }

    private static String typeOf(Path directory) {
        try {
            FileStore store = Files.getFileStore(directory);
            return " (" + store.type() + ")";
        } catch (IOException unknown) {
            return "";
        }
    }

    private static @Nullable Path existingAncestor(@Nullable Path start) {
        Path directory = start;
        while (directory != null && !Files.exists(directory)) {
            directory = directory.getParent();
        }
        return directory;
    }
}
