package io.stator.storage.jdbc;

import io.stator.engine.storage.Root;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What is read of a system when it is opened, checked: everything except the records and segments, which are checked when they are read.
 *
 * @param state what the place says of itself
 * @param summary how many databases and roots there are
 * @param databases the databases by their ids
 * @param roots the roots by their names
 */
record Contents(SystemState state, Summary summary, Map<String, DatabaseRow> databases, Map<String, Root> roots) {

    /** How many damaged places a message names. */
    private static final int COMPLAINTS_MAX = 3;

    /** Keeps two sums of 32 bits and a little more apart in one. */
    private static final long SUM_FACTOR = 0x9e3779b97f4a7c15L;

    private static final String NEWEST =
            "SELECT position, link FROM log WHERE position >= ? AND position < ? ORDER BY position DESC LIMIT 1";
    private static final String COUNT = "SELECT count(*) FROM log";
    private static final String COUNT_OF_DATABASE = "SELECT count(*) FROM log WHERE position >= ? AND position < ?";
    private static final String OBJECTS = "SELECT sql FROM sqlite_schema ORDER BY rowid";
    private static final String STRUCTURE = "PRAGMA quick_check(" + COMPLAINTS_MAX + ")";

    /** Bytes with their checksum. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Slot(long checksum, byte[] bytes) {}

    /**
     * Checks the structure of a file, page by page, and reads it.
     *
     * @throws StorageException of kind CORRUPT if anything is not what was written
     */
    static Contents check(Session session, String place) throws SQLException {
        requireStructure(session, place);
        Contents contents = read(session, place);
        contents.requireEnds(session, place);
        contents.requireCount(session, place);
        return contents;
    }

    /** Checks that the newest records are the ones that the rows of the databases know. */
    void requireEnds(Session session, String place) throws SQLException {
        for (DatabaseRow row : databases.values()) {
            requireEnd(session, row, place);
        }
    }

    /** Checks that there are as many records as there should be. */
    void requireCount(Session session, String place) throws SQLException {
        long count = databases.values().stream().mapToLong(DatabaseRow::count).sum();
        long found = Long.parseLong(texts(session, COUNT).get(0));
        if (found != count) {
            throw miscounted(session, place, found, count);
        }
    }

    private StorageException miscounted(Session session, String place, long found, long expected) throws SQLException {
        for (DatabaseRow row : databases.values()) {
            PreparedStatement statement = session.statement(COUNT_OF_DATABASE);
            statement.setLong(1, row.position(0));
            statement.setLong(2, row.position(JdbcLog.RECORDS_MAX));
            try (ResultSet counted = statement.executeQuery()) {
                long records = counted.next() ? counted.getLong(1) : 0;
                if (records != row.count()) {
                    return damaged(
                            "the log of database " + row.id(),
                            place,
                            "it should have " + row.count() + " records and has " + records);
                }
            }
        }
        return damaged("the log", place, "it should have " + expected + " records in all and has " + found);
    }

    private static void requireStructure(Session session, String place) throws SQLException {
        List<String> complaints = texts(session, STRUCTURE);
        if (!complaints.equals(List.of("ok"))) {
            throw damaged("the structure of the file", place, String.join("; ", complaints));
        }
        if (!texts(session, OBJECTS).equals(Tables.ALL)) {
            throw damaged("the list of tables", place, "it is not that of format version " + Tables.FORMAT_VERSION);
        }
    }

    /** Checks that the newest record is the one that the database's row knows. */
    private static void requireEnd(Session session, DatabaseRow row, String place) throws SQLException {
        PreparedStatement statement = session.statement(NEWEST);
        statement.setLong(1, row.position(0));
        statement.setLong(2, row.position(JdbcLog.RECORDS_MAX));
        try (ResultSet found = statement.executeQuery()) {
            long position = found.next() ? found.getLong(1) : row.position(row.first()) - 1;
            if (position != row.position(row.next()) - 1 || row.count() > 0 && found.getLong(2) != row.link()) {
                throw damaged(
                        "the log of database " + row.id(),
                        place,
                        "its newest record should be " + (row.next() - 1) + " with link " + Long.toHexString(row.link())
                                + ", found " + (position - row.position(0))
                                + (row.count() > 0 ? " with link " + Long.toHexString(found.getLong(2)) : ""));
            }
        }
    }

