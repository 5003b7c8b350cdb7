package io.stator.storage.jdbc;

import io.stator.engine.storage.Segments;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The segments of one database; safe for use by several threads. */
final class JdbcSegments implements Segments {

    /** How many segments one transaction deletes, since a commit of somebody else waits for it. */
    private static final int DELETED_TOGETHER = 16;

    /** After so many bytes a transaction puts no more segments, for the same reason. */
    private static final int PUT_TOGETHER_BYTES = 1 << 18;

    private static final String PUT = Tables.PUT_SEGMENT + " ON CONFLICT DO NOTHING";
    private static final String GET = "SELECT crc, bytes FROM segments WHERE database = ? AND id = ?";
    private static final String IDS =
            "SELECT id FROM segments WHERE database = ? AND id > ? ORDER BY id LIMIT " + Chunks.ROWS_MAX;
    private static final String DELETE = "DELETE FROM segments WHERE database = ? AND id = ?";
    private static final String DELETE_SOME = "DELETE FROM segments WHERE database = ? AND id IN"
            + " (SELECT id FROM segments WHERE database = ? LIMIT " + DELETED_TOGETHER + ")";

    private final JdbcPlace storage;
    private final String database;

    JdbcSegments(JdbcPlace storage, String database) {
        this.storage = storage;
        this.database = database;
    }

    @Override
    public void put(String id, byte[] bytes) {
        putAll(Map.of(id, bytes));
    }

    @Override
    public void putAll(Map<String, byte[]> segments) {
        Map<String, byte[]> together = new LinkedHashMap<>();
        long bytes = 0;
        for (Map.Entry<String, byte[]> each : segments.entrySet()) {
            together.put(each.getKey(), each.getValue());
            bytes += each.getValue().length;
            if (bytes >= PUT_TOGETHER_BYTES) {
                putTogether(together);
                together.clear();
                bytes = 0;
            }
        }
        if (!together.isEmpty()) {
            putTogether(together);
        }
    }

    private void putTogether(Map<String, byte[]> segments) {
        String first = segments.keySet().iterator().next();
        String what =
                segments.size() == 1 ? name(first) : segments.size() + " segments, " + name(first) + " among them";
        List<String> present = storage.write("store " + what, session -> {
            long number = storage.databases().forWriting(session, database).number();
            PreparedStatement statement = session.statement(PUT);
            List<String> there = new ArrayList<>();
            for (Map.Entry<String, byte[]> each : segments.entrySet()) {
                statement.setLong(1, number);
                statement.setString(2, each.getKey());
                statement.setLong(3, Tables.segmentChecksum(database, each.getKey(), each.getValue()));
                statement.setBytes(4, each.getValue());
                if (statement.executeUpdate() == 0) {
                    there.add(each.getKey());
                }
                statement.clearParameters();
            }
            return there;
        });
        for (String id : present) {
            byte[] bytes = segments.get(id);
            if (!get(id).map(found -> Arrays.equals(found, bytes)).orElse(false)) {
                throw new IllegalStateException(
                        "a segment id must never be used for other bytes: id=" + id + ", database=" + database);
            }
        }
        storage.relieve();
    }

    @Override
    public Optional<byte[]> get(String id) {
        return storage.read("read " + name(id), session -> {
            DatabaseRow row = storage.databases().find(database);
            if (row == null) {
                return Optional.empty();
            }
            PreparedStatement statement = session.statement(GET);
            statement.setLong(1, row.number());
            statement.setString(2, id);
            try (ResultSet found = statement.executeQuery()) {
                return found.next() ? Optional.of(check(found, id)) : Optional.empty();
            }
        });
    }

    private byte[] check(ResultSet row, String id) throws SQLException {
        byte[] bytes = row.getBytes(2);
        if (bytes == null) {
            throw storage.damaged(name(id), "it has no bytes");
        }
        long checksum = Tables.segmentChecksum(database, id, bytes);
        if (checksum != row.getLong(1)) {
            throw storage.damaged(name(id), Checksum.difference(row.getLong(1), checksum));
        }
        return bytes;
    }

    @Override
    public void ids(Consumer<String> consumer) {
        String last = "";
        List<String> some = some(last);
        while (!some.isEmpty()) {
            some.forEach(consumer);
            last = some.get(some.size() - 1);
            some = some(last);
        }
    }

    private List<String> some(String after) {
        return storage.read("list the segments of database " + database, session -> {
            DatabaseRow row = storage.databases().find(database);
            List<String> ids = new ArrayList<>();
            if (row == null) {
                return ids;
            }
            PreparedStatement statement = session.statement(IDS);
            statement.setLong(1, row.number());
            statement.setString(2, after);
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    ids.add(String.valueOf(found.getString(1)));
                }
            }
            return ids;
        });
    }

    @Override
    public void delete(Collection<String> ids) {
        Iterator<String> rest = List.copyOf(ids).iterator();
        while (rest.hasNext()) {
            List<String> together = new ArrayList<>();
            while (together.size() < DELETED_TOGETHER && rest.hasNext()) {
                together.add(rest.next());
            }
            storage.write("delete " + name(together.get(0)), session -> delete(session, together));
            storage.relieve();
        }
    }

    private int delete(Session session, List<String> ids) throws SQLException {
        DatabaseRow row = storage.databases().find(database);
        if (row == null) {
            return 0;
        }
        PreparedStatement statement = session.statement(DELETE);
        for (String id : ids) {
            statement.setLong(1, row.number());
            statement.setString(2, id);
            statement.addBatch();
        }
        return statement.executeBatch().length;
    }

    /** Removes all segments. */
    void deleteAll() {
        int deleted = 1;
        while (deleted > 0) {
            deleted = storage.write("delete the segments of database " + database, session -> {
                DatabaseRow row = storage.databases().find(database);
                if (row == null) {
                    return 0;
                }
                PreparedStatement statement = session.statement(DELETE_SOME);
                statement.setLong(1, row.number());
                statement.setLong(2, row.number());
                return statement.executeUpdate();
            });
            storage.relieve();
        }
    }

    private String name(String id) {
        return "segment " + id + " of database " + database;
    }
}
