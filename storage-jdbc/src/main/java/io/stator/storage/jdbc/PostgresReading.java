package io.stator.storage.jdbc;

import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import io.stator.storage.jdbc.Dialect.Phase;
import java.nio.file.Path;
import java.sql.SQLException;

/** A system on a server that is only read; safe for use by several threads. */
final class PostgresReading implements ReadingPlace {

    private final PostgresServer server;
    private final Readers readers;

    private PostgresReading(PostgresServer server) {
        this.server = server;
        this.readers = new Readers(server::openReader);
    }

    /**
     * Opens a system that is there.
     *
     * @throws StorageException of kind FOREIGN if there is none, or of a newer format
     */
    static ReadingStorage open(PostgresPlace place) {
        PostgresReading reading = new PostgresReading(new PostgresServer(place));
        boolean opened = false;
        try {
            Contents contents = reading.readers.read(session -> {
                PostgresTables.require(session, place);
                return session.snapshot(inside -> contents(inside, place.toString()));
            });
            opened = true;
            return new ReadingStorage(reading, contents);
        } catch (SQLException failure) {
            throw PostgresFailures.notOpened(place, failure);
        } finally {
            if (!opened) {
                reading.close();
            }
        }
    }

    /** Reads what there is, and checks that the logs end where they should. */
    static Contents contents(Session session, String place) throws SQLException {
        Contents contents = Contents.read(session, place);
        contents.requireEnds(session, place);
        return contents;
    }

    @Override
    public String place() {
        return server.place().toString();
    }

    @Override
    public boolean isFar() {
        return true;
    }

    @Override
    public Chunks chunks() {
        return Chunks.AT_ONCE;
    }

    @Override
    public <T> T read(String what, Session.Work<T> work) {
        try {
            return readers.read(session -> session.snapshot(work));
        } catch (SQLException failure) {
            Kind kind = PostgresFailures.kind(failure, Phase.READING);
            throw new StorageException(
                    kind,
                    "could not " + what + " in " + place() + ": " + PostgresFailures.advice(kind) + " ("
                            + failure.getMessage() + ")",
                    failure);
        }
    }

    @Override
    public Contents check(Session session) throws SQLException {
        PostgresTables.require(session, server.place());
        Contents contents = contents(session, place());
        contents.requireCount(session, place());
        return contents;
    }

    @Override
    public StorageException displaced() {
        return new StorageException(
                Kind.DISPLACED, place() + " has another system than the one that was opened: open it again");
    }

    @Override
    public void backup(Path to, boolean replace, Runnable look) {
        PostgresBackup.toFile(server, to, replace, look);
    }

    @Override
    public void close() {
        readers.abandon();
    }
}
