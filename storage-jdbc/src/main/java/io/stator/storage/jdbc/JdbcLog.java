package io.stator.storage.jdbc;

import io.stator.engine.storage.Log;
import io.stator.engine.storage.LogHead;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The log of one database; safe for use by several threads. */
final class JdbcLog implements Log {

    /** How many records a database can ever have; the bits of a position below the number of the database. */
    static final long RECORDS_MAX = 1L << 40;

    /** The records and bytes after which reading hands over what it has; one record may be larger. */
    private static final int CHUNK_RECORDS_MAX = 1_000;

    private static final int CHUNK_BYTES_MAX = 1 << 20;

    /** How many sequence numbers one transaction deletes. */
    private static final long DELETED_TOGETHER = 1_000;

    private static final String APPEND = "INSERT INTO log (position, epoch, crc, bytes) VALUES (?, ?, ?, ?)";
    private static final String FIND = "SELECT epoch FROM log WHERE position = ?";
    private static final String REWRITE = "UPDATE log SET crc = ?, bytes = ? WHERE position = ?";
    private static final String READ = "SELECT position, epoch, crc, bytes FROM log"
            + " WHERE position >= ? AND position < ? ORDER BY position LIMIT " + CHUNK_RECORDS_MAX;
    private static final String NEWEST = "SELECT position, epoch, crc, bytes FROM log"
            + " WHERE position >= ? AND position < ? ORDER BY position DESC LIMIT 1";
    private static final String OLDEST =
            "SELECT position FROM log WHERE position >= ? AND position < ? ORDER BY position LIMIT 1";
    private static final String DELETE = "DELETE FROM log WHERE position >= ? AND position < ?";

    private record StoredRecord(long sequence, long epoch, byte[] bytes) {}

    private final JdbcStorage storage;
    private final String database;

    /** The number of the database as far as it is known; guarded by the storage's writer lock. */
    private long number = JdbcStorage.NO_DATABASE;

    /** The newest record, or null if it has to be read; changed only under the storage's writer lock. */
    private volatile @Nullable LogHead head;

    JdbcLog(JdbcStorage storage, String database) {
        this.storage = storage;
        this.database = database;
    }

    @Override
    public void append(long sequence, long epoch, byte[] bytes) {
        if (sequence >= RECORDS_MAX) {
            throw new IllegalArgumentException("sequence must be < " + RECORDS_MAX + ": sequence=" + sequence);
        }
        storage.write("append record " + sequence + " to the log of database " + database, session -> {
            LogHead current = head;
            LogHead next = (current == null ? readHead(session) : current).next(database, sequence, epoch);
            if (number == JdbcStorage.NO_DATABASE) {
                number = storage.numberForWriting(session, database);
            }
            head = null;
            long position = number * RECORDS_MAX + sequence;
            PreparedStatement statement = session.statement(APPEND);
            statement.setLong(1, position);
            statement.setLong(2, epoch);
            statement.setLong(3, Checksum.ofRecord(position, epoch, bytes));
            statement.setBytes(4, bytes);
            statement.executeUpdate();
            statement.clearParameters();
            head = next;
            return next;
        });
    }

    @Override
    public void rewrite(long sequence, long epoch, byte[] bytes) {
        storage.write("rewrite " + name(sequence), session -> {
            LogHead current = head;
            (current == null ? readHead(session) : current).requireEpoch(database, epoch);
            long position = storage.number(session, database) * RECORDS_MAX + sequence;
            long recordEpoch = epochOf(session, position, sequence);
            PreparedStatement statement = session.statement(REWRITE);
            statement.setLong(1, Checksum.ofRecord(position, recordEpoch, bytes));
            statement.setBytes(2, bytes);
            statement.setLong(3, position);
            int rewritten = statement.executeUpdate();
            statement.clearParameters();
            return rewritten;
        });
    }

    private long epochOf(Session session, long position, long sequence) throws SQLException {
        PreparedStatement statement = session.statement(FIND);
        statement.setLong(1, position);
        try (ResultSet found = statement.executeQuery()) {
            if (sequence < 0 || sequence >= RECORDS_MAX || !found.next()) {
                throw LogHead.absent(database, sequence);
            }
            return found.getLong(1);
        }
    }

