package io.stator.storage.jdbc;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The CRC32C of some bytes together with what identifies them, so that bytes in the wrong place are found out too. Every text and
 * every array goes in with its length, so that no two different sequences of parts are the same bytes. Not thread-safe.
 */
final class Checksum {

    private final CRC32C checksum = new CRC32C();
    private final ByteBuffer scratch = ByteBuffer.allocate(Long.BYTES);

    Checksum number(long number) {
        checksum.update(scratch.clear().putLong(number).flip());
        return this;
    }

    Checksum text(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    Checksum bytes(byte[] bytes) {
        number(bytes.length);
        checksum.update(bytes);
        return this;
    }

    /** Returns the checksum of what was put in. */
    long value() {
        return checksum.getValue();
    }

    /** Returns an empty checksum of something that belongs to a system. */
    static Checksum of(UUID system) {
        return new Checksum().number(system.getMostSignificantBits()).number(system.getLeastSignificantBits());
    }

    /** Returns the message part that tells two checksums apart. */
    static String difference(long expected, long actual) {
        return "its checksum should be " + Long.toHexString(expected) + " and is " + Long.toHexString(actual);
    }
}
