package io.stator.storage.jdbc;

import io.stator.engine.storage.Log;
import io.stator.engine.storage.LogHead;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The log of one database; safe for use by several threads. */
final class JdbcLog implements Log {

    /** How many records a database can ever have; the bits of a position below the number of the database. */
    static final long RECORDS_MAX = 1L << 40;

    /** How many records one transaction deletes. */
    private static final long DELETED_TOGETHER = 1_000;

    private static final String FIND = "SELECT epoch, link FROM log WHERE position = ?";
    private static final String REWRITE = "UPDATE log SET link = ?, bytes = ? WHERE position = ?";
    private static final String DELETE = "DELETE FROM log WHERE position >= ? AND position < ?";

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record StoredRecord(long sequence, long epoch, int mark, byte[] bytes) {}

    /** What joins a record to others. */
    private record Joint(long epoch, long link) {}

    private final JdbcPlace storage;
    private final String database;

    /** Whether the database is being deleted; changed only in transactions. */
    private volatile boolean deleting;

    JdbcLog(JdbcPlace storage, String database) {
        this.storage = storage;
        this.database = database;
    }

    private LogHead head() {
        DatabaseRow row = storage.databases().find(database);
        return row == null ? LogHead.EMPTY : row.head();
    }

    @Override
    public void append(long sequence, long epoch, byte[] bytes) {
        if (sequence >= RECORDS_MAX) {
            throw new IllegalArgumentException("sequence must be < " + RECORDS_MAX + ": sequence=" + sequence);
        }
        String what = "append record " + sequence + " to the log of database " + database;
        if (storage.appendsAtOnce() && storage.databases().find(database) != null) {
            storage.appendAtOnce(what, () -> appended(sequence, epoch, bytes));
            return;
        }
        storage.write(what, session -> {
            head().next(database, sequence, epoch);
            requireNotDeleting();
            DatabaseRow row = storage.databases().forWriting(session, database);
            int mark = storage.newMark();
            long link = RecordLink.of(database, sequence, epoch, row.lastMark(), mark, bytes);
            PreparedStatement statement = session.statement(Tables.PUT_RECORD);
            put(statement, row.position(sequence), epoch, link, bytes);
            storage.databases().change(session, row.appended(epoch, link));
            return sequence;
        });
    }

    @Override
    public void appendAll(long sequence, long epoch, List<byte[]> records) {
        if (records.isEmpty()) {
            return;
        }
        if (sequence > RECORDS_MAX - records.size()) {
            throw new IllegalArgumentException("sequence must be < " + RECORDS_MAX + ": sequence=" + sequence);
        }
        String what = "append records from " + sequence + " on to the log of database " + database;
        storage.write(what, session -> {
            LogHead head = head().next(database, sequence, epoch);
            requireNotDeleting();
            DatabaseRow row = storage.databases().forWriting(session, database);
            PreparedStatement statement = session.statement(Tables.PUT_RECORD);
            for (byte[] bytes : records) {
                long next = row.next();
                long link = RecordLink.of(database, next, epoch, row.lastMark(), storage.newMark(), bytes);
                put(statement, row.position(next), epoch, link, bytes);
                row = row.appended(epoch, link);
            }
            storage.databases().change(session, row);
            return head.sequence() + records.size();
        });
    }

    private JdbcPlace.Appended appended(long sequence, long epoch, byte[] bytes) {
        head().next(database, sequence, epoch);
        requireNotDeleting();
        DatabaseRow row = storage.databases().find(database);
        if (row == null) {
            throw new StorageException(
                    Kind.FENCED, "database " + database + " was deleted; its log takes no more records");
        }
        int mark = storage.newMark();
        long link = RecordLink.of(database, sequence, epoch, row.lastMark(), mark, bytes);
        return new JdbcPlace.Appended(row, row.appended(epoch, link), bytes);
    }

    static void put(PreparedStatement statement, long position, long epoch, long link, byte[] bytes)
            throws SQLException {
        statement.setLong(1, position);
        statement.setLong(2, epoch);
        statement.setLong(3, link);
        statement.setBytes(4, bytes);
        statement.executeUpdate();
        statement.clearParameters();
    }

    private void requireNotDeleting() {
        if (deleting) {
            throw new StorageException(
                    Kind.FENCED, "database " + database + " is being deleted; its log takes no more records");
        }
    }

    @Override
    public void rewrite(long sequence, long epoch, byte[] bytes) {
        storage.write("rewrite " + name(sequence), session -> {
            DatabaseRow row = storage.databases().find(database);
            head().requireEpoch(database, epoch);
            if (row == null || sequence < row.first() || sequence >= row.next()) {
                throw LogHead.absent(database, sequence);
            }
            Joint old = joint(session, row, sequence);
            int mark = RecordLink.mark(old.link);
            long link = RecordLink.of(database, sequence, old.epoch, markBefore(session, row, sequence), mark, bytes);
            PreparedStatement statement = session.statement(REWRITE);
            statement.setLong(1, link);
            statement.setBytes(2, bytes);
            statement.setLong(3, row.position(sequence));
            int rewritten = statement.executeUpdate();
            statement.clearParameters();
            if (sequence == row.next() - 1) {
                storage.databases().change(session, row.rewritten(link));
            }
            return rewritten;
        });
    }

    /** Returns the link of the record at a position, or 0 if there is none. */
    static long linkAt(Session session, long position) throws SQLException {
        PreparedStatement statement = session.statement(FIND);
        statement.setLong(1, position);
        try (ResultSet found = statement.executeQuery()) {
            return found.next() ? found.getLong(2) : 0;
        }
    }

