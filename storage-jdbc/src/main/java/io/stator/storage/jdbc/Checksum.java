package io.stator.storage.jdbc;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** The CRC32C of some bytes together with what identifies them, so that bytes in the wrong place are found out too. */
final class Checksum {

    private Checksum() {}

    /** Returns the checksum of a log record. */
    static long ofRecord(long position, long epoch, byte[] bytes) {
        return of(ByteBuffer.allocate(2 * Long.BYTES).putLong(position).putLong(epoch), bytes);
    }

    /** Returns the checksum of a segment or a root; the number is the database or the revision. */
    static long ofNamed(String name, long number, byte[] bytes) {
        byte[] encoded = name.getBytes(StandardCharsets.UTF_8);
        return of(
                ByteBuffer.allocate(Long.BYTES + encoded.length).putLong(number).put(encoded), bytes);
    }

    /** Returns the message part that tells two checksums apart. */
    static String difference(long expected, long actual) {
        return "its checksum should be " + Long.toHexString(expected) + " and is " + Long.toHexString(actual);
    }

    private static long of(ByteBuffer identity, byte[] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(identity.flip());
        checksum.update(bytes);
        return checksum.getValue();
    }
}
