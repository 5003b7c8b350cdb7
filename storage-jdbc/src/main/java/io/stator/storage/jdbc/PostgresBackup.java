package io.stator.storage.jdbc;

import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import io.stator.storage.jdbc.Dialect.Phase;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * A copy of a system that becomes a system on a server, in one transaction, which is read and checked as a whole before it is made
 * durable; for one thread.
 */
final class PostgresBackup implements AutoCloseable {

    private static final String[] EMPTY = {
        "DELETE FROM log", "DELETE FROM segments", "DELETE FROM roots", "DELETE FROM databases"
    };

    private static final String EPOCH =
            "UPDATE writer SET epoch = greatest(epoch, (SELECT coalesce(max(epoch), 0) FROM databases)) WHERE slot = 1";

    private final PostgresPlace place;
    private final Session session;

    private PostgresBackup(PostgresPlace place, Session session) {
        this.place = place;
        this.session = session;
    }

    /** Makes a file of what is on a server at this moment. */
    static void toFile(PostgresServer server, Path to, boolean replace, Runnable look) {
        String place = server.place().toString();
        try (Backup backup = Backup.prepare(null, to, replace);
                Session session = server.openReader()) {
            session.snapshot(inside -> {
                Contents contents = PostgresReading.contents(inside, place);
                return backup.copyRows(inside, Chunks.AT_ONCE, contents, place, look);
            });
            backup.publish();
        } catch (SQLException failure) {
            throw notCopied(place, failure, Phase.READING);
        }
    }

    private static StorageException notCopied(String place, SQLException failure, Phase phase) {
        Kind kind = PostgresFailures.kind(failure, phase);
        return new StorageException(
                kind,
                "could not copy the system at " + place + ": " + PostgresFailures.advice(kind) + " ("
                        + failure.getMessage() + ")",
                failure);
    }

    /**
     * Returns a backup that may be begun; nobody else opens the place to write until it is closed.
     *
     * @throws StorageException of kind EXISTS if there is a system with something in it that must not be replaced; LOCKED if it is open
     */
    static PostgresBackup prepare(PostgresPlace place, boolean replace) {
        try {
            Session session = new PostgresServer(place).openWriter();
            boolean prepared = false;
            try {
                PostgresTables.ensure(session, place);
                PostgresOwner.take(session, place);
                PostgresBackup backup = new PostgresBackup(place, session);
                backup.requireEmpty(replace);
                prepared = true;
                return backup;
            } finally {
                if (!prepared) {
                    session.abandon();
                }
            }
        } catch (SQLException failure) {
            throw PostgresFailures.notOpened(place, failure);
        }
    }

    private void requireEmpty(boolean replace) throws SQLException {
        String found =
                PostgresServer.text(session, "SELECT (SELECT count(*) FROM databases) + (SELECT count(*) FROM roots)");
        if (!replace && !found.equals("0")) {
            throw new StorageException(
                    Kind.EXISTS,
                    "there is a system at " + place
                            + " already; name another schema, or have it replaced (--replace, Client.backupReplacing)");
        }
    }

    /** Copies what a session on another storage sees at one moment. */
    StorageReport copy(Session from, Dialect dialect, Runnable look) throws SQLException {
        return copy(from, dialect.chunks(), Contents.read(from, dialect.place()), look);
    }

    /**
     * Copies what a session sees at one moment, and makes it durable when all of it was read and checked; what a look throws ends that, and
     * is thrown.
     */
    StorageReport copy(Session from, Chunks chunks, Contents contents, Runnable look) {
        try {
            return session.transact(to -> {
                for (String statement : EMPTY) {
                    PostgresServer.run(to, statement);
                }
                SystemCopy.run(from, chunks, contents, to, look);
                PostgresServer.run(to, EPOCH);
                Contents copied = PostgresReading.contents(to, place.toString());
                copied.requireCount(to, place.toString());
                look.run();
                StorageReport report = FullCheck.run(to, place.toString(), Chunks.AT_ONCE, copied);
                look.run();
                return report;
            });
        } catch (SQLException failure) {
            throw notCopied(place.toString(), failure, session.failedToCommit() ? Phase.COMMITTING : Phase.CHANGING);
        }
    }

    @Override
    public void close() {
        PostgresOwner.giveUp(session);
        session.abandon();
    }
}