    /** Returns what joins a record that must be there to others. */
    private Joint joint(Session session, DatabaseRow row, long sequence) throws SQLException {
        PreparedStatement statement = session.statement(FIND);
        statement.setLong(1, row.position(sequence));
        try (ResultSet found = statement.executeQuery()) {
            if (!found.next()) {
                throw storage.damaged(name(sequence), "it is missing");
            }
            return new Joint(found.getLong(1), found.getLong(2));
        }
    }

    /** Returns the mark of the record before one. */
    private int markBefore(Session session, DatabaseRow row, long sequence) throws SQLException {
        return sequence <= row.first() || sequence > row.next()
                ? row.markBefore()
                : RecordLink.mark(joint(session, row, sequence - 1).link);
    }

    @Override
    public void read(long fromSequence, RecordConsumer consumer) {
        if (fromSequence < 0) {
            throw new IllegalArgumentException("sequence must be >= 0: sequence=" + fromSequence);
        }
        storage.requireSettled();
        DatabaseRow row = storage.databases().find(database);
        if (row == null) {
            return;
        }
        long sequence = fromSequence;
        int mark = storage.read("read " + name(fromSequence), session -> markBefore(session, row, fromSequence));
        while (sequence < RECORDS_MAX) {
            List<StoredRecord> chunk = readChunk(row, sequence, mark);
            if (chunk.isEmpty()) {
                requireWhole(row, sequence);
                return;
            }
            for (StoredRecord found : chunk) {
                if (!consumer.accept(found.sequence, found.epoch, found.bytes)) {
                    return;
                }
                mark = found.mark;
            }
            sequence += chunk.size();
        }
    }

    /** Checks that the log did not end before a record that was there when reading began. */
    private void requireWhole(DatabaseRow row, long sequence) {
        if (sequence < row.next() && storage.databases().find(database) != null) {
            throw storage.damaged(
                    name(sequence), "it is missing, the newest one should have number " + (row.next() - 1));
        }
    }

    private List<StoredRecord> readChunk(DatabaseRow row, long fromSequence, int markBefore) {
        return storage.read("read " + name(fromSequence), session -> {
            List<StoredRecord> chunk = new ArrayList<>();
            PreparedStatement statement = session.statement(storage.chunks().records());
            statement.setLong(1, row.position(fromSequence));
            statement.setLong(2, row.position(RECORDS_MAX));
            long size = 0;
            int mark = markBefore;
            try (ResultSet found = statement.executeQuery()) {
                while (size < Chunks.BYTES_MAX && found.next()) {
                    StoredRecord next = check(found, row, fromSequence + chunk.size(), mark);
                    chunk.add(next);
                    size += next.bytes.length;
                    mark = next.mark;
                }
            }
            return chunk;
        });
    }

    /** Returns the record a row holds after making sure that it is the expected one, joined to the one before, and undamaged. */
    private StoredRecord check(ResultSet found, DatabaseRow row, long expected, int markBefore) throws SQLException {
        long position = found.getLong(1);
        if (position != row.position(expected)) {
            throw storage.damaged(
                    name(expected), "it is missing, the next one there is has number " + (position - row.position(0)));
        }
        long epoch = found.getLong(2);
        byte[] bytes = found.getBytes(4);
        if (bytes == null) {
            throw storage.damaged(name(expected), "it has no bytes");
        }
        long stored = found.getLong(3);
        int mark = RecordLink.mark(stored);
        long link = RecordLink.of(database, expected, epoch, markBefore, mark, bytes);
        if (link != stored) {
            throw storage.damaged(
                    name(expected),
                    Checksum.difference(RecordLink.checksum(stored), RecordLink.checksum(link))
                            + ", or it does not belong behind the record before it");
        }
        return new StoredRecord(expected, epoch, mark, bytes);
    }

    @Override
    public OptionalLong lastSequence() {
        storage.requireSettled();
        return head().lastSequence();
    }

    @Override
    public void truncateBefore(long sequence) {
        deleteBefore(Math.min(sequence, lastSequence().orElse(0)));
    }

    /** Removes all records and the database; an append that comes in between is refused. */
    void deleteAll() {
        storage.write("empty the log of database " + database, session -> deleting = true);
        try {
            deleteBefore(RECORDS_MAX);
            storage.write("delete database " + database, session -> {
                DatabaseRow row = storage.databases().find(database);
                if (row != null) {
                    storage.databases().delete(session, row);
                }
                return row != null;
            });
        } finally {
            deleting = false;
        }
    }

    private void deleteBefore(long end) {
        boolean more = true;
        while (more) {
            more = storage.write(
                    "delete records of the log of database " + database, session -> deleteSome(session, end));
        }
    }

    private boolean deleteSome(Session session, long end) throws SQLException {
        DatabaseRow row = storage.databases().find(database);
        if (row == null || row.first() >= Math.min(end, row.next())) {
            return false;
        }
        long first = Math.min(row.first() + DELETED_TOGETHER, Math.min(end, row.next()));
        int mark = markBefore(session, row, first);
        PreparedStatement delete = session.statement(DELETE);
        delete.setLong(1, row.position(row.first()));
        delete.setLong(2, row.position(first));
        delete.executeUpdate();
        storage.databases().change(session, row.truncated(first, mark));
        return true;
    }

    private String name(long sequence) {
        return "record " + sequence + " of the log of database " + database;
    }
}
