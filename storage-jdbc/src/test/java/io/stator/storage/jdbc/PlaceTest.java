package io.stator.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Stator;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Filter;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Nothing is acknowledged that would not be found under the name it was opened by, and nobody writes beside somebody else. */
final class PlaceTest {

    @RegisterExtension
    static final ExpectedWarnings WARNINGS =
            new ExpectedWarnings("left open until the process ends", "and was removed, moved or replaced since");

    private static final String SCHEMA =
            "[{:db/ident :p/n :db/valueType :db.type/long :db/cardinality :db.cardinality/one}]";

    @TempDir
    private Path directory;

    private static void assertFails(Kind kind, String message, ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        StorageException.class,
                        failure -> assertThat(failure.kind())
                                .as(failure.getMessage())
                                .isEqualTo(kind))
                .hasMessageContaining(message);
    }

    private void assumeIdentities() throws IOException {
        Assumptions.assumeTrue(PlaceWatch.key(directory) != null, "files have no identity here");
    }

    @Test
    void aFileThatWasReplacedTakesNoMoreRecords() throws IOException {
        assumeIdentities();
        Path file = directory.resolve("replaced");
        Storage storage = SqliteStorage.open(file);
        storage.log("a").append(0, 0, new byte[1]);
        Path other = directory.resolve("other");
        try (Storage created = SqliteStorage.open(other)) {
            created.log("b").append(0, 0, new byte[1]);
        }
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);

        assertFails(
                Kind.DISPLACED,
                file + " was removed, moved or replaced",
                () -> storage.log("a").append(1, 0, new byte[1]));
        assertFails(
                Kind.DISPLACED, "open the system again", () -> storage.roots().compareAndSet("r", 0, new byte[1]));
        int[] read = {0};
        storage.log("a").read(0, (sequence, epoch, bytes) -> ++read[0] > 0);
        assertThat(read[0]).isEqualTo(1);
        storage.close();
    }

    @Test
    void aMovedFileIsWholeWhenItIsClosedAndGoesOnWhenItIsBack() throws IOException {
        assumeIdentities();
        Path file = directory.resolve("here");
        Path moved = directory.resolve("there");
        try (Storage storage = SqliteStorage.open(file)) {
            storage.log("a").append(0, 0, new byte[1]);
            Files.move(file, moved);
            assertFails(Kind.DISPLACED, file.toString(), () -> storage.log("a").append(1, 0, new byte[1]));
            Files.move(moved, file);
            storage.log("a").append(1, 0, new byte[1]);
            Files.move(file, moved);
        }
        Files.deleteIfExists(directory.resolve("here.end"));
        try (Storage storage = SqliteStorage.open(moved)) {
            assertThat(storage.log("a").lastSequence()).hasValue(1);
        }
    }

    @Test
    void whatWasAcknowledgedBeforeTheLogWasRemovedIsGatheredOnClosing() throws IOException {
        assumeIdentities();
        Path file = directory.resolve("file");
        try (Storage storage = SqliteStorage.open(file)) {
            storage.log("a").append(0, 0, new byte[1]);
            Files.delete(directory.resolve("file-wal"));
            assertFails(
                    Kind.DISPLACED,
                    "file-wal was removed",
                    () -> storage.log("a").append(1, 0, new byte[1]));
        }
        try (Storage storage = SqliteStorage.open(file)) {
            assertThat(storage.log("a").lastSequence()).hasValue(0);
        }
    }

    @Test
    void transactionsAreRefusedWhenTheDirectoryIsRemovedAndReadingGoesOn() throws IOException {
        assumeIdentities();
        Path system = directory.resolve("system");
        Client client = Stator.open(system);
        client.createDatabase("d");
        Connection connection = client.connect("d");
        connection.transact(SCHEMA);
        connection.transact("[{:p/n 1}]");
        try (Stream<Path> files = Files.list(system)) {
            for (Path each : files.toList()) {
                Files.delete(each);
            }
        }
        Files.delete(system);

        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> connection.transact("[{:p/n 2}]"))
                    .isInstanceOf(Anomaly.Unavailable.class)
                    .hasMessageContaining("stator.db was removed, moved or replaced");
        }
        assertThat(connection.db().q("[:find (count ?e) . :where [?e :p/n]]").toString())
                .contains("1");
        assertThatThrownBy(() -> client.createDatabase("e")).isInstanceOf(Anomaly.Unavailable.class);
        client.close();
        try (Client again = Stator.open(system)) {
            assertThat(again.listDatabases()).isEmpty();
        }
    }

    @Test
    void closingAFileThatWasReplacedLeavesTheNewOneAlone() throws IOException {
        assumeIdentities();
        Path file = directory.resolve("file");
        Storage storage = SqliteStorage.open(file);
        storage.log("a").append(0, 0, new byte[1]);
        for (String suffix : List.of("", "-wal", "-shm", ".end", ".lock")) {
            Files.delete(directory.resolve("file" + suffix));
        }
        try (Opener child = Opener.start(file)) {
            assertThat(child.firstLine()).isEqualTo("OPENED");
            child.append();
            storage.close();
            child.append();
            child.kill();
        }
        try (Storage again = SqliteStorage.open(file)) {
            assertThat(again.log("a").lastSequence()).hasValue(1);
        }
    }

    @Test
    void anotherNameOfAFileThatIsOpenIsRefused() throws IOException {
        Path file = directory.resolve("file");
        SqliteStorage.open(file).close();
        Path link = directory.resolve("link");
        Assumptions.assumeTrue(linked(link, file), "no hard links here");
        try (Storage storage = SqliteStorage.open(file)) {
            storage.log("a").append(0, 0, new byte[1]);
            assertFails(Kind.LOCKED, "hard link", () -> SqliteStorage.open(link));
            assertThat(Opener.openInChild(link)).startsWith("LOCKED ").contains("link", "another process");
            storage.log("a").append(1, 0, new byte[1]);
        }
        try (Storage storage = SqliteStorage.open(link)) {
            assertThat(storage.log("a").lastSequence()).hasValue(1);
        }
    }

    private static boolean linked(Path link, Path file) {
        try {
            Files.createLink(link, file);
            return true;
        } catch (IOException | UnsupportedOperationException refused) {
            return false;
        }
    }

    @Test
    void aSecondProcessIsKeptOutThoughTheLockFileIsGone() throws IOException {
        Path file = directory.resolve("file");
        try (Storage storage = SqliteStorage.open(file)) {
            storage.log("a").append(0, 0, new byte[1]);
            Files.delete(directory.resolve("file.lock"));
            assertThat(Opener.openInChild(file)).startsWith("LOCKED ");
            storage.log("a").append(1, 0, new byte[1]);
        }
    }

    /** Does to a file what another process does that opens it. */
    private static SystemState takeOver(Path file) throws SQLException {
        try (Session other = new Session(SqliteDialect.connect(file, ""))) {
            return other.transact(session -> {
                SystemState state = Contents.state(session).orElseThrow();
                SystemState taken = state.opened(UUID.randomUUID());
                JdbcDatabases.setState(session, Tables.SLOT_SYSTEM, taken.checksum(), taken.toBytes());
                return taken;
            });
        }
    }

    @Test
    void aProcessThatAnotherOneGotPastDoesNotCloseWhatIsTheOthers() throws IOException, SQLException {
        Path file = directory.resolve("file");
        SystemState taken;
        try (Storage storage = SqliteStorage.open(file)) {
            storage.log("a").append(0, 0, new byte[1]);
            taken = takeOver(file);
        }
        try (Session session = new Session(SqliteDialect.connect(file, ""))) {
            assertThat(Contents.state(session)).hasValue(taken);
        }
    }

    @Test
    void aProcessThatAnotherOneGotPastIsFencedForGood() throws IOException, SQLException {
        Path file = directory.resolve("file");
        try (Storage storage = SqliteStorage.open(file)) {
            storage.log("a").append(0, 0, new byte[1]);
            takeOver(file);
            for (int attempt = 0; attempt < 2; attempt++) {
                assertFails(
                        Kind.FENCED,
                        "another process has opened " + file,
                        () -> storage.log("a").append(1, 0, new byte[1]));
            }
            assertFails(Kind.FENCED, "another process has opened", storage::scrub);
            assertThat(storage.log("a").lastSequence()).hasValue(0);
        }
    }

    @Test
    void whoClosesBesideAReaderIsToldAndLosesNothing() throws IOException, SQLException {
        Path file = directory.resolve("read");
        Queue<String> logged = new ConcurrentLinkedQueue<>();
        Storage storage = SqliteStorage.open(file);
        storage.log("a").append(0, 0, new byte[1]);
        Logger logger = Logger.getLogger(JdbcStorage.class.getName());
        Filter before = logger.getFilter();
        try (java.sql.Connection reader = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.executeQuery("SELECT * FROM state").close();
            storage.log("a").append(1, 0, new byte[2]);
            logger.setFilter(entry -> {
                logged.add(entry.getMessage());
                return false;
            });
            storage.close();
            assertThat(directory.resolve("read-wal")).isNotEmptyFile();
            assertThat(directory.resolve("read.end")).isNotEmptyFile();
        } finally {
            logger.setFilter(before);
        }
        assertThat(logged).singleElement().asString().contains(file.toString(), "keep them together with it");
        int[] read = {0};
        try (Storage again = SqliteStorage.open(file)) {
            again.log("a").read(0, (sequence, epoch, bytes) -> ++read[0] > 0);
        }
        assertThat(read[0]).isEqualTo(2);
        assertThat(directory.resolve("read-wal")).doesNotExist();
    }
}
