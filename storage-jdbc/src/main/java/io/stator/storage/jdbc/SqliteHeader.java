package io.stator.storage.jdbc;

import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** The first bytes of an SQLite file, looked at before SQLite is asked to open it. */
final class SqliteHeader {

    private static final int BYTES = 100;
    private static final int PAGE_OFFSET = 16;
    private static final int VERSION_OFFSET = 60;

    /** Where a file tells the last page on which a table begins if pages can be moved; 0 if they cannot. */
    private static final int LAST_TABLE_OFFSET = 52;

    /** Where a file tells that pages are moved only when that is asked for. */
    private static final int MOVED_WHEN_ASKED_OFFSET = 64;

    private static final int APPLICATION_OFFSET = 68;
    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    /** What SQLite reads some bytes for, which are the same in all our files. */
    private static final Map<Integer, Byte> CONSTANTS = Map.ofEntries(
            Map.entry(20, (byte) 0), // bytes reserved in a page
            Map.entry(21, (byte) 64), // the three fractions of a page
            Map.entry(22, (byte) 32),
            Map.entry(23, (byte) 32),
            Map.entry(47, (byte) 4), // the format of the schema
            Map.entry(56, (byte) 0), // UTF-8
            Map.entry(57, (byte) 0),
            Map.entry(58, (byte) 0),
            Map.entry(59, (byte) 1));

    /** The versions of the file format for writing and reading: with a write-ahead log or, before the first opening, without one. */
    private static final int FORMAT_OFFSET = 18;

    private static final int FORMAT_MAX = 2;

    private SqliteHeader() {}

    /**
     * Returns the version of our format that a file has.
     *
     * @throws StorageException of kind FOREIGN if it is not a file of ours, or of a newer version; CORRUPT if its header is damaged
     */
    static int requireOurs(Path file) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(BYTES);
        try (InputStream input = Files.newInputStream(file)) {
            header.limit(input.readNBytes(header.array(), 0, BYTES));
        }
        if (header.limit() < BYTES || !Arrays.equals(header.array(), 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new StorageException(
                    Kind.FOREIGN,
                    "expected a Stator storage or no file, found something else, or a file whose beginning is damaged: "
                            + file);
        }
        int application = header.getInt(APPLICATION_OFFSET);
        if (application != Tables.APPLICATION_ID) {
            throw new StorageException(
                    Kind.FOREIGN,
                    "expected a Stator storage, found the SQLite file of another application: " + file
                            + " (application id " + application + ")");
        }
        int version = header.getInt(VERSION_OFFSET);
        if (version < Tables.FORMAT_VERSION_UNLINKED || version > Tables.FORMAT_VERSION) {
            throw new StorageException(
                    Kind.FOREIGN,
                    "this program reads format versions up to " + Tables.FORMAT_VERSION + ", " + file + " has version "
                            + version + "; open it with a newer program");
        }
        requireConstants(header, version, file);
        return version;
    }

    private static void requireConstants(ByteBuffer header, int version, Path file) {
        int writeFormat = header.get(FORMAT_OFFSET);
        int readFormat = header.get(FORMAT_OFFSET + 1);
        int lastTable = header.getInt(LAST_TABLE_OFFSET);
        boolean canShrink = version >= Tables.FORMAT_VERSION && lastTable != 0;
        boolean right = header.getShort(PAGE_OFFSET) == Tables.PAGE_BYTES
                && lastTable == (canShrink ? Tables.LAST_TABLE_PAGE : 0)
                && header.getInt(MOVED_WHEN_ASKED_OFFSET) == (canShrink ? 1 : 0)
                && writeFormat >= 1
                && writeFormat <= FORMAT_MAX
                && readFormat == writeFormat;
        for (Map.Entry<Integer, Byte> constant : CONSTANTS.entrySet()) {
            right &= header.get(constant.getKey()) == constant.getValue();
        }
        if (!right) {
            throw Contents.damaged("the header", file.toString(), "it is not that of our files");
        }
    }
}
