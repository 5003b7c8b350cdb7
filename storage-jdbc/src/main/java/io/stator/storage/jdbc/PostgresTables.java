package io.stator.storage.jdbc;

import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The tables of a system in a schema of PostgreSQL: those of a file, and one that says who writes. */
final class PostgresTables {

    /** The version of these tables; a newer one is refused. */
    static final int FORMAT_VERSION = 1;

    /** The row of the table of states that tells the version. */
    static final long SLOT_FORMAT = 4;

    /** Together with the number of the schema, the advisory lock of who writes or makes the tables. */
    static final int LOCK_CLASS = Tables.APPLICATION_ID;

    /** Bytes are stored beside their rows and not compressed: they are by themselves. Rows that change often have room beside them. */
    private static final List<String> CREATE = List.of(
            "CREATE TABLE state (slot bigint PRIMARY KEY, crc bigint NOT NULL, bytes bytea NOT NULL) WITH (fillfactor = 50)",
            "CREATE TABLE databases (number bigint PRIMARY KEY, id text COLLATE \"C\" NOT NULL, first bigint NOT NULL,"
                    + " mark_before bigint NOT NULL, next bigint NOT NULL, epoch bigint NOT NULL, link bigint NOT NULL,"
                    + " crc bigint NOT NULL) WITH (fillfactor = 50)",
            "CREATE TABLE log (position bigint PRIMARY KEY, epoch bigint NOT NULL, link bigint NOT NULL, bytes bytea NOT NULL)",
            "CREATE TABLE segments (database bigint NOT NULL, id text COLLATE \"C\" NOT NULL, crc bigint NOT NULL,"
                    + " bytes bytea NOT NULL, PRIMARY KEY (database, id))",
            "CREATE TABLE roots (name text COLLATE \"C\" PRIMARY KEY, revision bigint NOT NULL, crc bigint NOT NULL,"
                    + " bytes bytea NOT NULL)",
            "CREATE TABLE writer (slot bigint PRIMARY KEY CHECK (slot = 1), epoch bigint NOT NULL, token text NOT NULL,"
                    + " holder text NOT NULL, since timestamp with time zone NOT NULL) WITH (fillfactor = 50)",
            "INSERT INTO writer (slot, epoch, token, holder, since) VALUES (1, 0, '', 'nobody', now())",
            "ALTER TABLE log ALTER COLUMN bytes SET STORAGE EXTERNAL",
            "ALTER TABLE segments ALTER COLUMN bytes SET STORAGE EXTERNAL",
            "ALTER TABLE roots ALTER COLUMN bytes SET STORAGE EXTERNAL");

    /** The tables with their columns, as {@link #COLUMNS} tells them. */
    private static final List<String> EXPECTED = List.of(
            "databases number bigint true",
            "databases id text true",
            "databases first bigint true",
            "databases mark_before bigint true",
            "databases next bigint true",
            "databases epoch bigint true",
            "databases link bigint true",
            "databases crc bigint true",
            "log position bigint true",
            "log epoch bigint true",
            "log link bigint true",
            "log bytes bytea true",
            "roots name text true",
            "roots revision bigint true",
            "roots crc bigint true",
            "roots bytes bytea true",
            "segments database bigint true",
            "segments id text true",
            "segments crc bigint true",
            "segments bytes bytea true",
            "state slot bigint true",
            "state crc bigint true",
            "state bytes bytea true",
            "writer slot bigint true",
            "writer epoch bigint true",
            "writer token text true",
            "writer holder text true",
            "writer since timestamp with time zone true");

    private static final String COLUMNS =
            "SELECT c.relname || ' ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull::text"
                    + " FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
                    + " WHERE n.nspname = ? AND a.attnum > 0 AND NOT a.attisdropped AND c.relkind NOT IN ('i', 'I', 'S')"
                    + " AND c.relname IN ('databases', 'log', 'roots', 'segments', 'state', 'writer')"
                    + " ORDER BY c.relname COLLATE \"C\", a.attnum";

    private static final String SCHEMA = "SELECT oid::bigint FROM pg_namespace WHERE nspname = ?";
    private static final String USABLE =
            "SELECT has_schema_privilege(oid, 'USAGE') FROM pg_namespace WHERE nspname = ?";
    private static final String LOCK_CREATION = "SELECT pg_advisory_xact_lock(?, 0)";

    private PostgresTables() {}

    /** Returns the number of the schema, or -1 if there is none. */
    static long schema(Session session, PostgresPlace place) throws SQLException {
        return session.run(inside -> {
            PreparedStatement statement = inside.statement(SCHEMA);
            statement.setString(1, place.schema());
            try (ResultSet found = statement.executeQuery()) {
                return found.next() ? found.getLong(1) : -1L;
            }
        });
    }

    /** Returns whether there are tables with names of ours. */
    static boolean isThere(Session session, PostgresPlace place) throws SQLException {
        return !columns(session, place).isEmpty();
    }

