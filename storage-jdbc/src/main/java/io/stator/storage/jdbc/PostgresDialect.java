package io.stator.storage.jdbc;

import io.stator.engine.storage.StorageException.Kind;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** PostgreSQL, which this process writes to until another one takes over. For one thread at a time, except to open readers. */
final class PostgresDialect implements Dialect {

    /** How long a server is waited for that is started again, when it is not known what became of a write. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final long ATTEMPT_PAUSE_NANOS = 250_000_000;

    /** One journey to the server and back for each commit. */
    private static final String APPEND =
            "WITH owner AS (" + PostgresOwner.KEEP + "), record AS (INSERT INTO log (position, epoch,"
                    + " link, bytes) SELECT ?::bigint, ?::bigint, ?::bigint, ?::bytea FROM owner RETURNING position)"
                    + " UPDATE databases SET next = ?, epoch = ?, link = ?, crc = ? FROM record WHERE number = ? AND id = ?";

    private final PostgresServer server;
    private final PostgresOwner owner;
    private @Nullable Session first;

    /** Creates one with the session that the system was taken with. */
    PostgresDialect(PostgresServer server, PostgresOwner owner, Session first) {
        this.server = server;
        this.owner = owner;
        this.first = first;
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
    public Session openWriter() throws SQLException {
        Session opened = first;
        first = null;
        return opened == null ? server.openWriter() : opened;
    }

    @Override
    public Session renewWriter(Session lost, boolean patiently) throws SQLException {
        lost.abandon();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return renewed();
            } catch (SQLException failure) {
                Kind kind = PostgresFailures.kind(failure, Phase.READING);
                boolean passes = kind == Kind.IO || kind == Kind.LOCKED;
                if (!patiently || !passes || System.nanoTime() - end > 0) {
                    throw failure;
                }
                LockSupport.parkNanos(ATTEMPT_PAUSE_NANOS);
            }
        }
    }

    private Session renewed() throws SQLException {
        Session session = server.openWriter();
        boolean kept = false;
        try {
            owner.keepWith(session);
            kept = true;
            return session;
        } finally {
            if (!kept) {
                session.abandon();
            }
        }
    }

    @Override
    public Session openReader() throws SQLException {
        return server.openReader();
    }

    /** Returns the state as it is: the row of the owner was set before the contents were read. */
    @Override
    public SystemState begin(Session writer, Contents found) {
        return found.state();
    }

    @Override
    public long epoch() {
        return owner.epoch();
    }

    @Override
    public boolean isOwner(Session session, SystemState state) throws SQLException {
        return owner.keep(session);
    }

    @Override
    public String takenOver() {
        return owner.takenOver();
    }

    @Override
    public boolean appendsAtOnce() {
        return true;
    }

    @Override
    public boolean append(Session session, long position, long link, byte[] bytes, DatabaseRow after, long checksum)
            throws SQLException {
        PreparedStatement statement = session.statement(APPEND);
        owner.set(statement);
        statement.setLong(3, position);
        statement.setLong(4, after.epoch());
        statement.setLong(5, link);
        statement.setBytes(6, bytes);
        statement.setLong(7, after.next());
        statement.setLong(8, after.epoch());
        statement.setLong(9, link);
        statement.setLong(10, checksum);
        statement.setLong(11, after.number());
        statement.setString(12, after.id());
        boolean done = statement.executeUpdate() == 1;
        statement.clearParameters();
        return done;
    }

    /** Does nothing: each write looks at the row of the owner, and finds no tables where they were dropped. */
    @Override
    public void requireInPlace() {}

    /** Does nothing: the server knows where its log ends. */
    @Override
    public void committed(long content, boolean failedBefore) {}

    @Override
    public void scrub(Session writer) throws SQLException {
        PostgresScrub.run(writer, server.place());
    }

    @Override
    public void reclaim(Session writer) throws SQLException {
        PostgresScrub.reclaim(writer);
    }

    @Override
    public void backup(Path to, boolean replace, Runnable look) {
        PostgresBackup.toFile(server, to, replace, look);
    }

    @Override
    public void close(Session writer, SystemState state) {
        PostgresOwner.giveUp(writer);
        writer.abandon();
    }

    @Override
    public Kind kind(SQLException failure, Phase phase) {
        return PostgresFailures.kind(failure, phase);
    }

    @Override
    public String advice(Kind kind) {
        return PostgresFailures.advice(kind);
    }
}
