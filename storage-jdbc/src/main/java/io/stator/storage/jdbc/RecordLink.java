package io.stator.storage.jdbc;

/**
 * What joins a record of a log to the one before it, in 64 bits: a mark of 32 bits that was drawn when the record was appended, and the
 * CRC32C of the database's id, the sequence number, the epoch, the mark of the record before, this mark, and the bytes.
 *
 * <p>A rewritten record keeps its mark, so that the ones behind it stay joined to it.
 */
final class RecordLink {

    private static final int CHECKSUM_BITS = 32;
    private static final long CHECKSUM_MASK = (1L << CHECKSUM_BITS) - 1;

    /** The mark before the first record. */
    static final int NO_MARK = 0;

    private RecordLink() {}

    /** Returns the link of a record. */
    static long of(String database, long sequence, long epoch, int markBefore, int mark, byte[] bytes) {
        long checksum = new Checksum()
                .text(database)
                .number(sequence)
                .number(epoch)
                .number(markBefore)
                .number(mark)
                .bytes(bytes)
                .value();
        return (long) mark << CHECKSUM_BITS | checksum;
    }

    static int mark(long link) {
        return (int) (link >>> CHECKSUM_BITS);
    }

    static long checksum(long link) {
        return link & CHECKSUM_MASK;
    }
}