    @Override
    public void read(long fromSequence, RecordConsumer consumer) {
        if (fromSequence < 0) {
            throw new IllegalArgumentException("sequence must be >= 0: sequence=" + fromSequence);
        }
        long sequence = fromSequence;
        while (sequence < RECORDS_MAX) {
            List<StoredRecord> chunk = readChunk(sequence);
            if (chunk.isEmpty()) {
                return;
            }
            for (StoredRecord found : chunk) {
                if (!consumer.accept(found.sequence, found.epoch, found.bytes)) {
                    return;
                }
            }
            sequence += chunk.size();
        }
    }

    private List<StoredRecord> readChunk(long fromSequence) {
        return storage.read("read " + name(fromSequence), session -> {
            List<StoredRecord> chunk = new ArrayList<>();
            long start = storage.number(session, database) * RECORDS_MAX;
            PreparedStatement statement = session.statement(READ);
            statement.setLong(1, start + fromSequence);
            statement.setLong(2, start + RECORDS_MAX);
            long size = 0;
            try (ResultSet found = statement.executeQuery()) {
                while (size < CHUNK_BYTES_MAX && found.next()) {
                    StoredRecord next = check(found, start + fromSequence + chunk.size());
                    chunk.add(next);
                    size += next.bytes.length;
                }
            }
            return chunk;
        });
    }

    @Override
    public OptionalLong lastSequence() {
        storage.requireOpen();
        LogHead known = head;
        if (known == null) {
            known = storage.read("find the newest record of the log of database " + database, this::readHead);
        }
        return known.lastSequence();
    }

    @Override
    public void truncateBefore(long sequence) {
        deleteBefore(Math.min(sequence, lastSequence().orElse(0)));
    }

    /** Removes all records; an append that comes in between is refused, because it cannot be the first one. */
    void deleteAll() {
        storage.write("empty the log of database " + database, session -> head = LogHead.EMPTY);
        deleteBefore(RECORDS_MAX);
        storage.write("empty the log of database " + database, session -> number = JdbcStorage.NO_DATABASE);
    }

    private void deleteBefore(long end) {
        boolean more = true;
        while (more) {
            more = storage.write(
                    "delete records of the log of database " + database, session -> deleteSome(session, end));
        }
    }

    private boolean deleteSome(Session session, long end) throws SQLException {
        long start = storage.number(session, database) * RECORDS_MAX;
        PreparedStatement oldest = session.statement(OLDEST);
        oldest.setLong(1, start);
        oldest.setLong(2, start + end);
        long position;
        try (ResultSet found = oldest.executeQuery()) {
            if (!found.next()) {
                return false;
            }
            position = found.getLong(1);
        }
        PreparedStatement delete = session.statement(DELETE);
        delete.setLong(1, start);
        delete.setLong(2, Math.min(position + DELETED_TOGETHER, start + end));
        delete.executeUpdate();
        return true;
    }

    private LogHead readHead(Session session) throws SQLException {
        long start = storage.number(session, database) * RECORDS_MAX;
        PreparedStatement statement = session.statement(NEWEST);
        statement.setLong(1, start);
        statement.setLong(2, start + RECORDS_MAX);
        try (ResultSet found = statement.executeQuery()) {
            if (!found.next()) {
                return LogHead.EMPTY;
            }
            StoredRecord newest = check(found, found.getLong(1));
            return new LogHead(newest.sequence, newest.epoch);
        }
    }

    /** Returns the record a row holds after making sure that it is the expected one and undamaged. */
    private StoredRecord check(ResultSet row, long expectedPosition) throws SQLException {
        long position = row.getLong(1);
        long expected = expectedPosition % RECORDS_MAX;
        if (position != expectedPosition) {
            throw storage.damaged(
                    name(expected), "it is missing, the next one there is has number " + position % RECORDS_MAX);
        }
        long epoch = row.getLong(2);
        byte[] bytes = row.getBytes(4);
        if (bytes == null) {
            throw storage.damaged(name(expected), "it has no bytes");
        }
        long checksum = Checksum.ofRecord(position, epoch, bytes);
        if (checksum != row.getLong(3)) {
            throw storage.damaged(name(expected), Checksum.difference(row.getLong(3), checksum));
        }
        return new StoredRecord(expected, epoch, bytes);
    }

    private String name(long sequence) {
        return "record " + sequence + " of the log of database " + database;
    }
}
