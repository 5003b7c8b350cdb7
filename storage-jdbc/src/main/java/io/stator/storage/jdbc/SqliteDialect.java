package io.stator.storage.jdbc;

import io.stator.engine.storage.StorageException.Kind;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** SQLite in one file with a write-ahead log. */
final class SqliteDialect implements Dialect {

    /** Marks our files; the letters "Stat". */
    static final int APPLICATION_ID = 0x53746174;

    /** The version of the tables below; a file of a newer one is refused. */
    static final int FORMAT_VERSION = 1;

    /** How long a statement waits for another program that looks into the file. */
    private static final int BUSY_TIMEOUT_MILLIS = 5_000;

    private static final int PAGE_BYTES = 8_192;

    /**
     * The pages after which a commit also moves the write-ahead log into the file. A small log is overwritten in place, which is
     * quicker than growing one: see the decisions.
     */
    private static final int CHECKPOINT_PAGES = 1_000;

    /** The size the write-ahead log is cut back to after an extraordinarily large write. */
    private static final long WRITE_AHEAD_BYTES_MAX = 64L << 20;

    private static final int PRIMARY_CODE_MASK = 0xff;

    /** The records of a database are neighbours in one tree that grows at its end: position = number * 2^40 + sequence. */
    private static final List<String> SCHEMA = List.of(
            "CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL)",
            "INSERT INTO meta (name, value) VALUES ('probe', 0)",
            "CREATE TABLE databases (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE)",
            "CREATE TABLE log (position INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, crc INTEGER NOT NULL,"
                    + " bytes BLOB NOT NULL)",
            "CREATE TABLE segments (number INTEGER PRIMARY KEY, database INTEGER NOT NULL, id TEXT NOT NULL,"
                    + " crc INTEGER NOT NULL, bytes BLOB NOT NULL, UNIQUE (database, id))",
            "CREATE TABLE roots (name TEXT PRIMARY KEY, revision INTEGER NOT NULL, crc INTEGER NOT NULL,"
                    + " bytes BLOB NOT NULL)",
            "PRAGMA application_id = " + APPLICATION_ID,
            "PRAGMA user_version = " + FORMAT_VERSION);

    private final Path file;

    SqliteDialect(Path file) {
        this.file = file;
    }

    /** Writes a new, empty storage to a path where there is no file. */
    static void create(Path path) throws SQLException {
        try (Connection connection = connect(path)) {
            run(connection, "PRAGMA page_size = " + PAGE_BYTES);
            run(connection, "PRAGMA synchronous = FULL");
            run(connection, "PRAGMA fullfsync = ON");
            connection.setAutoCommit(false);
            for (String statement : SCHEMA) {
                run(connection, statement);
            }
            connection.commit();
        }
    }

    @Override
    public String place() {
        return file.toString();
    }

    @Override
    public Connection openWriter() throws SQLException {
        return configured(
                "PRAGMA journal_mode = WAL",
                "PRAGMA synchronous = FULL",
                "PRAGMA fullfsync = ON",
                "PRAGMA secure_delete = ON",
                "PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES,
                "PRAGMA journal_size_limit = " + WRITE_AHEAD_BYTES_MAX,
                "PRAGMA temp_store = MEMORY");
    }

    @Override
    public Connection openReader() throws SQLException {
        return configured("PRAGMA query_only = ON", "PRAGMA temp_store = MEMORY");
    }

    /**
     * Writes all pages anew, because pages that were split or joined can hold copies of what was later overwritten, and then moves
     * them into the file and cuts the write-ahead log to nothing.
     */
    @Override
    public void scrub(Connection writer) throws SQLException {
        run(writer, "VACUUM");
        try (Statement runner = writer.createStatement();
                ResultSet outcome = runner.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
            if (!outcome.next() || outcome.getInt(1) != 0) {
                throw new SQLiteException(
                        "a reader keeps the write-ahead log in use", SQLiteErrorCode.SQLITE_BUSY_SNAPSHOT);
            }
        }
    }

    @Override
    public void settleBeforeClose(Connection writer) throws SQLException {
        run(writer, "PRAGMA wal_checkpoint(TRUNCATE)");
    }

    @Override
    public Kind kind(SQLException failure, boolean writing) {
        if (!(failure instanceof SQLiteException exception)) {
            return writing ? Kind.UNKNOWN_OUTCOME : Kind.IO;
        }
        SQLiteErrorCode exact = exception.getResultCode();
        if (exact == SQLiteErrorCode.SQLITE_IOERR_SHORT_READ || exact == SQLiteErrorCode.SQLITE_IOERR_CORRUPTFS) {
            return Kind.CORRUPT;
        }
        return switch (SQLiteErrorCode.getErrorCode(exact.code & PRIMARY_CODE_MASK)) {
            case SQLITE_FULL -> Kind.NO_SPACE;
            case SQLITE_READONLY, SQLITE_PERM -> Kind.READ_ONLY;
            case SQLITE_BUSY, SQLITE_LOCKED -> Kind.LOCKED;
            case SQLITE_CORRUPT, SQLITE_NOTADB -> Kind.CORRUPT;
            case SQLITE_CONSTRAINT -> Kind.FENCED;
            case SQLITE_IOERR -> writing ? Kind.UNKNOWN_OUTCOME : Kind.IO;
            default -> Kind.IO;
        };
    }

    private Connection configured(String... pragmas) throws SQLException {
        Connection connection = connect(file);
        try {
            run(connection, "PRAGMA busy_timeout = " + BUSY_TIMEOUT_MILLIS);
            for (String pragma : pragmas) {
                run(connection, pragma);
            }
            return connection;
        } catch (SQLException failure) {
            connection.close();
            throw failure;
        }
    }

    /** Opens a file by its URI, because the driver takes a question mark in a plain path for the start of options. */
    private static Connection connect(Path path) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + path.toUri());
    }

    private static void run(Connection connection, String statement) throws SQLException {
        try (Statement runner = connection.createStatement()) {
            runner.execute(statement);
        }
    }
}
