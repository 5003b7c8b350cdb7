package io.stator.storage.jdbc;

import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import io.stator.storage.jdbc.EndMark.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** SQLite in one file with a write-ahead log, whose end is known in a second place. For one thread at a time. */
final class SqliteDialect implements Dialect {

    /** How long a statement waits for another program that looks into the file. */
    private static final int BUSY_TIMEOUT_MILLIS = 5_000;

    /**
     * The pages after which a commit also moves the write-ahead log into the file. A small log is overwritten in place, which is
     * quicker than growing one: see the decisions.
     */
    private static final int CHECKPOINT_PAGES = 1_000;

    /** The size the write-ahead log is cut back to after an extraordinarily large write. */
    private static final long WRITE_AHEAD_BYTES_MAX = 64L << 20;

    private static final String OWNER = "SELECT crc FROM state WHERE slot = " + Tables.SLOT_SYSTEM;

    private static final String WRITE_AHEAD_MODE = "PRAGMA journal_mode = WAL";

    private static final int PRIMARY_CODE_MASK = 0xff;

    private static final System.Logger LOGGER = System.getLogger(SqliteDialect.class.getName());

    private final SystemFiles files;
    private @Nullable EndFile end;
    private @Nullable WriteAheadLog log;
    private @Nullable PlaceWatch watch;
    private volatile @Nullable Relief relief;

    /** How many pages the write-ahead log had after the last transaction. */
    private volatile long frames;

    private long epoch;

    SqliteDialect(SystemFiles files) {
        this.files = files;
    }

    /** Writes a new, empty storage to a path where there is no file. */
    static void create(Path path) throws SQLException {
        try (Session session = new Session(connect(path, ""))) {
            Connection connection = session.connection();
            Room.setPages(connection);
            run(connection, "PRAGMA synchronous = FULL");
            run(connection, "PRAGMA fullfsync = ON");
            createTables(session, new SystemState(UUID.randomUUID(), UUID.randomUUID(), false), Summary.EMPTY);
            useWriteAheadLog(session);
        }
    }

    /**
     * Has a file that is not in its place yet keep a write-ahead log. SQLite needs a journal for that, which would be there half-way
     * if the process ended, and which a crash of the machine could bring back.
     */
    static void useWriteAheadLog(Session session) throws SQLException {
        session.closeStatements();
        run(session.connection(), WRITE_AHEAD_MODE);
    }

    /** Has SQLite take back the switch to a write-ahead log that a process left half-way. */
    static void rollBack(Path path) throws SQLException {
        try (Session session = new Session(configured(path, ""))) {
            Contents.state(session);
        }
    }

    /** Writes the tables, and in them what a file says of itself. */
    static void createTables(Session session, SystemState state, Summary summary) throws SQLException {
        session.transact(inside -> {
            for (String statement : Tables.ALL) {
                run(inside.connection(), statement);
            }
            setState(inside, state);
            JdbcDatabases.setState(inside, Tables.SLOT_SUMMARY, summary.checksum(state.system()), summary.toBytes());
            JdbcDatabases.setState(inside, Tables.SLOT_PROBE, 0, new byte[0]);
            run(inside.connection(), "PRAGMA application_id = " + Tables.APPLICATION_ID);
            run(inside.connection(), Room.NEWEST_FORMAT);
            return true;
        });
        session.closeStatements();
    }

    static void setState(Session session, SystemState state) throws SQLException {
        JdbcDatabases.setState(session, Tables.SLOT_SYSTEM, state.checksum(), state.toBytes());
    }

    @Override
    public String place() {
        return files.main().toString();
    }

    @Override
    public boolean isFar() {
        return false;
    }

    @Override
    public Chunks chunks() {
        return Chunks.ROW_BY_ROW;
    }

    @Override
    public Session openWriter() throws SQLException {
        return new Session(configured(
                files.main(),
                "",
                WRITE_AHEAD_MODE,
                "PRAGMA synchronous = FULL",
                "PRAGMA fullfsync = ON",
                "PRAGMA secure_delete = ON",
                "PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES,
                "PRAGMA journal_size_limit = " + WRITE_AHEAD_BYTES_MAX,
                "PRAGMA temp_store = MEMORY"));
    }

