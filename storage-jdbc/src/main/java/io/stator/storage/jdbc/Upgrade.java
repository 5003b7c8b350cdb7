package io.stator.storage.jdbc;

import io.stator.engine.storage.Root;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Writes a file of format version 1 anew, with links between its records and all that later versions know in a second place. The old file is
 * read without its indexes and checked as far as its own format lets it, and is replaced when the new one is whole and durable.
 */
final class Upgrade {

    private static final String STRUCTURE = "PRAGMA integrity_check(3)";
    private static final String DATABASES = "SELECT number, id FROM databases NOT INDEXED ORDER BY number";
    private static final String LAST_NUMBER = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence";
    private static final String RECORDS = "SELECT position, epoch, crc, bytes FROM log ORDER BY position";
    private static final String ROOTS = "SELECT name, revision, crc, bytes FROM roots NOT INDEXED";
    private static final String SEGMENTS = "SELECT database, id, crc, bytes FROM segments NOT INDEXED";

    private final Session old;
    private final Session renewed;
    private final String place;
    private final UUID system = UUID.randomUUID();
    private final SplittableRandom marks = new SplittableRandom(system.getLeastSignificantBits());
    private final Map<Long, String> ids = new HashMap<>();
    private Summary summary = Summary.EMPTY;

    private Upgrade(Session old, Session renewed, String place) {
        this.old = old;
        this.renewed = renewed;
        this.place = place;
    }

    /** Puts a file of the newest version in the place of one of version 1. */
    static void run(SystemFiles files) throws SQLException, IOException {
        Path unfinished = files.unfinished();
        SqliteStorage.deleteUnfinished(unfinished);
        gather(files);
        try (Session old = new Session(SqliteDialect.openForCheck(files.main()));
                Session renewed = new Session(SqliteDialect.connect(unfinished, ""))) {
            Room.setPages(renewed.connection());
            SqliteDialect.run(renewed.connection(), "PRAGMA synchronous = FULL");
            new Upgrade(old, renewed, files.main().toString()).copy();
            SqliteDialect.useWriteAheadLog(renewed);
        }
        keepPermissions(files.main(), unfinished);
        SqliteStorage.replace(files);
    }

    /** Checks the old file and moves its write-ahead log into it, because the new file must not be found with that beside it. */
    private static void gather(SystemFiles files) throws SQLException {
        try (Session session = new Session(SqliteDialect.openForCheck(files.main()))) {
            requireStructure(session, files.main().toString());
        }
        try (Session session = new Session(SqliteDialect.connect(files.main(), ""))) {
            SqliteDialect.run(session.connection(), "PRAGMA synchronous = FULL");
            SqliteDialect.run(session.connection(), "PRAGMA journal_mode = WAL");
            SqliteDialect.run(session.connection(), "PRAGMA wal_checkpoint(TRUNCATE)");
        }
    }

    private static void requireStructure(Session session, String place) throws SQLException {
        List<String> complaints = new ArrayList<>();
        try (ResultSet found = session.statement(STRUCTURE).executeQuery()) {
            while (found.next()) {
                complaints.add(String.valueOf(found.getString(1)));
            }
        }
        if (!complaints.equals(List.of("ok"))) {
            throw Contents.damaged("the structure of the file", place, String.join("; ", complaints));
        }
    }

    static void keepPermissions(Path from, Path to) throws IOException {
        PosixFileAttributeView source = Files.getFileAttributeView(from, PosixFileAttributeView.class);
        if (source != null) {
            Files.setPosixFilePermissions(to, source.readAttributes().permissions());
        }
    }

    private void copy() throws SQLException {
        SystemState state = new SystemState(system, UUID.randomUUID(), false);
        SqliteDialect.createTables(renewed, state, Summary.EMPTY);
        renewed.transact(session -> {
            copyDatabases();
            copyRoots();
            copySegments();
            JdbcDatabases.setState(session, Tables.SLOT_SUMMARY, summary.checksum(system), summary.toBytes());
            return true;
        });
    }

