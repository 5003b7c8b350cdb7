package io.stator.storage.jdbc;

import io.stator.engine.storage.Root;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;

/**
 * Copies a system from one relational database to the tables of another, row by row as they are: the checksums in them hold for the
 * copy, which is the same system. What is read is not checked here, for the copy is, as a whole.
 */
final class SystemCopy {

    private final Session from;
    private final Chunks chunks;
    private final Session to;
    private final Runnable look;

    private SystemCopy(Session from, Chunks chunks, Session to, Runnable look) {
        this.look = look;
        this.from = from;
        this.chunks = chunks;
        this.to = to;
    }

    /** Copies what a session sees at one moment into empty tables, in the transaction that is under way there; what a look throws ends that. */
    static void run(Session from, Chunks chunks, Contents contents, Session to, Runnable look) throws SQLException {
        new SystemCopy(from, chunks, to, look).copy(contents);
    }

    private void copy(Contents contents) throws SQLException {
        SystemState state = contents.state().opened(UUID.randomUUID()).closed();
        UUID system = state.system();
        JdbcDatabases.setState(to, Tables.SLOT_SYSTEM, state.checksum(), state.toBytes());
        Summary summary = contents.summary();
        JdbcDatabases.setState(to, Tables.SLOT_SUMMARY, summary.checksum(system), summary.toBytes());
        for (DatabaseRow row : contents.databases().values()) {
            JdbcDatabases.put(to.statement(Tables.ADD_DATABASE), row, system);
            copyRecords(row);
        }
        for (Map.Entry<String, Root> entry : contents.roots().entrySet()) {
            Root root = entry.getValue();
            long checksum = Tables.rootChecksum(system, entry.getKey(), root.revision(), root.bytes());
            JdbcRoots.put(to.statement(Tables.PUT_ROOT), entry.getKey(), root, checksum);
        }
        copySegments();
    }

    private void copyRecords(DatabaseRow row) throws SQLException {
        PreparedStatement read = from.statement(chunks.records());
        PreparedStatement write = to.statement(Tables.PUT_RECORD);
        long next = row.position(row.first());
        boolean more = true;
        while (more) {
            read.setLong(1, next);
            read.setLong(2, row.position(row.next()));
            more = false;
            long size = 0;
            try (ResultSet found = read.executeQuery()) {
                while (size < Chunks.BYTES_MAX && found.next()) {
                    byte[] bytes = found.getBytes(4);
                    write.setLong(1, found.getLong(1));
                    write.setLong(2, found.getLong(2));
                    write.setLong(3, found.getLong(3));
                    write.setBytes(4, bytes);
                    write.addBatch();
                    next = found.getLong(1) + 1;
                    size += length(bytes);
                    more = true;
                }
            }
            finish(write, more);
        }
    }

    private void copySegments() throws SQLException {
        PreparedStatement read = from.statement(chunks.segments());
        PreparedStatement write = to.statement(Tables.PUT_SEGMENT);
        long database = Long.MIN_VALUE;
        String id = "";
        boolean more = true;
        while (more) {
            read.setLong(1, database);
            read.setString(2, id);
            more = false;
            long size = 0;
            try (ResultSet found = read.executeQuery()) {
                while (size < Chunks.BYTES_MAX && found.next()) {
                    database = found.getLong(1);
                    id = String.valueOf(found.getString(2));
                    byte[] bytes = found.getBytes(4);
                    write.setLong(1, database);
                    write.setString(2, id);
                    write.setLong(3, found.getLong(3));
                    write.setBytes(4, bytes);
                    write.addBatch();
                    size += length(bytes);
                    more = true;
                }
            }
            finish(write, more);
        }
    }

    private static int length(byte @org.jspecify.annotations.Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    private void finish(PreparedStatement write, boolean any) throws SQLException {
        look.run();
        if (any) {
            write.executeBatch();
            write.clearParameters();
        }
    }
}