    /** Fails, because a file is never lost. */
    @Override
    public Session renewWriter(Session lost, boolean patiently) {
        throw new IllegalStateException("a session on a file must be there until it is closed: " + place());
    }

    @Override
    public Session openReader() throws SQLException {
        return new Session(configured(files.main(), "", "PRAGMA query_only = ON", "PRAGMA temp_store = MEMORY"));
    }

    /** Opens a connection that moves the write-ahead log into the file as durably as the one that writes. */
    static Session openBeside(SystemFiles files) throws SQLException {
        return new Session(configured(
                files.main(),
                "",
                "PRAGMA synchronous = FULL",
                "PRAGMA fullfsync = ON",
                "PRAGMA wal_autocheckpoint = 0"));
    }

    /** Opens a connection that cannot write, which leaves a write-ahead log there when it is the last one. */
    static Connection openForCheck(Path path) throws SQLException {
        return configured(path, "?mode=ro", "PRAGMA temp_store = MEMORY");
    }

    /** Opens a connection that sees the file alone, without its write-ahead log. */
    static Connection openAlone(Path path) throws SQLException {
        return configured(path, "?immutable=1", "PRAGMA temp_store = MEMORY");
    }

    /**
     * Moves what an earlier opening left in the write-ahead log into the file, before the mark of its end is replaced by the first one
     * of this session; then has the file name this session, before anything else is written to the log.
     */
    @Override
    public SystemState begin(Session writer, Contents found) throws SQLException, IOException {
        epoch = found.epoch();
        checkpoint(writer.connection(), "FULL");
        SystemState open = found.state().opened(UUID.randomUUID());
        EndFile mark = EndFile.create(files, open.session(), found.state().session(), found.sum());
        end = mark;
        writer.transact(session -> {
            setState(session, open);
            return true;
        });
        WriteAheadLog own = WriteAheadLog.open(files.writeAhead());
        log = own;
        PlaceWatch opened = new PlaceWatch(files);
        watch = opened;
        relief = new Relief(files, opened);
        checkpoint(writer.connection(), "FULL");
        mark.write(own.advance(true).settled(), found.sum(), true);
        return open;
    }

    /** Returns that of the newest record there is, which a copy of another storage may have: one file has one writer. */
    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public boolean isOwner(Session session, SystemState state) throws SQLException {
        try (ResultSet found = session.statement(OWNER).executeQuery()) {
            return found.next() && found.getLong(1) == state.checksum();
        }
    }

    @Override
    public String takenOver() {
        return "another process has opened " + place() + " although this one had it open, so this one must"
                + " not write to it any more: close the system here, keep locking from being circumvented"
                + " (the lock file removed, a file system without locks), and open it in one process";
    }

    @Override
    public boolean appendsAtOnce() {
        return false;
    }

    /** Fails, because a file is written to in transactions of several statements, which cost no journey. */
    @Override
    public boolean append(Session session, long position, long link, byte[] bytes, DatabaseRow after, long checksum) {
        throw new UnsupportedOperationException(place());
    }

    @Override
    public void requireInPlace() {
        PlaceWatch opened = watch;
        if (opened != null) {
            opened.require();
        }
    }

    @Override
    public void committed(long content, boolean failedBefore) throws IOException {
        EndFile mark = end;
        WriteAheadLog own = log;
        if (mark != null && own != null) {
            Position position = own.advance(failedBefore);
            boolean filledAnew = position.salts() != mark.last().position().salts();
            mark.write(position, content, filledAnew);
            frames = position.frames();
        }
    }

    @Override
    public void relieve() {
        Relief beside = relief;
        if (beside != null) {
            beside.relieve(frames);
        }
    }

    /**
     * Writes all pages anew, because pages that were split or joined can hold copies of what was later overwritten, and then moves
     * them into the file and cuts the write-ahead log to nothing. A file of an earlier release, whose pages cannot be moved, is one of this
     * release afterwards; it says so before, because who does not know such files must not take it for one that is damaged.
     */
    @Override
    public void scrub(Session writer) throws SQLException, IOException {
        if (Room.announce(writer)) {
            noteSame();
        }
        writer.closeStatements();
        run(writer.connection(), "VACUUM");
        noteSame();
        empty(writer.connection());
    }

