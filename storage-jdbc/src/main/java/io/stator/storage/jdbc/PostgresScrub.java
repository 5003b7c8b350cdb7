package io.stator.storage.jdbc;

import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.util.PSQLWarning;
import org.postgresql.util.ServerErrorMessage;

/**
 * Has the server write the tables anew, into new files, so that the old files with what was deleted are gone. Who reads meanwhile waits.
 *
 * <p>What an older transaction of anybody could still see is kept even then, which the server tells in a detail of what it says about
 * each table, whose first number is that of the rows concerned in every language. Such a table is written again, and if that goes on, the
 * call fails.
 */
final class PostgresScrub {

    private static final List<String> TABLES = List.of("log", "segments", "roots", "databases", "state");

    /** How long writing one table anew may take. */
    private static final Duration TABLE_TIMEOUT = Duration.ofHours(6);

    private static final int ATTEMPTS_MAX = 10;
    private static final long ATTEMPT_PAUSE_NANOS = 500_000_000;

    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final Executor HERE = Runnable::run;

    private PostgresScrub() {}

    static void run(Session writer, PostgresPlace place) throws SQLException {
        patiently(writer, () -> {
            for (String table : TABLES) {
                renew(writer, place, table);
            }
        });
    }

    /** Has the server use the room of what was deleted again, and give back what is at the end of its files; nobody waits for that. */
    static void reclaim(Session writer) throws SQLException {
        patiently(writer, () -> {
            for (String table : TABLES) {
                writer.run(session -> {
                    try (Statement statement = session.connection().createStatement()) {
                        return statement.execute("VACUUM " + table);
                    }
                });
            }
        });
    }

    /** What takes a server long. */
    @FunctionalInterface
    private interface Work {
        void run() throws SQLException;
    }

    private static void patiently(Session writer, Work work) throws SQLException {
        int timeout = writer.connection().getNetworkTimeout();
        writer.connection().setNetworkTimeout(HERE, (int) TABLE_TIMEOUT.toMillis());
        try {
            PostgresServer.run(writer, "SET statement_timeout = " + TABLE_TIMEOUT.toMillis());
            work.run();
        } finally {
            if (!writer.isLost()) {
                PostgresServer.run(writer, "SET statement_timeout = " + PostgresServer.STATEMENT_TIMEOUT_MILLIS);
                writer.connection().setNetworkTimeout(HERE, timeout);
            }
        }
    }

    private static void renew(Session writer, PostgresPlace place, String table) throws SQLException {
        long kept = vacuum(writer, table);
        for (int i = 1; kept > 0; i++) {
            if (i == ATTEMPTS_MAX) {
                throw new StorageException(
                        Kind.LOCKED,
                        "could not remove what was deleted in " + place + ": the server keeps " + kept
                                + " rows of the table "
                                + table + " for a transaction that began before (a dump, a replication slot, a prepared"
                                + " transaction, an idle session): end that; it is done when the system is opened next, or with"
                                + " the next excision");
            }
            LockSupport.parkNanos(ATTEMPT_PAUSE_NANOS);
            kept = vacuum(writer, table);
        }
    }

    /** Writes a table anew, and returns how many rows that were deleted are in the new one nevertheless. */
    private static long vacuum(Session writer, String table) throws SQLException {
        return writer.run(session -> {
            try (Statement statement = session.connection().createStatement()) {
                statement.execute("VACUUM (FULL, VERBOSE) " + table);
                long kept = 0;
                for (SQLWarning said = statement.getWarnings(); said != null; said = said.getNextWarning()) {
                    kept += kept(said);
                }
                return kept;
            }
        });
    }

    private static long kept(SQLWarning said) {
        ServerErrorMessage message = said instanceof PSQLWarning told ? told.getServerErrorMessage() : null;
        String detail = message == null ? null : message.getDetail();
        Matcher number = NUMBER.matcher(detail == null ? "" : detail);
        return number.find() ? Long.parseLong(number.group()) : 0;
    }
}
