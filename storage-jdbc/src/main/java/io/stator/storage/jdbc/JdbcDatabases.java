package io.stator.storage.jdbc;

import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The databases of a system with the ends of their logs, and the summary of these and of the roots, in memory as in the file; safe for
 * use by several threads. Changes are part of a transaction and are seen here when it is durable.
 */
final class JdbcDatabases {

    private static final String DELETE = "DELETE FROM databases WHERE number = ?";

    /** How many databases there can ever be; the bits of a position above the sequence of a record. */
    private static final long DATABASES_MAX = Long.MAX_VALUE / JdbcLog.RECORDS_MAX;

    private final JdbcPlace storage;
    private final UUID system;
    private final Map<String, DatabaseRow> rows = new ConcurrentHashMap<>();

    /** Changed only in transactions. */
    private volatile Summary summary;

    /** The sum of the checksums of all rows; changed only in transactions. */
    private volatile long rowSum;

    JdbcDatabases(JdbcPlace storage, Contents contents) {
        this.storage = storage;
        this.system = contents.state().system();
        this.summary = contents.summary();
        this.rowSum = contents.rowSum();
        rows.putAll(contents.databases());
    }

    /** Returns the {@link Contents#sum} of what is in the file. */
    long sum() {
        return Contents.sum(rowSum, summary, system);
    }

    /** Takes over what was read again. */
    void reset(Contents contents) {
        summary = contents.summary();
        rowSum = contents.rowSum();
        rows.keySet().retainAll(contents.databases().keySet());
        rows.putAll(contents.databases());
    }

    /** Returns a database, or null if nothing was written to it. */
    @Nullable
    DatabaseRow find(String id) {
        return rows.get(id);
    }

    /** Returns a database, which is added by a transaction if there is none. */
    DatabaseRow forWriting(Session session, String id) throws SQLException {
        DatabaseRow known = rows.get(id);
        if (known != null) {
            return known;
        }
        DatabaseRow added = DatabaseRow.empty(summary.lastNumber() + 1, id);
        if (added.number() >= DATABASES_MAX) {
            throw new StorageException(
                    Kind.NO_SPACE,
                    "a file has at most " + DATABASES_MAX + " databases in its life; use another file for database "
                            + id);
        }
        put(session.statement(Tables.ADD_DATABASE), added, system);
        put(session, summary.plus(added, system));
        session.whenCommitted(() -> replace(null, added));
        return added;
    }

    /** Changes the row of a database. */
    void change(Session session, DatabaseRow row) throws SQLException {
        if (put(session.statement(Tables.CHANGE_DATABASE), row, system) != 1) {
            throw storage.damaged("the row of database " + row.id(), "it is missing");
        }
        session.whenCommitted(() -> replace(rows.get(row.id()), row));
    }

    /** Takes note of a row that was changed durably. */
    void changed(DatabaseRow row) {
        replace(rows.get(row.id()), row);
    }

    /** Puts a row in the place of another, in memory. */
    private void replace(@Nullable DatabaseRow before, @Nullable DatabaseRow after) {
        long sum = rowSum;
        if (before != null) {
            sum -= before.checksum(system);
            if (after == null) {
                rows.remove(before.id());
            }
        }
        if (after != null) {
            sum += after.checksum(system);
            rows.put(after.id(), after);
        }
        rowSum = sum;
    }

    void delete(Session session, DatabaseRow row) throws SQLException {
        PreparedStatement statement = session.statement(DELETE);
        statement.setLong(1, row.number());
        statement.executeUpdate();
        put(session, summary.minus(row, system));
        session.whenCommitted(() -> replace(row, null));
    }

    /** Puts the checksum of a root in the place of another; null stands for no root. */
    void changeRoot(Session session, @Nullable Long before, @Nullable Long after) throws SQLException {
        Summary changed = before == null ? summary : summary.minusRoot(before);
        put(session, after == null ? changed : changed.plusRoot(after));
    }

    private void put(Session session, Summary changed) throws SQLException {
        setState(session, Tables.SLOT_SUMMARY, changed.checksum(system), changed.toBytes());
        session.whenCommitted(() -> summary = changed);
    }

    static void setState(Session session, long slot, long checksum, byte[] bytes) throws SQLException {
        PreparedStatement statement = session.statement(Tables.SET_STATE);
        statement.setLong(1, slot);
        statement.setLong(2, checksum);
        statement.setBytes(3, bytes);
        statement.executeUpdate();
    }

    static int put(PreparedStatement statement, DatabaseRow row, UUID system) throws SQLException {
        statement.setLong(1, row.first());
        statement.setInt(2, row.markBefore());
        statement.setLong(3, row.next());
        statement.setLong(4, row.epoch());
        statement.setLong(5, row.link());
        statement.setLong(6, row.checksum(system));
        statement.setLong(7, row.number());
        statement.setString(8, row.id());
        return statement.executeUpdate();
    }
}