    @Override
    public void reclaim(Session writer) throws SQLException, IOException {
        scrub(writer);
    }

    @Override
    public boolean shrink(Session writer, boolean last) throws SQLException {
        return Room.of(writer).giveBack(writer, last)
                && files.writeAhead().toFile().length() < WRITE_AHEAD_BYTES_MAX;
    }

    /** Takes note of a transaction that changed nothing that can be read. */
    private void noteSame() throws IOException {
        EndFile mark = end;
        if (mark != null) {
            committed(mark.last().content(), true);
        }
    }

    /** Empties the write-ahead log once all of it is in the file and the mark of its end says so. */
    private void empty(Connection writer) throws SQLException, IOException {
        checkpoint(writer, "FULL");
        EndFile mark = end;
        if (mark != null) {
            mark.settle();
        }
        checkpoint(writer, "TRUNCATE");
    }

    @Override
    public void backup(Path to, boolean replace, Runnable look) {
        requireInPlace();
        try (Backup backup = Backup.prepare(files.main(), to, replace)) {
            backup.copy(() -> openForCheck(files.main()), look);
            requireInPlace();
            backup.publish();
        }
    }

    private void checkpoint(Connection writer, String mode) throws SQLException {
        Relief beside = relief;
        if (beside == null) {
            checkpointAlone(writer, mode);
        } else {
            beside.alone(() -> checkpointAlone(writer, mode));
        }
    }

    private static void checkpointAlone(Connection writer, String mode) throws SQLException {
        try (Statement runner = writer.createStatement();
                ResultSet outcome = runner.executeQuery("PRAGMA wal_checkpoint(" + mode + ")")) {
            if (!outcome.next() || outcome.getInt(1) != 0) {
                throw new SQLiteException(
                        "a reader keeps the write-ahead log in use", SQLiteErrorCode.SQLITE_BUSY_SNAPSHOT);
            }
        }
    }

