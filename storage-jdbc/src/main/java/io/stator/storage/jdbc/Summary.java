package io.stator.storage.jdbc;

import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * How many databases and roots there are, known apart from their tables, so that one that is missing is missed.
 *
 * @param databases how many databases there are
 * @param databaseSum the sum of the checksums of their identities
 * @param lastNumber the highest number that a database ever had
 * @param roots how many roots there are
 * @param rootSum the sum of their checksums
 */
record Summary(long databases, long databaseSum, long lastNumber, long roots, long rootSum) {

    static final Summary EMPTY = new Summary(0, 0, 0, 0, 0);

    static final int BYTES = 5 * Long.BYTES;

    Summary plus(DatabaseRow row, UUID system) {
        return new Summary(
                databases + 1, databaseSum + row.identity(system), Math.max(lastNumber, row.number()), roots, rootSum);
    }

    Summary minus(DatabaseRow row, UUID system) {
        return new Summary(databases - 1, databaseSum - row.identity(system), lastNumber, roots, rootSum);
    }

    Summary withLastNumber(long number) {
        return new Summary(databases, databaseSum, number, roots, rootSum);
    }

    Summary plusRoot(long checksum) {
        return new Summary(databases, databaseSum, lastNumber, roots + 1, rootSum + checksum);
    }

    Summary minusRoot(long checksum) {
        return new Summary(databases, databaseSum, lastNumber, roots - 1, rootSum - checksum);
    }

    byte[] toBytes() {
        return ByteBuffer.allocate(BYTES)
                .putLong(databases)
                .putLong(databaseSum)
                .putLong(lastNumber)
                .putLong(roots)
                .putLong(rootSum)
                .array();
    }

    /** Returns the summary some bytes hold, which must be undamaged. */
    static Summary of(byte[] array) {
        ByteBuffer bytes = ByteBuffer.wrap(array);
        return new Summary(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
    }

    long checksum(UUID system) {
        return Checksum.of(system).bytes(toBytes()).value();
    }
}
