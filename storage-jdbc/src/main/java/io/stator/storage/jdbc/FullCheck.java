package io.stator.storage.jdbc;

import io.stator.engine.storage.StorageException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** Reads every record and segment of a file and checks it, and how they are joined. */
final class FullCheck {

    private static final String RECORDS =
            "SELECT position, epoch, link, bytes FROM log WHERE position >= ? AND position < ? ORDER BY position";
    private static final String SEGMENTS = "SELECT database, id, crc, bytes FROM segments";

    private final Session session;
    private final String place;
    private long records;
    private long segments;
    private long bytes;

    private FullCheck(Session session, String place) {
        this.session = session;
        this.place = place;
    }

    /**
     * Checks a file whose structure was checked.
     *
     * @throws StorageException of kind CORRUPT, naming the first thing that is not what was written
     */
    static StorageReport run(Session session, String place, Contents contents) throws SQLException {
        FullCheck check = new FullCheck(session, place);
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
        PreparedStatement statement = session.statement(RECORDS);
        statement.setLong(1, row.position(0));
        statement.setLong(2, row.position(JdbcLog.RECORDS_MAX));
        long sequence = row.first();
        int mark = row.markBefore();
        try (ResultSet found = statement.executeQuery()) {
            while (found.next()) {
                String name = "record " + sequence + " of the log of database " + row.id();
                if (found.getLong(1) != row.position(sequence)) {
                    throw Contents.damaged(name, place, "it is missing");
                }
                byte[] content = present(found, name);
                long stored = found.getLong(3);
                long link = RecordLink.of(row.id(), sequence, found.getLong(2), mark, RecordLink.mark(stored), content);
                if (link != stored) {
                    throw Contents.damaged(
                            name,
                            place,
                            Checksum.difference(RecordLink.checksum(stored), RecordLink.checksum(link))
                                    + ", or it does not belong behind the record before it");
                }
                mark = RecordLink.mark(stored);
                sequence++;
                records++;
            }
        }
    }

    private void segments(Map<Long, String> ids) throws SQLException {
        try (ResultSet found = session.statement(SEGMENTS).executeQuery()) {
            while (found.next()) {
                String database = ids.get(found.getLong(1));
                String id = String.valueOf(found.getString(2));
                String name = "segment " + id + " of database " + database;
                byte[] content = present(found, name);
                long checksum = Tables.segmentChecksum(String.valueOf(database), id, content);
                if (database == null || checksum != found.getLong(3)) {
                    throw Contents.damaged(name, place, Checksum.difference(found.getLong(3), checksum));
                }
                segments++;
            }
        }
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