    /** Makes the tables of a new, empty system where there are none of these names, and checks those that there are. */
    static void ensure(Session writer, PostgresPlace place) throws SQLException {
        if (columns(writer, place).isEmpty()) {
            try {
                writer.transact(session -> {
                    create(session, place);
                    return true;
                });
            } catch (SQLException failure) {
                throw notCreated(place, failure);
            }
        }
        require(writer, place);
    }

    private static StorageException notCreated(PostgresPlace place, SQLException failure) {
        StorageException plain = PostgresFailures.notOpened(place, failure);
        return plain.kind() != Kind.READ_ONLY
                ? plain
                : new StorageException(
                        Kind.READ_ONLY,
                        "there is no system at " + place
                                + ", and this user may not make one: let its owner run CREATE SCHEMA "
                                + place.quotedSchema() + " AUTHORIZATION the_user, or GRANT CREATE ("
                                + failure.getMessage() + ")",
                        failure);
    }

    private static void create(Session session, PostgresPlace place) throws SQLException {
        // two processes may find nothing at the same time
        PreparedStatement lock = session.statement(LOCK_CREATION);
        lock.setInt(1, LOCK_CLASS);
        lock.execute();
        if (!columns(session, place).isEmpty()) {
            return;
        }
        if (schema(session, place) < 0) {
            PostgresServer.run(session, "CREATE SCHEMA " + place.quotedSchema());
        }
        for (String statement : CREATE) {
            PostgresServer.run(session, statement);
        }
        byte[] version =
                ByteBuffer.allocate(Integer.BYTES).putInt(FORMAT_VERSION).array();
        JdbcDatabases.setState(
                session, SLOT_FORMAT, new Checksum().bytes(version).value(), version);
        SystemState state = new SystemState(UUID.randomUUID(), UUID.randomUUID(), false);
        JdbcDatabases.setState(session, Tables.SLOT_SYSTEM, state.checksum(), state.toBytes());
        JdbcDatabases.setState(
                session, Tables.SLOT_SUMMARY, Summary.EMPTY.checksum(state.system()), Summary.EMPTY.toBytes());
        JdbcDatabases.setState(session, Tables.SLOT_PROBE, 0, new byte[0]);
    }

    /**
     * Checks that the tables are ours, and of this version.
     *
     * @throws StorageException of kind FOREIGN if they are not, or not there
     */
    static void require(Session session, PostgresPlace place) throws SQLException {
        List<String> found = columns(session, place);
        if (found.isEmpty()) {
            throw new StorageException(Kind.FOREIGN, "expected a Stator storage, found no tables of one: " + place);
        }
        requireUsable(session, place);
        int version = found.stream().anyMatch(column -> column.startsWith("state bytes bytea")) ? version(session) : 0;
        if (version > FORMAT_VERSION) {
            throw new StorageException(
                    Kind.FOREIGN,
                    place + " has format version " + version + ", this release knows up to " + FORMAT_VERSION
                            + ": use a newer release");
        }
        if (!found.equals(EXPECTED) || version != FORMAT_VERSION) {
            List<String> odd = new ArrayList<>(found);
            odd.removeAll(EXPECTED);
            List<String> missing = new ArrayList<>(EXPECTED);
            missing.removeAll(found);
            throw new StorageException(
                    Kind.FOREIGN,
                    "expected the tables of a Stator storage, found others: " + place + "; missing " + missing
                            + ", not expected " + odd + "; name a schema without such tables with currentSchema");
        }
    }

    /** Checks that names of tables are found, which is a right of its own. */
    private static void requireUsable(Session session, PostgresPlace place) throws SQLException {
        boolean usable = session.run(inside -> {
            PreparedStatement statement = inside.statement(USABLE);
            statement.setString(1, place.schema());
            try (ResultSet answer = statement.executeQuery()) {
                return answer.next() && answer.getBoolean(1);
            }
        });
        if (!usable) {
            throw new StorageException(
                    Kind.READ_ONLY,
                    "this user has no right to the schema of " + place + ": let its owner run GRANT USAGE ON SCHEMA "
                            + place.quotedSchema() + " TO the_user, and GRANT SELECT ON ALL TABLES IN SCHEMA "
                            + place.quotedSchema() + " TO the_user to let it read");
        }
    }

    private static int version(Session session) throws SQLException {
        return session.run(inside -> {
            PreparedStatement statement = inside.statement(Tables.GET_STATE);
            statement.setLong(1, SLOT_FORMAT);
            try (ResultSet found = statement.executeQuery()) {
                byte[] bytes = found.next() ? found.getBytes(2) : null;
                return bytes == null
                                || bytes.length != Integer.BYTES
                                || found.getLong(1)
                                        != new Checksum().bytes(bytes).value()
                        ? 0
                        : ByteBuffer.wrap(bytes).getInt();
            }
        });
    }

    private static List<String> columns(Session session, PostgresPlace place) throws SQLException {
        return session.run(inside -> {
            List<String> columns = new ArrayList<>();
            PreparedStatement statement = inside.statement(COLUMNS);
            statement.setString(1, place.schema());
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    columns.add(String.valueOf(found.getString(1)));
                }
            }
            return columns;
        });
    }
}
