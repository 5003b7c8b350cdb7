package io.stator.storage.jdbc;

import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How far the write-ahead log of a system goes, as {@link EndFile} keeps it.
 *
 * @param count how many marks were written before
 * @param session the opening the mark belongs to
 * @param before the session that the main file may still name, because the opening was not finished; zero otherwise
 * @param position the end of the last transaction
 * @param content the {@link Contents#sum} of the system after it
 */
record EndMark(long count, UUID session, UUID before, Position position, long content) {

    /** How many bytes a mark has. */
    static final int BYTES = 88;

    /** The session of nobody. */
    static final UUID NOBODY = new UUID(0, 0);

    private static final int MAGIC = 0x53744e64;
    private static final int VERSION = 1;
    private static final int CHECKED_BYTES = BYTES - Long.BYTES;

    /**
     * A place in a write-ahead log.
     *
     * @param salts the two numbers that tell one filling of the log from all others, in one
     * @param frames how many pages were written up to there; 0 when all of them are in the main file
     * @param checksum the two checksums of the last one, in one
     */
    record Position(long salts, long frames, long checksum) {

        /** The place before a log was ever written. */
        static final Position NONE = new Position(0, 0, 0);

        /** Returns this place when all is in the main file as well. */
        Position settled() {
            return new Position(salts, 0, 0);
        }
    }

    byte[] toBytes() {
        ByteBuffer bytes =
                ByteBuffer.allocate(BYTES).putInt(MAGIC).putInt(VERSION).putLong(count);
        put(bytes, session);
        put(bytes, before);
        bytes.putLong(position.salts)
                .putLong(position.frames)
                .putLong(position.checksum)
                .putLong(content);
        return bytes.putLong(checksum(bytes.array())).array();
    }

    /** Returns the mark some bytes hold, or null if they are not one that was written. */
    static @Nullable EndMark of(byte[] array) {
        ByteBuffer bytes = ByteBuffer.wrap(array);
        if (array.length != BYTES
                || bytes.getInt() != MAGIC
                || bytes.getInt() != VERSION
                || bytes.getLong(CHECKED_BYTES) != checksum(array)) {
            return null;
        }
        long count = bytes.getLong();
        return new EndMark(
                count,
                new UUID(bytes.getLong(), bytes.getLong()),
                new UUID(bytes.getLong(), bytes.getLong()),
                new Position(bytes.getLong(), bytes.getLong(), bytes.getLong()),
                bytes.getLong());
    }

    private static void put(ByteBuffer bytes, UUID id) {
        bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }

    private static long checksum(byte[] array) {
        CRC32C checksum = new CRC32C();
        checksum.update(array, 0, CHECKED_BYTES);
        return checksum.getValue();
    }
}