    private void copyDatabases() throws SQLException {
        try (ResultSet found = old.statement(DATABASES).executeQuery()) {
            while (found.next()) {
                ids.put(found.getLong(1), String.valueOf(found.getString(2)));
            }
        }
        Map<Long, DatabaseRow> rows = new HashMap<>();
        ids.forEach((number, id) -> rows.put(number, DatabaseRow.empty(number, id)));
        try (ResultSet found = old.statement(RECORDS).executeQuery()) {
            while (found.next()) {
                copyRecord(found, rows);
            }
        }
        for (DatabaseRow row : rows.values()) {
            JdbcDatabases.put(renewed.statement(Tables.ADD_DATABASE), row, system);
            summary = summary.plus(row, system);
        }
        try (ResultSet found = old.statement(LAST_NUMBER).executeQuery()) {
            long last = found.next() ? found.getLong(1) : 0;
            summary = summary.withLastNumber(Math.max(last, summary.lastNumber()));
        }
    }

    private void copyRecord(ResultSet found, Map<Long, DatabaseRow> rows) throws SQLException {
        long position = found.getLong(1);
        long sequence = position % JdbcLog.RECORDS_MAX;
        DatabaseRow row = rows.get(position / JdbcLog.RECORDS_MAX);
        if (row == null) {
            throw Contents.damaged("the log", place, "it has records of a database that is missing");
        }
        String name = "record " + sequence + " of the log of database " + row.id();
        if (row.next() == 0 && sequence > 0) {
            row = new DatabaseRow(row.number(), row.id(), sequence, RecordLink.NO_MARK, sequence, 0, 0);
        }
        if (row.next() != sequence) {
            throw Contents.damaged(name, place, "record " + row.next() + " before it is missing");
        }
        long epoch = found.getLong(2);
        byte[] bytes = checked(name, found, checksumOfRecord(position, epoch, found.getBytes(4)));
        int mark = marks.nextInt();
        long link = RecordLink.of(row.id(), sequence, epoch, row.lastMark(), mark, bytes);
        JdbcLog.put(renewed.statement(Tables.PUT_RECORD), position, epoch, link, bytes);
        rows.put(row.number(), row.appended(epoch, link));
    }

    private void copyRoots() throws SQLException {
        try (ResultSet found = old.statement(ROOTS).executeQuery()) {
            while (found.next()) {
                String name = String.valueOf(found.getString(1));
                long revision = found.getLong(2);
                byte[] bytes = checked("root " + name, found, checksumOfNamed(name, revision, found.getBytes(4)));
                long checksum = Tables.rootChecksum(system, name, revision, bytes);
                JdbcRoots.put(renewed.statement(Tables.PUT_ROOT), name, new Root(revision, bytes), checksum);
                summary = summary.plusRoot(checksum);
            }
        }
    }

    private void copySegments() throws SQLException {
        try (ResultSet found = old.statement(SEGMENTS).executeQuery()) {
            while (found.next()) {
                long number = found.getLong(1);
                String id = String.valueOf(found.getString(2));
                String name = "segment " + id + " of database " + ids.get(number);
                byte[] bytes = checked(name, found, checksumOfNamed(id, number, found.getBytes(4)));
                PreparedStatement statement = renewed.statement(Tables.PUT_SEGMENT);
                statement.setLong(1, number);
                statement.setString(2, id);
                statement.setLong(3, Tables.segmentChecksum(String.valueOf(ids.get(number)), id, bytes));
                statement.setBytes(4, bytes);
                statement.executeUpdate();
            }
        }
    }

    /** Returns the bytes of a row whose third column is their checksum. */
    private byte[] checked(String name, ResultSet row, long checksum) throws SQLException {
        byte[] bytes = row.getBytes(4);
        if (bytes == null) {
            throw Contents.damaged(name, place, "it has no bytes");
        }
        if (checksum != row.getLong(3)) {
            throw Contents.damaged(name, place, Checksum.difference(row.getLong(3), checksum));
        }
        return bytes;
    }

    private static long checksumOfRecord(long position, long epoch, byte @Nullable [] bytes) {
        return checksum(ByteBuffer.allocate(2 * Long.BYTES).putLong(position).putLong(epoch), bytes);
    }

    private static long checksumOfNamed(String name, long number, byte @Nullable [] bytes) {
        byte[] encoded = name.getBytes(StandardCharsets.UTF_8);
        return checksum(
                ByteBuffer.allocate(Long.BYTES + encoded.length).putLong(number).put(encoded), bytes);
    }

    /** Returns the checksum of version 1. */
    private static long checksum(ByteBuffer identity, byte @Nullable [] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(identity.flip());
        if (bytes != null) {
            checksum.update(bytes);
        }
        return checksum.getValue();
    }
}
