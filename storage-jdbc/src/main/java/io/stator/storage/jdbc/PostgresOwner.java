package io.stator.storage.jdbc;

import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * Who writes to a system on a server: a row with an epoch and a token, which every write looks at and keeps from changing until it is
 * over. Whoever opens the system to write sets the next epoch there, by comparison with what it read, and from that moment on no write
 * of the former one can become durable. A session that is opened in the place of a lost one sets another token in the same way, so that
 * what the lost one may still be doing ends first or never.
 *
 * <p>An advisory lock tells a second opening that the first one is alive. It is a courtesy: nothing depends on it.
 *
 * <p>For one thread at a time.
 */
final class PostgresOwner {

    private static final String READ = "SELECT epoch, token, holder, to_char(since AT TIME ZONE 'UTC',"
            + " 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') FROM writer WHERE slot = 1";
    private static final String TAKE = "UPDATE writer SET epoch = ?, token = ?, holder = ?, since = now()"
            + " WHERE slot = 1 AND epoch = ? AND token = ?";
    /** Finds the row as long as it is that of an opening, and keeps it so until the transaction ends. */
    static final String KEEP = "SELECT 1 FROM writer WHERE slot = 1 AND epoch = ? AND token = ? FOR SHARE";

    private static final String EPOCH = "SELECT coalesce(max(epoch), 0) FROM databases";
    private static final String LOCK = "SELECT pg_try_advisory_lock(?, ?)";
    private static final String UNLOCK = "SELECT pg_advisory_unlock_all()";
    private static final String END_HOLDERS =
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
                    + " AND classid = ?::bigint::oid AND objid = ?::bigint::oid AND objsubid = 2 AND granted AND pid <> pg_backend_pid()"
                    + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

    /** How often is tried to take over from openings that come in between, and to lock after the end of a session, at an interval. */
    private static final int ATTEMPTS_MAX = 50;

    /** How often is looked again whether the session of a process that has just ended has ended, too. */
    private static final int GRACE_ATTEMPTS = 10;

    private static final long ATTEMPT_PAUSE_NANOS = 100_000_000;

    private static final System.Logger LOGGER = System.getLogger(PostgresOwner.class.getName());

    /** What the row says. */
    private record Row(long epoch, String token, String holder, String since) {}

    private final PostgresPlace place;
    private final long schema;
    private Row own;

    /** What the row was to become when a session was last opened in the place of another, which may have happened. */
    private Row tried;

    private volatile String words = "another process has taken it over";

    private PostgresOwner(PostgresPlace place, long schema, Row own) {
        this.place = place;
        this.schema = schema;
        this.own = own;
        this.tried = own;
    }

    /**
     * Takes a system for this process.
     *
     * @throws StorageException of kind LOCKED if somebody else has it open to write, unless it is to be taken away
     */
    static PostgresOwner take(Session session, PostgresPlace place) throws SQLException {
        long schema = PostgresTables.schema(session, place);
        boolean locked = lock(session, schema);
        for (int i = 0; i < GRACE_ATTEMPTS && !locked && !place.isTakingOver(); i++) {
            LockSupport.parkNanos(ATTEMPT_PAUSE_NANOS);
            locked = lock(session, schema);
        }
        if (!locked && !place.isTakingOver()) {
            throw locked(place, read(session, place));
        }
        if (!locked) {
            endHolders(session, place, schema);
        }
        for (int i = 0; i < ATTEMPTS_MAX; i++) {
            Row before = read(session, place);
            long epoch = Math.max(before.epoch, newestEpoch(session)) + 1;
            Row own = new Row(epoch, UUID.randomUUID().toString(), holder(), "");
            if (replace(session, before, own)) {
                if (!locked) {
                    LOGGER.log(System.Logger.Level.WARNING, "took " + place + " over from " + before.holder);
                    lockAfterEnd(session, place, schema);
                }
                return new PostgresOwner(place, schema, own);
            }
        }
        throw new StorageException(
                Kind.LOCKED, place + " is opened by others faster than it can be taken over; try again");
    }

    private static StorageException locked(PostgresPlace place, Row by) {
        return new StorageException(
                Kind.LOCKED,
                place + " is already open to write, by " + by.holder + " since " + by.since
                        + ": close it there, or read it with Stator.openReadOnly (--read-only on the command line). If that process is"
                        + " gone, the server notices within half a minute; if it hangs, statorTakeover=true in the URI takes the system"
                        + " away from it");
    }

