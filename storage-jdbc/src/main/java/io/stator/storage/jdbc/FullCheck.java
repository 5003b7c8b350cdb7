package io.stator.storage.jdbc;

import io.stator.engine.storage.StorageException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads every record and segment of a system and checks it, and how they are joined. */
final class FullCheck {

    private final Session session;
    private final String place;
    private final Chunks chunks;
    private long records;
    private long segments;
    private long bytes;

    private FullCheck(Session session, String place, Chunks chunks) {
        this.session = session;
        this.place = place;
        this.chunks = chunks;
    }

    /**
     * Checks a system whose structure was checked.
     *
     * @throws StorageException of kind CORRUPT, naming the first thing that is not what was written
     */
    static StorageReport run(Session session, String place, Chunks chunks, Contents contents) throws SQLException {
        FullCheck check = new FullCheck(session, place, chunks);
        Map<Long, String> ids = new HashMap<>();
        for (DatabaseRow row : contents.databases().values()) {
            ids.put(row.number(), row.id());
            check.records(row);
        }
        check.segments(ids);
        return new StorageReport(
                contents.databases().size(),
                check.records,
                check.segments,
                contents.roots().size(),
                check.bytes);
    }

    private void records(DatabaseRow row) throws SQLException {
        long sequence = row.first();
        int mark = row.markBefore();
        PreparedStatement statement = session.statement(chunks.records());
        while (sequence < row.next()) {
            statement.setLong(1, row.position(sequence));
            statement.setLong(2, row.position(JdbcLog.RECORDS_MAX));
            long first = sequence;
            long size = 0;
            try (ResultSet found = statement.executeQuery()) {
                while (size < Chunks.BYTES_MAX && found.next()) {
                    byte[] content = record(row, sequence, mark, found);
                    mark = RecordLink.mark(found.getLong(3));
                    size += content.length;
                    sequence++;
                    records++;
                }
            }
            if (sequence == first) {
                throw Contents.damaged(name(row, sequence), place, "it is missing");
            }
        }
    }

    private static String name(DatabaseRow row, long sequence) {
        return "record " + sequence + " of the log of database " + row.id();
    }

    private byte[] record(DatabaseRow row, long sequence, int markBefore, ResultSet found) throws SQLException {
        String name = name(row, sequence);
        if (found.getLong(1) != row.position(sequence)) {
            throw Contents.damaged(name, place, "it is missing");
        }
        byte[] content = present(found, name);
        long stored = found.getLong(3);
        long link = RecordLink.of(row.id(), sequence, found.getLong(2), markBefore, RecordLink.mark(stored), content);
        if (link != stored) {
            throw Contents.damaged(
                    name,
                    place,
                    Checksum.difference(RecordLink.checksum(stored), RecordLink.checksum(link))
                            + ", or it does not belong behind the record before it");
        }
        return content;
    }

    private void segments(Map<Long, String> ids) throws SQLException {
        PreparedStatement statement = session.statement(chunks.segments());
        long number = Long.MIN_VALUE;
        String last = "";
        boolean more = true;
        while (more) {
            statement.setLong(1, number);
            statement.setString(2, last);
            more = false;
            long size = 0;
            try (ResultSet found = statement.executeQuery()) {
                while (size < Chunks.BYTES_MAX && found.next()) {
                    number = found.getLong(1);
                    last = String.valueOf(found.getString(2));
                    size += segment(ids.get(number), last, found).length;
                    segments++;
                    more = true;
                }
            }
        }
    }

    private byte[] segment(@Nullable String database, String id, ResultSet found) throws SQLException {
        String name = "segment " + id + " of database " + database;
        byte[] content = present(found, name);
        long checksum = Tables.segmentChecksum(String.valueOf(database), id, content);
        if (database == null || checksum != found.getLong(3)) {
            throw Contents.damaged(name, place, Checksum.difference(found.getLong(3), checksum));
        }
        return content;
    }

    private byte[] present(ResultSet found, String name) throws SQLException {
        byte[] content = found.getBytes(4);
        if (content == null) {
            throw Contents.damaged(name, place, "it has no bytes");
        }
        bytes += content.length;
        return content;
    }
}