    /**
     * Moves all changes into the file and has it say that it is closed. When the files were displaced, another system's may have their
     * names: then what SQLite would remove by name on closing is left alone, and the connection is given up with the process.
     */
    @Override
    public void close(Session writer, SystemState state) throws SQLException, IOException {
        endRelief();
        PlaceWatch opened = watch;
        if (opened != null && opened.isForeignWriteAhead()) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "left open until the process ends, because other files have taken the place of " + place());
            return;
        }
        try (WriteAheadLog closingLog = log;
                EndFile closingEnd = end) {
            try (Session closing = writer) {
                boolean inPlace = opened == null || opened.isMainInPlace();
                checkpoint(closing.connection(), "FULL");
                closing.transact(session -> {
                    setState(session, state.closed());
                    return true;
                });
                if (inPlace) {
                    noteSame();
                    empty(closing.connection());
                } else {
                    checkpoint(closing.connection(), "TRUNCATE");
                    LOGGER.log(
                            System.Logger.Level.WARNING,
                            "closed the file that was opened as " + place()
                                    + " and was removed, moved or replaced since: what was"
                                    + " acknowledged is in that file, whatever its name is now");
                }
            } finally {
                if (closingEnd != null && !files.hasWriteAhead()) {
                    closingEnd.settle();
                }
            }
            if (opened == null || opened.isMainInPlace()) {
                Files.deleteIfExists(files.end());
                files.syncDirectory();
            }
        }
    }

    @Override
    public void giveUp(Session writer) throws SQLException {
        endRelief();
        writer.close();
    }

    private void endRelief() {
        Relief beside = relief;
        if (beside != null) {
            beside.end();
        }
    }

    @Override
    public Kind kind(SQLException failure, Phase phase) {
        return kindOf(failure, phase != Phase.READING);
    }

    @Override
    public String advice(Kind kind) {
        return switch (kind) {
            case NO_SPACE -> "no space is left, nothing was changed; make room and try again";
            case READ_ONLY -> "it cannot be written to; allow it, or use another place";
            case LOCKED -> "another program keeps it locked; end that program and try again";
            case CORRUPT -> "its structure is damaged; restore the file from a copy";
            case UNKNOWN_OUTCOME -> "it failed half-way; read back whether it happened";
            case IO ->
                "the device or the file system failed to do so, which says nothing about the data: look at the system's"
                        + " log, mend it, and try again";
            default -> "it failed";
        };
    }

    static Kind kindOf(SQLException failure, boolean writing) {
        if (!(failure instanceof SQLiteException exception)) {
            return writing ? Kind.UNKNOWN_OUTCOME : Kind.IO;
        }
        SQLiteErrorCode exact = exception.getResultCode();
        if (exact == SQLiteErrorCode.SQLITE_IOERR_SHORT_READ || isChangedByOthers(failure)) {
            return Kind.CORRUPT;
        }
        return switch (SQLiteErrorCode.getErrorCode(exact.code & PRIMARY_CODE_MASK)) {
            case SQLITE_FULL -> Kind.NO_SPACE;
            case SQLITE_READONLY, SQLITE_PERM -> Kind.READ_ONLY;
            case SQLITE_BUSY, SQLITE_LOCKED -> Kind.LOCKED;
            // all statements are our own and right: where they cannot be carried out, the tables are not ours any more
            case SQLITE_CORRUPT,
                    SQLITE_NOTADB,
                    SQLITE_FORMAT,
                    SQLITE_ERROR,
                    SQLITE_CONSTRAINT,
                    SQLITE_MISMATCH,
                    SQLITE_TOOBIG -> Kind.CORRUPT;
            case SQLITE_IOERR -> writing ? Kind.UNKNOWN_OUTCOME : Kind.IO;
            default -> Kind.IO;
        };
    }

    private static boolean isChangedByOthers(SQLException failure) {
        return failure instanceof SQLiteException exception
                && exception.getResultCode() == SQLiteErrorCode.SQLITE_READONLY_ROLLBACK;
    }

    private static Connection configured(Path file, String options, String... pragmas) throws SQLException {
        Connection connection = connect(file, options);
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
    static Connection connect(Path path, String options) throws SQLException {
        boolean interrupted =
                Thread.interrupted(); // the driver asks other programs what system this is, and forgets it then
        try {
            return DriverManager.getConnection("jdbc:sqlite:" + path.toUri() + options);
        } catch (LinkageError noLibrary) {
            String directory = System.getProperty("org.sqlite.tmpdir", System.getProperty("java.io.tmpdir"));
            throw new StorageException(
                    Kind.IO,
                    "SQLite's native library could not be put into " + directory
                            + " and loaded from there: the directory must"
                            + " be there, have room, be writable and let programs run; another is named with"
                            + " -Dorg.sqlite.tmpdir=DIRECTORY (" + noLibrary.getMessage() + ")",
                    noLibrary);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    static void run(Connection connection, String statement) throws SQLException {
        try (Statement runner = connection.createStatement()) {
            runner.execute(statement);
        }
    }

    /** Returns the failure to open a file. */
    static StorageException notOpened(Path file, SQLException failure) {
        Kind kind = kindOf(failure, false);
        String advice = switch (kind) {
            case CORRUPT ->
                isChangedByOthers(failure)
                        ? "another program was ended while it changed the file, as the -journal beside it tells; restore the"
                                + " file from a copy, or let that program mend it"
                        : "the file is damaged; restore it from a copy";
            case LOCKED -> "another program keeps it locked; end that program and try again";
            case NO_SPACE -> "no space is left to move its newest changes into the file; make room and try again";
            case READ_ONLY -> "it cannot be written to; allow it, or use another place";
            case IO ->
                "the device or the file system failed, which says nothing about the data: look at the permissions of the"
                        + " file and its directory, and at the system's log";
            default -> "it failed";
        };
        return new StorageException(
                kind, "could not open " + file + ": " + advice + " (" + failure.getMessage() + ")", failure);
    }
}
