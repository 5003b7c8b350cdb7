package io.stator.storage.jdbc;

import io.stator.engine.storage.LogHead;
import java.util.UUID;

/**
 * A database as the table of databases knows it, and with it the end of its log.
 *
 * @param number what stands for it in other tables
 * @param id its id
 * @param first the sequence number of its first record that is still there
 * @param markBefore the mark of the record before that one
 * @param next the sequence number of the record that comes next
 * @param epoch the epoch of the newest record
 * @param link the link of the newest record
 */
record DatabaseRow(long number, String id, long first, int markBefore, long next, long epoch, long link) {

    static DatabaseRow empty(long number, String id) {
        return new DatabaseRow(number, id, 0, RecordLink.NO_MARK, 0, 0, 0);
    }

    LogHead head() {
        return next == 0 ? LogHead.EMPTY : new LogHead(next - 1, epoch);
    }

    /** Returns the mark of the newest record. */
    int lastMark() {
        return next == first ? markBefore : RecordLink.mark(link);
    }

    /** Returns the key of a record in the table of records. */
    long position(long sequence) {
        return number * JdbcLog.RECORDS_MAX + sequence;
    }

    long count() {
        return next - first;
    }

    DatabaseRow appended(long newEpoch, long newLink) {
        return new DatabaseRow(number, id, first, markBefore, next + 1, newEpoch, newLink);
    }

    DatabaseRow rewritten(long newLink) {
        return new DatabaseRow(number, id, first, markBefore, next, epoch, newLink);
    }

    DatabaseRow truncated(long newFirst, int mark) {
        return new DatabaseRow(number, id, newFirst, mark, next, epoch, link);
    }

    /** Returns the checksum of all of this. */
    long checksum(UUID system) {
        return Checksum.of(system)
                .number(number)
                .text(id)
                .number(first)
                .number(markBefore)
                .number(next)
                .number(epoch)
                .number(link)
                .value();
    }

    /** Returns the checksum of what never changes. */
    long identity(UUID system) {
        return Checksum.of(system).number(number).text(id).value();
    }
}
