package io.stator.storage.jdbc;

import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * What a file says of itself.
 *
 * @param system which system it holds; a copy holds the same one
 * @param session who opened it last
 * @param isOpen whether that one has not closed it
 */
record SystemState(UUID system, UUID session, boolean isOpen) {

    static final int BYTES = 4 * Long.BYTES + 1;

    byte[] toBytes() {
        return ByteBuffer.allocate(BYTES)
                .putLong(system.getMostSignificantBits())
                .putLong(system.getLeastSignificantBits())
                .putLong(session.getMostSignificantBits())
                .putLong(session.getLeastSignificantBits())
                .put((byte) (isOpen ? 1 : 0))
                .array();
    }

    /** Returns the state some bytes hold, which must be undamaged. */
    static SystemState of(byte[] array) {
        ByteBuffer bytes = ByteBuffer.wrap(array);
        return new SystemState(
                new UUID(bytes.getLong(), bytes.getLong()),
                new UUID(bytes.getLong(), bytes.getLong()),
                bytes.get() != 0);
    }

    long checksum() {
        return new Checksum().bytes(toBytes()).value();
    }

    SystemState opened(UUID by) {
        return new SystemState(system, by, true);
    }

    SystemState closed() {
        return new SystemState(system, session, false);
    }
}
