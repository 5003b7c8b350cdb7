package io.stator.storage.jdbc;

import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Opens storages that keep a whole system in one SQLite file, which can be copied after it was closed. */
public final class SqliteStorage {

    private static final int HEADER_BYTES = 100;
    private static final int HEADER_VERSION_OFFSET = 60;
    private static final int HEADER_APPLICATION_OFFSET = 68;
    private static final byte[] HEADER_MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    /** The free bytes below which a failure to create a file is taken for a full disk. */
    private static final long SPACE_BYTES_MIN = 64L << 10;

    private SqliteStorage() {}

    /**
     * Opens the storage in a file, which is created with its directories if there is none, and keeps everybody else from opening it
     * until it is closed.
     *
     * @throws StorageException of kind LOCKED if it is open already, here or in another process; FOREIGN if the file is something
     *     else or of a newer format; CORRUPT if it is damaged; READ_ONLY, NO_SPACE or IO if it cannot be written to
     */
    public static Storage open(Path file) {
        return openJdbc(file);
    }

    static JdbcStorage openJdbc(Path file) {
        try {
            Path real = prepare(file.toAbsolutePath().normalize());
            FileHold hold = FileHold.acquire(real);
            JdbcStorage opened = null;
            try {
                opened = openHeld(real, hold);
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

    private static JdbcStorage openHeld(Path file, FileHold hold) throws IOException {
        SqliteDialect dialect = new SqliteDialect(file);
        try {
            if (Files.notExists(file) || Files.size(file) == 0) {
                requireNoRemains(file);
                create(file);
            } else {
                requireOurs(file);
            }
            return new JdbcStorage(dialect, hold::release);
        } catch (SQLException failure) {
            Kind kind = dialect.kind(failure, false);
            throw new StorageException(kind, "could not open " + file + ": " + failure.getMessage(), failure);
        }
    }

    /** Creates the directories of a file and returns its path without links. */
    private static Path prepare(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new StorageException(Kind.FOREIGN, "expected a file, not a directory: " + file);
        }
        if (Files.exists(file)) {
            if (!Files.isWritable(file)) {
                throw new StorageException(Kind.READ_ONLY, "the file must be writable: " + file);
            }
            return file.toRealPath();
        }
        Path directory = file.getParent();
        if (directory == null) {
            throw new StorageException(Kind.FOREIGN, "expected a file, not a directory: " + file);
        }
        Files.createDirectories(directory);
        return directory.toRealPath().resolve(file.getFileName());
    }

    /** Writes a new file under another name first, so that the file never is there half-made. */
    private static void create(Path file) throws IOException, SQLException {
        Path unfinished = sibling(file, ".new");
        Files.deleteIfExists(unfinished);
        Files.deleteIfExists(sibling(unfinished, "-journal"));
        SqliteDialect.create(unfinished);
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void requireNoRemains(Path file) {
        Path writeAhead = sibling(file, "-wal");
        if (Files.exists(writeAhead)) {
            throw new StorageException(
                    Kind.CORRUPT,
                    file + " is missing or empty, but its newest changes are still in " + writeAhead
                            + "; restore the file, or move those away");
        }
    }

    private static void requireOurs(Path file) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        try (InputStream input = Files.newInputStream(file)) {
            header.limit(input.readNBytes(header.array(), 0, HEADER_BYTES));
        }
        if (header.limit() < HEADER_BYTES || !startsWithMagic(header)) {
            throw new StorageException(
                    Kind.FOREIGN, "expected a Stator storage or no file, found something else: " + file);
        }
        int application = header.getInt(HEADER_APPLICATION_OFFSET);
        if (application != SqliteDialect.APPLICATION_ID) {
            throw new StorageException(
                    Kind.FOREIGN,
                    "expected a Stator storage, found the SQLite file of another application: " + file
                            + " (application id " + application + ")");
        }
        int version = header.getInt(HEADER_VERSION_OFFSET);
        if (version != SqliteDialect.FORMAT_VERSION) {
            throw new StorageException(
                    Kind.FOREIGN,
                    "this program reads format version " + SqliteDialect.FORMAT_VERSION + ", " + file + " has version "
                            + version + "; open it with a newer program");
        }
    }

    private static boolean startsWithMagic(ByteBuffer header) {
        return Arrays.equals(header.array(), 0, HEADER_MAGIC.length, HEADER_MAGIC, 0, HEADER_MAGIC.length);
    }

    private static StorageException notWritable(Path file, IOException failure) {
        Path directory = existingAncestor(file.toAbsolutePath().getParent());
        Kind kind = Kind.IO;
        if (directory != null && !Files.isWritable(directory)) {
            kind = Kind.READ_ONLY;
        } else if (directory != null && directory.toFile().getUsableSpace() < SPACE_BYTES_MIN) {
            kind = Kind.NO_SPACE;
        }
        return new StorageException(kind, "could not open " + file + " for writing: " + failure, failure);
    }

    private static @Nullable Path existingAncestor(@Nullable Path start) {
        Path directory = start;
        while (directory != null && Files.notExists(directory)) {
            directory = directory.getParent();
        }
        return directory;
    }

    private static Path sibling(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }
}
