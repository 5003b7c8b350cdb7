package io.stator.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Stator;
import io.stator.engine.storage.Storage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup is a whole system of its own, whatever happens meanwhile, or is not there. */
final class BackupTest {
    private static final int TRANSACTIONS = 100;
    private static final int LARGE = 10_000;
    private static final int LARGE_CHARACTERS = 4_000;

    @TempDir
    private Path temporary;

    private Path directory;
    private Path copies;

    @BeforeEach
    void make() throws IOException {
        directory = Files.createDirectory(temporary.resolve("system"));
        copies = Files.createDirectory(temporary.resolve("copies"));
    }

    private Client written() {
        Client client = Stator.open(directory);
        client.createDatabase("x");
        Connection connection = client.connect("x");
        connection.transact(Peer.SCHEMA);
        connection.transact("[{:p/name \"Ann\"}]");
        return client;
    }

    private static long t(Path place) {
        try (Client client = Stator.open(place)) {
            return client.connect("x").db().t();
        }
    }

    private List<String> copied() throws IOException {
        try (Stream<Path> all = Files.list(copies)) {
            return all.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aBackupIsAWholeClosedSystem() throws IOException {
        Path copy = copies.resolve("copy.db");
        long t;
        try (Client client = written()) {
            t = client.connect("x").db().t();
            client.backup(copy);
            client.connect("x").transact("[{:p/name \"Bob\"}]");
            client.backup(copies);
        }
        assertThat(copied()).containsExactly("copy.db", "stator.db");
        try (Client reader = Stator.openReadOnly(copy)) {
            assertThat(reader.connect("x").db().t()).isEqualTo(t);
        }
        assertThat(copied()).containsExactly("copy.db", "stator.db");
        assertThat(t(copy)).isEqualTo(t);
        assertThat(t(copies)).isEqualTo(t + 1);
        assertThat(SqliteStorage.check(copies.resolve("stator.db")).databases()).isEqualTo(1);
    }

    @Test
    void nothingIsOverwrittenUnlessTold() throws IOException {
        Path copy = copies.resolve("copy.db");
        try (Client client = written()) {
            client.backup(copy);
            byte[] before = Files.readAllBytes(copy);
            client.connect("x").transact("[{:p/name \"Bob\"}]");
            assertThatThrownBy(() -> client.backup(copy))
                    .isInstanceOf(Anomaly.Incorrect.class)
                    .hasMessageContaining("is there already");
            assertThat(Files.readAllBytes(copy)).isEqualTo(before);
            client.backupReplacing(copy);
            Path other = Files.writeString(copies.resolve("letter.txt"), "Dear Ann");
            assertThatThrownBy(() -> client.backupReplacing(other)).isInstanceOf(Anomaly.Incorrect.class);
            assertThat(other).hasContent("Dear Ann");
            try (Peer peer = Peer.writing(copy)) {
                assertThatThrownBy(() -> client.backupReplacing(copy)).isInstanceOf(Anomaly.Incorrect.class);
                peer.kill();
            }
            assertThatThrownBy(() -> client.backupReplacing(copy))
                    .isInstanceOf(Anomaly.Incorrect.class)
                    .hasMessageContaining("-wal");
            Stator.open(copy).close();
            client.backupReplacing(copy);
            assertThat(t(copy)).isEqualTo(client.connect("x").db().t());
            assertThat(copied()).containsExactly("copy.db", "copy.db.lock", "letter.txt");
        }
    }

    @Test
    void aSystemThatThisProcessHasOpenIsNotReplacedAndStaysLocked() throws IOException {
        Path copy = copies.resolve("copy.db");
        try (Client client = written()) {
            client.backup(copy);
            try (Client open = Stator.open(copy)) {
                assertThatThrownBy(() -> client.backupReplacing(copy)).isInstanceOf(Anomaly.class);
                try (Peer other = Peer.start(copy, "write")) {
                    assertThat(other.hear()).startsWith("BUSY ");
                }
                open.connect("x").transact("[{:p/name \"Bob\"}]");
            }
            try (Client open = Stator.openReadOnly(copy)) {
                assertThatThrownBy(() -> client.backupReplacing(copy)).isInstanceOf(Anomaly.Busy.class);
                assertThat(open.connect("x").sync().t()).isPositive();
            }
            assertThatThrownBy(() -> Stator.openReadOnly(directory)).isInstanceOf(Anomaly.Busy.class);
        }
    }

    @Test
    void placesThatCannotBeAreRefused() throws IOException {
        try (Client client = written()) {
            Path dangling = Files.createSymbolicLink(copies.resolve("dangling"), copies.resolve("nowhere"));
            Path file = directory.resolve("stator.db");
            Path link = Files.createLink(directory.resolve("link.db"), file);
            for (Path wrong : List.of(
                    directory,
                    file,
                    link,
                    dangling,
                    directory.resolve("stator.db-wal"),
                    directory.resolve("stator.db.accept-loss"),
                    directory.resolve("stator.db.new"),
                    copies.resolve("no/such/directory/copy.db"))) {
                assertThatThrownBy(() -> client.backup(wrong))
                        .as(wrong.toString())
                        .isInstanceOf(Anomaly.Incorrect.class);
                if (!wrong.equals(dangling)) {
                    assertThatThrownBy(() -> client.backupReplacing(wrong))
                            .as(wrong.toString())
                            .isInstanceOf(Anomaly.Incorrect.class);
                }
            }
            client.connect("x").transact("[{:p/name \"Bob\"}]");
        }
        assertThat(copied()).containsExactly("dangling");
        assertThat(t(directory)).isPositive();
    }

    @Test
    void aReaderCopiesASystemThatAnotherProcessWrites() throws IOException {
        written().close();
        try (Peer writer = Peer.writing(directory)) {
            writer.ask("create y");
            assertThat(writer.ask("run x")).isEqualTo("OK");
            for (int i = 0; i < 3; i++) {
                Path copy = copies.resolve("copy" + i);
                long before;
                try (Client reader = Stator.openReadOnly(directory)) {
                    before = reader.connect("x").db().t();
                    reader.backup(copy);
                }
                assertThat(t(copy)).isGreaterThanOrEqualTo(before);
            }
            writer.kill();
        }
        try (Client reader = Stator.openReadOnly(directory)) {
            reader.backup(copies.resolve("killed"));
            assertThat(t(copies.resolve("killed")))
                    .isEqualTo(reader.connect("x").db().t());
        }
    }

    @Test
    void whatWasExcisedIsNotCopied() throws IOException {
        try (Client client = written()) {
            Connection connection = client.connect("x");
            connection.transact("[{:p/name \"secret-17\"}]");
            connection.transact("[{:db/excise [:p/name \"secret-17\"]}]");
            client.backup(copies.resolve("copy"));
        }
        assertThat(new String(Files.readAllBytes(copies.resolve("copy")), StandardCharsets.ISO_8859_1))
                .doesNotContain("secret-17");
    }

    @Test
    void nobodyElseMayReadTheCopyWhoMayNotReadTheSystem() throws IOException {
        try (Client client = written()) {
            Set<PosixFilePermission> own = Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
            Files.setPosixFilePermissions(directory.resolve("stator.db"), own);
            client.backup(copies);
            assertThat(Files.getPosixFilePermissions(copies.resolve("stator.db")))
                    .isEqualTo(own);
        }
    }

    private static void enlarge(Client client) {
        StringBuilder names = new StringBuilder("[");
        for (int i = 0; i < LARGE; i++) {
            names.append("{:p/name \"")
                    .append(i)
                    .append("x".repeat(LARGE_CHARACTERS))
                    .append("\"}");
        }
        client.connect("x").transact(names.append("]").toString());
    }

    /** Looks so many times and then ends what is done. */
    private static final class Ending implements Runnable {
        private final Anomaly reason = new Anomaly.Interrupted("enough");
        private int looks;

        Ending(int looks) {
            this.looks = looks;
        }

        @Override
        public void run() {
            if (--looks < 0) {
                throw reason;
            }
        }
    }

    @Test
    void aBackupThatIsEndedAtAnyLookLeavesNothing() throws IOException {
        try (Client client = written()) {
            for (int i = 0; i < TRANSACTIONS; i++) {
                client.connect("x").transact("[{:p/name \"" + i + "\"}]");
            }
        }
        Path copy = copies.resolve("copy.db");
        int ended = 0;
        try (Storage storage = SqliteStorage.open(directory.resolve("stator.db"))) {
            boolean whole = false;
            while (!whole) {
                Ending ending = new Ending(ended);
                try {
                    storage.backup(copy, false, ending);
                    whole = true;
                } catch (Anomaly.Interrupted reason) {
                    assertThat(reason).isSameAs(ending.reason);
                    assertThat(copied()).as("ended at look %s", ended).isEmpty();
                    ended++;
                }
            }
        }
        assertThat(ended).as("looks in all").isGreaterThan(TRANSACTIONS / 10);
        assertThat(copied()).containsExactly("copy.db");
        assertThat(t(copy)).isEqualTo(t(directory));
    }

    @Test
    void aBackupThatIsCancelledOrInterruptedEndsAndTheSystemGoesOn() throws IOException {
        try (Client client = written()) {
            enlarge(client);
            Path copy = copies.resolve("copy.db");
            CompletableFuture<Void> cancelled = client.backupAsync(copy);
            while (copied().isEmpty()) {
                Thread.onSpinWait();
            }
            boolean cancelledInTime = cancelled.cancel(true);
            Thread.currentThread().interrupt();
            Throwable failure = catchThrowable(() -> client.backup(copies.resolve("other.db")));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(failure)
                    .satisfiesAnyOf(
                            inTime -> assertThat(inTime)
                                    .isInstanceOf(Anomaly.Interrupted.class)
                                    .hasMessageContaining("nothing remains"),
                            tooLate -> assertThat(tooLate).isNull());
            while (copied().stream().anyMatch(name -> name.contains("unfinished"))) {
                Thread.onSpinWait();
            }
            assertThat(copied()).isSubsetOf("copy.db", "other.db");
            assertThat(cancelledInTime || copied().contains("copy.db")).isTrue();
            client.connect("x").transact("[{:p/name \"Bob\"}]");
            client.backupReplacing(copy);
            assertThat(t(copy)).isEqualTo(client.connect("x").db().t());
        }
    }

    @Test
    void aBackupThatIsKilledLeavesNothingThatLooksWhole() throws IOException {
        try (Client client = written()) {
            enlarge(client);
        }
        Path copy = copies.resolve("copy.db");
        try (Peer writer = Peer.writing(directory)) {
            writer.say("backup " + copy);
            while (copied().isEmpty()) {
                Thread.onSpinWait();
            }
            writer.kill();
        }
        List<String> left = copied();
        assertThat(left).allMatch(name -> name.startsWith("copy.db.unfinished-"));
        for (String name : left) {
            assertThatThrownBy(() -> Stator.open(copies.resolve(name)).connect("x"))
                    .isInstanceOf(Anomaly.class);
        }
        try (Client client = Stator.open(directory)) {
            client.backup(copy);
            assertThat(t(copy)).isEqualTo(client.connect("x").db().t());
        }
    }
}
