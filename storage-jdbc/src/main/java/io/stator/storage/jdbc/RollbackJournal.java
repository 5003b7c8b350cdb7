package io.stator.storage.jdbc;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * SQLite's rollback journal: a header, and behind it, at the next sector, pages as they were, each between its number and a checksum. A
 * system in its place never has one, except that a file in which SQLite kept none of our write-ahead logs yet, such as one of an
 * earlier release that was just made or one that another program copied, is changed in its first page when it is opened.
 */
final class RollbackJournal {

    private static final long MAGIC = 0xd9d505f920a163d7L;
    private static final int HEADER_BYTES = 28;
    private static final int COUNT_OFFSET = 8;
    private static final int PAGES_OFFSET = 16;
    private static final int SECTOR_OFFSET = 20;
    private static final int PAGE_BYTES_OFFSET = 24;

    private static final int CHANGE_COUNTER_OFFSET = 24;
    private static final int MODE_OFFSET = 18;
    private static final int MODE_BYTES = 2;
    private static final int VALID_FOR_OFFSET = 92;
    private static final int VALID_FOR_BYTES = 8;

    private RollbackJournal() {}

    /**
     * Returns whether there is a journal that does no more than take back a switch of the way a file is written: it holds the first
     * page alone, as it is but for the bytes that tell of that. Any other one is not ours, and is not to be used.
     */
    static boolean isOfModeSwitch(SystemFiles files) throws IOException {
        Path path = files.rollbackJournal();
        if (Files.notExists(path)) {
            return false;
        }
        try (RandomAccessFile journal = new RandomAccessFile(path.toFile(), "r");
                RandomAccessFile main = new RandomAccessFile(files.main().toFile(), "r")) {
            ByteBuffer header = read(journal, 0, HEADER_BYTES);
            int pageBytes = header.getInt(PAGE_BYTES_OFFSET);
            if (header.getLong(0) != MAGIC
                    || pageBytes != Tables.PAGE_BYTES
                    || header.getInt(PAGES_OFFSET) != main.length() / pageBytes) {
                return false;
            }
            long record = header.getInt(SECTOR_OFFSET);
            long end = record + 2 * Integer.BYTES + pageBytes;
            if (header.getInt(COUNT_OFFSET) == 0 && journal.length() < end) {
                return true; // nothing was changed yet
            }
            if (record < HEADER_BYTES || journal.length() < end || journal.length() >= end + record) {
                return false;
            }
            ByteBuffer before = read(journal, record, Integer.BYTES + pageBytes);
            return before.getInt(0) == 1
                    && Arrays.equals(
                            withoutMode(before.slice(Integer.BYTES, pageBytes)), withoutMode(read(main, 0, pageBytes)));
        }
    }

    private static byte[] withoutMode(ByteBuffer page) {
        byte[] bytes = new byte[page.limit()];
        page.get(0, bytes);
        Arrays.fill(bytes, MODE_OFFSET, MODE_OFFSET + MODE_BYTES, (byte) 0);
        Arrays.fill(bytes, CHANGE_COUNTER_OFFSET, CHANGE_COUNTER_OFFSET + Integer.BYTES, (byte) 0);
        Arrays.fill(bytes, VALID_FOR_OFFSET, VALID_FOR_OFFSET + VALID_FOR_BYTES, (byte) 0);
        return bytes;
    }

    /** Returns some bytes of a file, zeros behind its end. */
    private static ByteBuffer read(RandomAccessFile file, long start, int length) throws IOException {
        byte[] bytes = new byte[length];
        file.seek(start);
        int filled = 0;
        int read = 0;
        while (filled < length && read >= 0) {
            read = file.read(bytes, filled, length - filled);
            filled += Math.max(0, read);
        }
        return ByteBuffer.wrap(bytes);
    }
}
