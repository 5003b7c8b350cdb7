package io.stator.storage.jdbc;

import static io.stator.storage.jdbc.Kinds.assertKind;
import static org.assertj.core.api.Assertions.assertThat;

import io.stator.engine.storage.Log;
import io.stator.engine.storage.Roots;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageException.Kind;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a server does to its sessions, and others to its tables. */
final class PostgresFaultTest {

    private static final int VALUE_BYTES = 3 << 20;

    private static PostgresCluster cluster;

    private final String schema = PostgresCluster.newSchema();
    private final URI place = cluster.place(schema);

    @BeforeAll
    static void startServer() {
        cluster = PostgresCluster.shared();
    }

    private static void append(Storage storage, int sequence) {
        storage.log("a").append(sequence, storage.epoch(), ("a" + sequence).getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> records(Storage storage) {
        List<String> records = new ArrayList<>();
        storage.log("a").read(0, (sequence, epoch, bytes) -> records.add(new String(bytes, StandardCharsets.UTF_8)));
        return records;
    }

    /** Ends all sessions of this test's system but those that ask. */
    private void endSessions() throws SQLException {
        cluster.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'Stator'");
    }

    @Test
    void aSessionThatAnAdministratorEndsIsOpenedAgain() throws SQLException {
        try (Storage storage = PostgresStorage.open(place)) {
            append(storage, 0);
            for (int i = 1; i < 4; i++) {
                endSessions();
                append(storage, i);
                assertThat(records(storage)).hasSize(i + 1);
                endSessions();
                assertThat(records(storage)).hasSize(i + 1);
                endSessions();
                assertThat(storage.roots().compareAndSet("r", i - 1, new byte[] {(byte) i}))
                        .isTrue();
                endSessions();
                storage.segments("a").put("s" + i, new byte[i]);
            }
            assertKind(Kind.LOCKED, () -> PostgresStorage.open(place));
        }
        assertThat(PostgresStorage.checkReadOnly(place)).isEqualTo(new StorageReport(1, 4, 3, 1, 14));
    }

    @Test
    void aServerThatIsNotThereIsSaidToBeSoUntilItIs() throws IOException {
        try (PostgresCluster own = PostgresCluster.create()) {
            URI there = own.newPlace();
            try (Storage storage = PostgresStorage.open(there);
                    Storage reader = PostgresStorage.openReadOnly(there)) {
                storage.log("a").append(0, storage.epoch(), new byte[1]);
                own.stop("INT");
                assertKind(Kind.IO, () -> storage.segments("a").get("s"))
                        .hasMessageContaining("when the server is there");
                assertKind(Kind.IO, () -> storage.roots().compareAndSet("r", Roots.ABSENT, new byte[1]));
                assertKind(Kind.IO, reader::refresh);
                assertKind(Kind.IO, () -> PostgresStorage.open(there)).hasMessageNotContaining("password");
                own.startAgain();
                storage.log("a").append(1, storage.epoch(), new byte[1]);
                assertThat(storage.roots().compareAndSet("r", Roots.ABSENT, new byte[1]))
                        .isTrue();
                reader.refresh();
                assertThat(reader.log("a").lastSequence()).hasValue(1);
            }
        }
    }

    @Test
    void aStatementThatIsCancelledHasDoneNothing() throws Exception {
        try (Storage storage = PostgresStorage.open(place);
                Connection blocking = cluster.connect("postgres");
                Statement runner = blocking.createStatement()) {
            append(storage, 0);
            blocking.setAutoCommit(false);
            runner.execute("LOCK TABLE " + schema + ".log IN SHARE MODE");
            Thread canceller = new Thread(() -> {
                try {
                    boolean cancelled = false;
                    while (!cancelled) {
                        cancelled = !cluster.ask("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE"
                                        + " wait_event_type = 'Lock' AND query LIKE 'WITH owner%'")
                                .isEmpty();
                    }
                } catch (SQLException failure) {
                    throw new IllegalStateException(failure);
                }
            });
            canceller.start();
            assertKind(Kind.LOCKED, () -> append(storage, 1)).hasMessageContaining("cancelled");
            canceller.join();
            blocking.rollback();
            append(storage, 1);
            assertThat(records(storage)).containsExactly("a0", "a1");
        }
    }

    @Test
    void anInterruptedThreadWritesAndStaysInterrupted() {
        try (Storage storage = PostgresStorage.open(place)) {
            Thread.currentThread().interrupt();
            append(storage, 0);
            assertThat(Thread.interrupted()).isTrue();
            Thread.currentThread().interrupt();
            assertThat(records(storage)).containsExactly("a0");
            assertThat(Thread.interrupted()).isTrue();
        }
        Thread.currentThread().interrupt();
        PostgresStorage.openReadOnly(place).close();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void largeRecordsAreReadPieceByPiece() {
        byte[] bytes = new byte[VALUE_BYTES];
        new Random(3).nextBytes(bytes);
        try (Storage storage = PostgresStorage.open(place)) {
            for (int i = 0; i < 5; i++) {
                storage.log("a").append(i, storage.epoch(), bytes);
                storage.segments("a").put("s" + i, bytes);
            }
            int[] seen = {0};
            storage.log("a").read(0, (sequence, epoch, read) -> {
                assertThat(read).isEqualTo(bytes);
                seen[0]++;
                return true;
            });
            assertThat(seen[0]).isEqualTo(5);
        }
        assertThat(PostgresStorage.checkReadOnly(place).bytes()).isEqualTo(10L * VALUE_BYTES);
    }

    private void write() {
        try (Storage storage = PostgresStorage.open(place)) {
            for (int i = 0; i < 5; i++) {
                append(storage, i);
            }
            storage.segments("a").put("s", new byte[] {1});
            storage.roots().compareAndSet("r", Roots.ABSENT, new byte[] {1});
        }
    }

    @Test
    void aDamagedRecordIsNamed() throws SQLException {
        write();
        cluster.run("UPDATE " + schema
                + ".log SET bytes = '\\x00' WHERE position % 1000 = (SELECT min(position) % 1000 + 3 FROM " + schema
                + ".log)");

        try (Storage storage = PostgresStorage.open(place)) {
            Log log = storage.log("a");
            assertKind(Kind.CORRUPT, () -> log.read(0, (sequence, epoch, bytes) -> true))
                    .hasMessageContaining("record 3 of the log of database a");
        }
        assertKind(Kind.CORRUPT, () -> PostgresStorage.checkReadOnly(place)).hasMessageContaining("record 3");
    }

    @Test
    void whatIsMissingIsMissed() throws SQLException {
        for (String change : List.of(
                "DELETE FROM roots",
                "UPDATE roots SET bytes = '\\x02'",
                "DELETE FROM databases",
                "UPDATE databases SET next = next - 1",
                "DELETE FROM log WHERE position = (SELECT max(position) FROM log)",
                "DELETE FROM state WHERE slot = 1",
                "UPDATE state SET crc = crc + 1 WHERE slot = 2",
                "DELETE FROM writer")) {
            String other = PostgresCluster.newSchema();
            URI damaged = cluster.place(other);
            try (Storage storage = PostgresStorage.open(damaged)) {
                append(storage, 0);
                append(storage, 1);
                storage.roots().compareAndSet("r", Roots.ABSENT, new byte[] {1});
            }
            cluster.run("SET search_path = " + other + "; " + change);
            assertKind(Kind.CORRUPT, () -> PostgresStorage.open(damaged).close());
            if (!change.contains("writer")) {
                assertKind(
                        Kind.CORRUPT,
                        () -> PostgresStorage.openReadOnly(damaged).close());
            }
        }
    }

    @Test
    void tablesThatAreDroppedWhileTheyAreOpenAreMissed() throws SQLException {
        try (Storage storage = PostgresStorage.open(place)) {
            append(storage, 0);
            cluster.run("DROP SCHEMA " + schema + " CASCADE");
            assertKind(Kind.DISPLACED, () -> append(storage, 1));
            assertKind(Kind.DISPLACED, () -> records(storage));
            PostgresStorage.open(place).close();
            assertKind(Kind.FENCED, () -> append(storage, 1));
        }
    }

    @Test
    void tablesOfOthersAreLeftAlone() throws SQLException {
        cluster.run("CREATE SCHEMA " + schema + "; CREATE TABLE " + schema + ".log (line text)");
        assertKind(Kind.FOREIGN, () -> PostgresStorage.open(place)).hasMessageContaining("currentSchema");
        assertKind(Kind.FOREIGN, () -> PostgresStorage.openReadOnly(place));
        assertThat(cluster.ask("SELECT count(*) FROM " + schema + ".log")).containsExactly("0");
    }

    @Test
    void tablesOfANewerReleaseAreLeftAlone() throws SQLException {
        write();
        Checksum checksum = new Checksum().bytes(new byte[] {0, 0, 0, 9});
        cluster.run(
                "UPDATE " + schema + ".state SET bytes = '\\x00000009', crc = " + checksum.value() + " WHERE slot = 4");
        assertKind(Kind.FOREIGN, () -> PostgresStorage.open(place)).hasMessageContaining("format version 9");
        assertKind(Kind.FOREIGN, () -> PostgresStorage.openReadOnly(place)).hasMessageContaining("newer release");
    }

    @Test
    void whatWasRewrittenIsGoneFromTheFilesOfTheServer() throws SQLException, IOException {
        String secret = "a-secret-that-nobody-may-read-" + schema;
        try (Storage storage = PostgresStorage.open(place)) {
            storage.log("a").append(0, storage.epoch(), secret.repeat(200).getBytes(StandardCharsets.UTF_8));
            storage.segments("a").put("s", secret.getBytes(StandardCharsets.UTF_8));
            cluster.run("CHECKPOINT");
            assertThat(holds(secret)).isTrue();
            storage.log("a").rewrite(0, storage.epoch(), new byte[1]);
            storage.segments("a").delete(List.of("s"));
            storage.scrub();
            cluster.run("CHECKPOINT");
            assertThat(holds(secret)).isFalse();
            assertThat(storage.segments("a").get("s")).isEmpty();
        }
    }

    private static boolean holds(String text) throws IOException {
        try (Stream<Path> files = Files.walk(cluster.data().resolve("base"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) {
                    return true;
                }
            }
            return false;
        }
    }

    @Test
    void whatAnOlderTransactionStillSeesIsNotSaidToBeGone() throws SQLException {
        try (Storage storage = PostgresStorage.open(place);
                Connection older = cluster.connect("postgres");
                Statement runner = older.createStatement()) {
            append(storage, 0);
            older.setAutoCommit(false);
            older.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            runner.execute("SELECT 1");
            storage.log("a").rewrite(0, storage.epoch(), new byte[1]);
            assertKind(Kind.LOCKED, storage::scrub).hasMessageContaining("transaction that began before");
            older.rollback();
            storage.scrub();
        }
    }
}