    /** Reads what a file holds, without a look at its structure. */
    static Contents read(Session session, String place) throws SQLException {
        SystemState state = state(session)
                .orElseThrow(() -> damaged("the state of the system", place, "it is not what was written"));
        UUID system = state.system();
        Summary summary = slot(session, Tables.SLOT_SUMMARY)
                .filter(slot -> slot.bytes.length == Summary.BYTES)
                .filter(slot -> Summary.of(slot.bytes).checksum(system) == slot.checksum)
                .map(slot -> Summary.of(slot.bytes))
                .orElseThrow(() -> damaged("the summary of the system", place, "it is not what was written"));
        Contents contents =
                new Contents(state, summary, databases(session, system, place), roots(session, system, place));
        contents.requireAll(place);
        return contents;
    }

    private void requireAll(String place) {
        Summary found = new Summary(0, 0, summary.lastNumber(), 0, 0);
        for (DatabaseRow row : databases.values()) {
            found = found.plus(row, state.system());
        }
        for (Map.Entry<String, Root> root : roots.entrySet()) {
            Root value = root.getValue();
            found = found.plusRoot(Tables.rootChecksum(state.system(), root.getKey(), value.revision(), value.bytes()));
        }
        if (!found.equals(summary)) {
            throw damaged(
                    "the list of databases or of roots",
                    place,
                    "there should be " + summary.databases() + " databases and " + summary.roots()
                            + " roots as they were written, found " + databases.size() + " and " + roots.size());
        }
    }

    /** Returns the greatest epoch of a record. */
    long epoch() {
        return databases.values().stream().mapToLong(DatabaseRow::epoch).max().orElse(0);
    }

    /** Returns the sum of the checksums of the rows of all databases. */
    long rowSum() {
        return databases.values().stream()
                .mapToLong(row -> row.checksum(state.system()))
                .sum();
    }

    /** Returns a number that another one of these has only by chance when it has other databases, roots, or ends of logs. */
    long sum() {
        return sum(rowSum(), summary, state.system());
    }

    static long sum(long rowSum, Summary summary, UUID system) {
        return rowSum * SUM_FACTOR + summary.checksum(system);
    }

    /** Returns what a file says of itself, or empty if that is damaged. */
    static Optional<SystemState> state(Session session) throws SQLException {
        return slot(session, Tables.SLOT_SYSTEM)
                .filter(slot -> slot.bytes.length == SystemState.BYTES)
                .filter(slot -> SystemState.of(slot.bytes).checksum() == slot.checksum)
                .map(slot -> SystemState.of(slot.bytes));
    }

    private static Optional<Slot> slot(Session session, long number) throws SQLException {
        PreparedStatement statement = session.statement(Tables.GET_STATE);
        statement.setLong(1, number);
        try (ResultSet found = statement.executeQuery()) {
            byte[] bytes = found.next() ? found.getBytes(2) : null;
            return bytes == null ? Optional.empty() : Optional.of(new Slot(found.getLong(1), bytes));
        }
    }

    private static Map<String, DatabaseRow> databases(Session session, UUID system, String place) throws SQLException {
        Map<String, DatabaseRow> rows = new TreeMap<>();
        try (ResultSet found = session.statement(Tables.ALL_DATABASES).executeQuery()) {
            while (found.next()) {
                DatabaseRow row = new DatabaseRow(
                        found.getLong(1),
                        String.valueOf(found.getString(2)),
                        found.getLong(3),
                        found.getInt(4),
                        found.getLong(5),
                        found.getLong(6),
                        found.getLong(7));
                long checksum = row.checksum(system);
                if (checksum != found.getLong(8)) {
                    throw damaged(
                            "the row of database " + row.id(), place, Checksum.difference(found.getLong(8), checksum));
                }
                rows.put(row.id(), row);
            }
        }
        return rows;
    }

    private static Map<String, Root> roots(Session session, UUID system, String place) throws SQLException {
        Map<String, Root> roots = new TreeMap<>();
        try (ResultSet found = session.statement(Tables.ALL_ROOTS).executeQuery()) {
            while (found.next()) {
                String name = String.valueOf(found.getString(1));
                byte[] bytes = found.getBytes(4);
                if (bytes == null) {
                    throw damaged("root " + name, place, "it has no bytes");
                }
                Root root = new Root(found.getLong(2), bytes);
                long checksum = Tables.rootChecksum(system, name, root.revision(), bytes);
                if (checksum != found.getLong(3)) {
                    throw damaged("root " + name, place, Checksum.difference(found.getLong(3), checksum));
                }
                roots.put(name, root);
            }
        }
        return roots;
    }

    private static List<String> texts(Session session, String query) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (ResultSet found = session.statement(query).executeQuery()) {
            while (found.next()) {
                texts.add(String.valueOf(found.getString(1)));
            }
        }
        return texts;
    }

    /** Returns the complaint about bytes that are not those that were written. */
    static StorageException damaged(String what, String place, String how) {
        return new StorageException(
                Kind.CORRUPT, what + " in " + place + " is damaged: " + how + "; restore the file from a copy");
    }
}
