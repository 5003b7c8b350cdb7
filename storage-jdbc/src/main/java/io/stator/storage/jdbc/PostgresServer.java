package io.stator.storage.jdbc;

import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.Driver;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

/** Opens sessions on a server, with all that they depend on set by ourselves. Thread-safe. */
final class PostgresServer {

    /** The oldest version that is let in. */
    private static final int VERSION_MIN = 12;

    /** How long a statement may take, and how long it waits for a lock that another session has. */
    static final int STATEMENT_TIMEOUT_MILLIS = 60_000;

    private static final int LOCK_TIMEOUT_MILLIS = 10_000;

    /** When the server finds out that the machine of a session is gone: after this silence, and so many questions at an interval. */
    private static final int KEEPALIVE_IDLE_SECONDS = 15;

    private static final int KEEPALIVE_INTERVAL_SECONDS = 5;
    private static final int KEEPALIVE_COUNT = 3;

    private static final System.Logger LOGGER = System.getLogger(PostgresServer.class.getName());

    private final PostgresPlace place;

    PostgresServer(PostgresPlace place) {
        this.place = place;
    }

    PostgresPlace place() {
        return place;
    }

    /** Opens a session that reads. */
    Session openReader() throws SQLException {
        return open("SET default_transaction_read_only = on");
    }

    /** Opens a session that writes durably. */
    Session openWriter() throws SQLException {
        Session session = open("SET default_transaction_isolation = 'read committed'");
        boolean opened = false;
        try {
            requireDurable(session);
            opened = true;
            return session;
        } finally {
            if (!opened) {
                session.abandon();
            }
        }
    }

    private Session open(String setting) throws SQLException {
        boolean interrupted = Thread.interrupted(); // the driver would give up a connection that is being made
        try {
            Connection connection = new Driver().connect(place.url(), place.properties());
            if (connection == null) {
                throw new PSQLException("the driver does not know this place", PSQLState.CONNECTION_UNABLE_TO_CONNECT);
            }
            Session session = new Session(connection, PostgresRules.INSTANCE);
            boolean opened = false;
            try {
                run(
                        session,
                        "SET search_path = " + place.quotedSchema() + ", pg_temp; SET statement_timeout = "
                                + STATEMENT_TIMEOUT_MILLIS + "; SET lock_timeout = " + LOCK_TIMEOUT_MILLIS
                                + "; SET idle_in_transaction_session_timeout = " + STATEMENT_TIMEOUT_MILLIS
                                + "; SET tcp_keepalives_idle = " + KEEPALIVE_IDLE_SECONDS
                                + "; SET tcp_keepalives_interval = " + KEEPALIVE_INTERVAL_SECONDS
                                + "; SET tcp_keepalives_count = " + KEEPALIVE_COUNT + "; " + setting);
                requireKnown(session);
                opened = true;
                return session;
            } finally {
                if (!opened) {
                    session.abandon();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void requireKnown(Session session) throws SQLException {
        int version = session.connection().getMetaData().getDatabaseMajorVersion();
        if (version < VERSION_MIN) {
            throw new StorageException(
                    Kind.FOREIGN,
                    "PostgreSQL must be of version " + VERSION_MIN + " or later: " + place + " has version " + version);
        }
        String encoding = text(session, "SHOW server_encoding");
        if (!encoding.equals("UTF8")) {
            throw new StorageException(
                    Kind.FOREIGN,
                    "the database must have the encoding UTF8: " + place + " has " + encoding
                            + "; make another one with CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0");
        }
    }

    /** Sees to it that a commit waits for the disk, and warns where no session can see to that. */
    private void requireDurable(Session session) throws SQLException {
        if (text(session, "SELECT pg_is_in_recovery()::text").equals("true")) {
            throw new StorageException(
                    Kind.READ_ONLY,
                    place + " is a standby, which only reads: open the system on its primary, or read it with"
                            + " Stator.openReadOnly (--read-only on the command line)");
        }
        if (text(session, "SHOW synchronous_commit").equals("off")) {
            run(session, "SET synchronous_commit = on");
        }
        for (String setting : new String[] {"fsync", "full_page_writes"}) {
            if (!text(session, "SHOW " + setting).equals("on")) {
                LOGGER.log(
                        System.Logger.Level.WARNING,
                        "the server of " + place + " has " + setting + " = off, so that a crash of its machine can lose"
                                + " or damage what was acknowledged: switch it on");
            }
        }
    }

    /** Runs statements that have no answer. */
    static void run(Session session, String statements) throws SQLException {
        session.run(inside -> {
            try (Statement statement = inside.connection().createStatement()) {
                statement.execute(statements);
            }
            return true;
        });
    }

    /** Returns the one value that a query returns, as text; "" for none. */
    static String text(Session session, String query) throws SQLException {
        return session.run(inside -> {
            try (Statement statement = inside.connection().createStatement();
                    ResultSet found = statement.executeQuery(query)) {
                String text = found.next() ? found.getString(1) : null;
                return text == null ? "" : text;
            }
        });
    }
}
