package io.stator.storage.dynamodb;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The CRC32C of what an item holds together with the system it belongs to and its place there, so that an item that was put in another's
 * place, or came from another table, is found out like one whose bytes changed. Each part goes in behind its length. Not thread-safe.
 */
final class Check {
    private final CRC32C sum = new CRC32C();
    private final ByteBuffer number = ByteBuffer.allocate(Long.BYTES);

    private Check() {}

    /** Returns the check of an item of a system, so far of its place alone. */
    static Check of(UUID system, Place place) {
        return new Check()
                .add(system.getMostSignificantBits())
                .add(system.getLeastSignificantBits())
                .add(place.partition())
                .add(place.sort());
    }

    Check add(long value) {
        sum.update(number.clear().putLong(value).flip());
        return this;
    }

    Check add(String text) {
        return add(text.getBytes(StandardCharsets.UTF_8));
    }

    Check add(byte[] bytes) {
        add(bytes.length);
        sum.update(bytes);
        return this;
    }

    Check add(boolean flag) {
        return add(flag ? 1 : 0);
    }

    long value() {
        return sum.getValue();
    }
}