    /** Returns who this process is, for people who look. */
    private static String holder() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            host = "an unknown host";
        }
        return "process " + ProcessHandle.current().pid() + " on " + host;
    }

    private static Row read(Session session, PostgresPlace place) throws SQLException {
        return session.run(inside -> {
            try (ResultSet found = inside.statement(READ).executeQuery()) {
                if (!found.next()) {
                    throw Contents.damaged("the row that says who writes", place.toString(), "it is missing");
                }
                return new Row(
                        found.getLong(1),
                        String.valueOf(found.getString(2)),
                        String.valueOf(found.getString(3)),
                        String.valueOf(found.getString(4)));
            }
        });
    }

    private static long newestEpoch(Session session) throws SQLException {
        return Long.parseLong(PostgresServer.text(session, EPOCH));
    }

    /** Waits for the writes that keep the row, and sets it if it is as expected. */
    private static boolean replace(Session session, Row before, Row after) throws SQLException {
        return session.run(inside -> {
            PreparedStatement statement = inside.statement(TAKE);
            statement.setLong(1, after.epoch);
            statement.setString(2, after.token);
            statement.setString(3, after.holder);
            statement.setLong(4, before.epoch);
            statement.setString(5, before.token);
            return statement.executeUpdate() == 1;
        });
    }

    private static boolean lock(Session session, long schema) throws SQLException {
        return session.run(inside -> {
            PreparedStatement statement = inside.statement(LOCK);
            statement.setInt(1, PostgresTables.LOCK_CLASS);
            statement.setInt(2, (int) schema);
            try (ResultSet found = statement.executeQuery()) {
                return found.next() && found.getBoolean(1);
            }
        });
    }

    /** Has the server end the sessions that have the lock, as far as this user may. */
    private static void endHolders(Session session, PostgresPlace place, long schema) {
        try {
            session.run(inside -> {
                PreparedStatement statement = inside.statement(END_HOLDERS);
                statement.setLong(1, PostgresTables.LOCK_CLASS);
                statement.setLong(2, schema);
                return statement.execute();
            });
        } catch (SQLException notAllowed) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "could not end the session that had " + place + " open, which cannot write any more: "
                            + notAllowed.getMessage());
        }
    }

    private static void lockAfterEnd(Session session, PostgresPlace place, long schema) throws SQLException {
        for (int i = 0; i < ATTEMPTS_MAX; i++) {
            if (lock(session, schema)) {
                return;
            }
            LockSupport.parkNanos(ATTEMPT_PAUSE_NANOS);
        }
        LOGGER.log(
                System.Logger.Level.WARNING,
                "could not lock " + place
                        + ", because a session that had it open goes on: who opens it next is not told that this"
                        + " process has it open, and would take it over");
    }

    /** Lets others open the system, before the server notices that the session has ended. */
    static void giveUp(Session session) {
        try {
            PostgresServer.text(session, UNLOCK);
        } catch (SQLException lost) {
            LOGGER.log(System.Logger.Level.DEBUG, "the server gives the lock up with the session", lost);
        }
    }

    /** Returns the epoch of this opening. */
    long epoch() {
        return own.epoch;
    }

    /** Returns whether this process still is the one that writes; within a transaction, it stays so until that ends. */
    boolean keep(Session session) throws SQLException {
        PreparedStatement statement = session.statement(KEEP);
        set(statement);
        try (ResultSet found = statement.executeQuery()) {
            if (found.next()) {
                return true;
            }
        }
        note(read(session, place));
        return false;
    }

    /** Sets the parameters of {@link #KEEP}. */
    void set(PreparedStatement statement) throws SQLException {
        statement.setLong(1, own.epoch);
        statement.setString(2, own.token);
    }

    private void note(Row other) {
        words = other.holder + " has taken it over, at " + other.since;
    }

    /**
     * Has a session that was opened in the place of a lost one be the one that writes.
     *
     * @throws StorageException of kind FENCED if another process has taken the system over
     */
    void keepWith(Session session) throws SQLException {
        Row found = read(session, place);
        boolean ours = found.epoch == own.epoch && (found.token.equals(own.token) || found.token.equals(tried.token));
        boolean locked = ours && lock(session, schema);
        if (ours && !locked) {
            endHolders(session, place, schema);
        }
        Row next = new Row(own.epoch, UUID.randomUUID().toString(), own.holder, "");
        if (ours) {
            tried = next;
        }
        if (!ours || !replace(session, found, next)) {
            note(read(session, place));
            throw fenced();
        }
        own = next;
        if (!locked) {
            lockAfterEnd(session, place, schema);
        }
    }

    private StorageException fenced() {
        return new StorageException(Kind.FENCED, takenOver());
    }

    /** Returns what to tell a writer whose system is another's by now. */
    String takenOver() {
        return words + ", so this process must not write to " + place
                + " any more: close the system here, and use it there; what was acknowledged here is in it";
    }
}
