package io.stator.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.engine.storage.Log;
import io.stator.engine.storage.Roots;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A write that was cut off is said to be unknown, and nobody is told anything else before a later write has settled it. */
final class UnknownOutcomeTest {

    private static final byte[] LARGE = new byte[200_000];

    /**
     * SQLite, except that a full disk, which tests can bring about, is taken for a device that fails half-way, and that the end of the
     * log cannot be noted as often as is asked for.
     */
    private record FailingDialect(Dialect sqlite, AtomicInteger failingNotes) implements Dialect {
        FailingDialect(Dialect sqlite) {
            this(sqlite, new AtomicInteger());
        }

        @Override
        public String place() {
            return sqlite.place();
        }

        @Override
        public boolean isFar() {
            return false;
        }

        @Override
        public Chunks chunks() {
            return sqlite.chunks();
        }

        @Override
        public long epoch() {
            return sqlite.epoch();
        }

        @Override
        public boolean isOwner(Session session, SystemState state) throws SQLException {
            return sqlite.isOwner(session, state);
        }

        @Override
        public boolean appendsAtOnce() {
            return sqlite.appendsAtOnce();
        }

        @Override
        public boolean append(Session session, long position, long link, byte[] bytes, DatabaseRow after, long checksum)
                throws SQLException {
            return sqlite.append(session, position, link, bytes, after, checksum);
        }

        @Override
        public void giveUp(Session writer) throws SQLException {
            sqlite.giveUp(writer);
        }

        @Override
        public void relieve() {
            sqlite.relieve();
        }

        @Override
        public String takenOver() {
            return sqlite.takenOver();
        }

        @Override
        public String advice(Kind kind) {
            return sqlite.advice(kind);
        }

        @Override
        public Session openWriter() throws SQLException {
            return sqlite.openWriter();
        }

        @Override
        public Session renewWriter(Session lost, boolean patiently) throws SQLException {
            return sqlite.renewWriter(lost, patiently);
        }

        @Override
        public Session openReader() throws SQLException {
            return sqlite.openReader();
        }

        @Override
        public SystemState begin(Session writer, Contents found) throws SQLException, IOException {
            return sqlite.begin(writer, found);
        }

        @Override
        public void requireInPlace() {
            sqlite.requireInPlace();
        }

        @Override
        public void committed(long content, boolean failedBefore) throws IOException {
            if (failingNotes.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new IOException("no note");
            }
            sqlite.committed(content, failedBefore);
        }

        @Override
        public void backup(Path to, boolean replace, Runnable look) {
            sqlite.backup(to, replace, look);
        }

        @Override
        public boolean shrink(Session writer, boolean last) throws SQLException {
            return sqlite.shrink(writer, last);
        }

        @Override
        public void reclaim(Session writer) throws SQLException, IOException {
            sqlite.reclaim(writer);
        }

        @Override
        public void scrub(Session writer) throws SQLException, IOException {
            sqlite.scrub(writer);
        }

        @Override
        public void close(Session writer, SystemState state) throws SQLException, IOException {
            sqlite.close(writer, state);
        }

        @Override
        public Kind kind(SQLException failure, Phase phase) {
            Kind kind = sqlite.kind(failure, phase);
            return kind == Kind.NO_SPACE ? Kind.UNKNOWN_OUTCOME : kind;
        }
    }

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void createFile() {
        file = directory.resolve("file");
        try (Storage storage = SqliteStorage.open(file)) {
            storage.log("a").append(0, 0, new byte[1]);
        }
    }

    @Test
    void anUnknownAppendIsSettledByTheNextOperation() throws SQLException {
        try (JdbcStorage storage = SqliteStorage.openJdbc(file, FailingDialect::new)) {
            Log log = storage.log("a");
            storage.onWriter("PRAGMA max_page_count = 20");
            assertKind(Kind.UNKNOWN_OUTCOME, () -> log.append(1, 0, LARGE));

            assertThat(log.lastSequence()).hasValue(0);
            storage.onWriter("PRAGMA max_page_count = 1000");
            log.append(1, 0, LARGE);
            assertThat(log.lastSequence()).hasValue(1);
        }
    }

    /** Such a write is durable: what is kept in memory must not stay behind it. */
    @Test
    void aWriteWhoseEndWasNotNotedIsSeenOnceItIsSettled() throws SQLException {
        AtomicInteger failingNotes = new AtomicInteger();
        try (JdbcStorage storage = SqliteStorage.openJdbc(file, dialect -> new FailingDialect(dialect, failingNotes))) {
            failingNotes.set(1);
            assertKind(Kind.UNKNOWN_OUTCOME, () -> storage.log("a").append(1, 0, new byte[1]));
            assertThat(storage.log("a").lastSequence()).hasValue(1);
            failingNotes.set(1);
            assertKind(Kind.UNKNOWN_OUTCOME, () -> storage.log("b").append(0, 0, new byte[1]));
            assertThat(storage.log("b").lastSequence()).hasValue(0);
            failingNotes.set(1);
            assertKind(Kind.UNKNOWN_OUTCOME, () -> storage.roots().compareAndSet("r", Roots.ABSENT, LARGE));
            assertThat(storage.roots().read("r"))
                    .hasValueSatisfying(root -> assertThat(root.bytes()).isEqualTo(LARGE));
        }
        try (Storage again = SqliteStorage.open(file)) {
            assertThat(again.log("b").lastSequence()).hasValue(0);
        }
    }

    @Test
    void nothingIsReadWhileAnUnknownWriteCannotBeSettled() throws SQLException {
        try (JdbcStorage storage = SqliteStorage.openJdbc(file, FailingDialect::new)) {
            storage.onWriter("PRAGMA max_page_count = 20");
            assertKind(Kind.UNKNOWN_OUTCOME, () -> storage.roots().compareAndSet("r", Roots.ABSENT, LARGE));
            storage.onWriter("PRAGMA query_only = ON");

            assertKind(Kind.READ_ONLY, () -> storage.roots().read("r"));
            assertKind(Kind.READ_ONLY, () -> storage.log("a").read(0, (sequence, epoch, bytes) -> true));
            assertKind(Kind.READ_ONLY, () -> storage.log("a").append(1, 0, new byte[1]));
            storage.onWriter("PRAGMA query_only = OFF");
            assertThat(storage.roots().read("r")).isEmpty();
        }
    }

    private static void assertKind(Kind kind, Runnable action) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        StorageException.class,
                        failure -> assertThat(failure.kind())
                                .as(failure.getMessage())
                                .isEqualTo(kind));
    }
}
