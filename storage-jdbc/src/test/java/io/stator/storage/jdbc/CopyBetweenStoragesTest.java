package io.stator.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Stator;
import io.stator.engine.SystemCopies;
import io.stator.engine.copies.CopyReport;
import io.stator.engine.copies.CopySettings;
import io.stator.engine.copies.DatabaseCopy;
import io.stator.engine.copies.Restoration;
import io.stator.engine.copies.SystemCopier;
import io.stator.engine.storage.Storage;
import io.stator.spi.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Systems are copied between files and servers, beside processes that write, and where something is in the way. */
final class CopyBetweenStoragesTest {
    private static final int COUNT = 100;

    @TempDir
    private Path directory;

    private String source;
    private String copy;

    @BeforeEach
    void name() throws IOException {
        source = Files.createDirectory(directory.resolve("source")).toString();
        copy = directory.resolve("copy").toString();
    }

    private void change() {
        try (Client client = Stator.open(source, CopiedSystems.MERGING)) {
            CopiedSystems.add(client.connect("a"), COUNT, 2 * COUNT);
            Connection connection = client.connect("a");
            connection.transact("[{:db/excise [:d/key \"key 7\"]}]");
            connection.syncExcise(connection.db().t());
        }
    }

    @Test
    void aSystemGoesFromAFileToAServerAndBackAndGoesOn() {
        String server =
                PostgresCluster.shared().place(PostgresCluster.newSchema()).toString();
        CopiedSystems.create(source, "a", COUNT);
        CopiedSystems.create(source, "b", 3);
        CopiedSystems.copy(source, server);
        CopiedSystems.requireSame(source, server);
        change();
        CopyReport report = CopiedSystems.copy(source, server);
        assertThat(report.databases().get(0).changedRecords()).isEqualTo(1);
        CopiedSystems.requireSame(source, server);
        assertThat(CopiedSystems.copy(source, server).databases())
                .allMatch(each -> each.newRecords() == 0 && each.newSegments() == 0 && each.changedRecords() == 0);
        CopiedSystems.copy(server, copy);
        CopiedSystems.requireSame(source, copy);
        assertThat(PostgresStorage.checkReadOnly(java.net.URI.create(server)).databases())
                .isEqualTo(2);
        try (Client client = Stator.open(server, CopiedSystems.MERGING)) {
            CopiedSystems.add(client.connect("b"), COUNT, COUNT + 5);
            assertThatThrownBy(() -> CopiedSystems.copy(source, server)).isInstanceOf(Anomaly.Busy.class);
            SystemCopies.copy(client, Location.of(copy), CopiedSystems.settings(true));
        }
        CopiedSystems.requireSame(server, copy);
        assertThatThrownBy(() -> CopiedSystems.copy(source, server)).isInstanceOf(Anomaly.Conflict.class);
    }

    @Test
    void aSystemIsNoCopyOfItselfByWhateverName() throws IOException {
        CopiedSystems.create(source, "a", 3);
        Path file = Path.of(source, FileProvider.FILE_NAME);
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        List<Path> names = List.of(
                file,
                directory.resolve("elsewhere/../source"),
                Path.of("").toAbsolutePath().relativize(file),
                Files.createSymbolicLink(elsewhere.resolve("to-directory"), Path.of(source)),
                Files.createSymbolicLink(elsewhere.resolve("to-file"), file),
                Files.createLink(elsewhere.resolve("same"), file));
        for (Path name : names) {
            for (List<String> places : List.of(List.of(source, name.toString()), List.of(name.toString(), source))) {
                assertThatThrownBy(() -> CopiedSystems.copy(places.get(0), places.get(1)))
                        .as(places.toString())
                        .isInstanceOf(Anomaly.Incorrect.class)
                        .hasMessageContaining("copy of itself");
            }
            Restoration wanted = new Restoration("a", "a" + names.indexOf(name), Restoration.ALL, null, false);
            SystemCopies.restore(
                    Location.of(source), Location.of(name.toString()), wanted, CopiedSystems.settings(true));
        }
        try (Client client = Stator.open(source)) {
            assertThat(client.listDatabases()).hasSize(1 + names.size());
            assertThatThrownBy(
                            () -> SystemCopies.copy(client, Location.of(file.toString()), CopiedSystems.settings(true)))
                    .isInstanceOf(Anomaly.Busy.class)
                    .hasMessageContaining("this one");
        }
    }

    @Test
    void aSystemOnAServerIsNoCopyOfItselfByWhateverName() {
        String place = PostgresCluster.shared().newPlace().toString();
        CopiedSystems.create(place, "a", 3);
        for (String same : List.of(
                place + "&ApplicationName=other&statorTakeover=true",
                place.replace("localhost", "127.0.0.1"),
                place.replace("127.0.0.1", "LOCALHOST"))) {
            assertThatThrownBy(() -> CopiedSystems.copy(place, same))
                    .as(same)
                    .isInstanceOf(Anomaly.Incorrect.class)
                    .hasMessageContaining("copy of itself");
        }
    }

    @Test
    void aListenerThatFailsEndsACopyingWhichGoesOnLater() {
        CopiedSystems.create(source, "a", COUNT);
        CopySettings settings = SystemCopies.settings(progress -> {
            throw new IllegalStateException("no screen");
        });
        Restoration wanted = new Restoration("a", "b", Restoration.ALL, null, false);
        assertThatThrownBy(() -> SystemCopies.copy(Location.of(source), Location.of(copy), settings))
                .isInstanceOf(Anomaly.Fault.class)
                .hasMessageContaining("listener")
                .hasMessageContaining("no screen");
        assertThatThrownBy(() -> SystemCopies.restore(Location.of(source), Location.of(source), wanted, settings))
                .isInstanceOf(Anomaly.Fault.class)
                .hasMessageContaining("listener");
        CopiedSystems.copy(source, copy);
        CopiedSystems.requireSame(source, copy);
    }

    @Test
    void aSystemIsCopiedBesideAProcessThatWritesIt() throws IOException {
        try (Client client = Stator.open(source)) {
            client.createDatabase("x");
            client.connect("x").transact(Peer.SCHEMA);
        }
        try (Peer writer = Peer.writing(Path.of(source))) {
            assertThat(writer.ask("run x")).isEqualTo("OK");
            long before = 0;
            for (int i = 0; i < 5; i++) {
                DatabaseCopy found =
                        CopiedSystems.copy(source, copy).databases().get(0);
                assertThat(found.t()).isGreaterThanOrEqualTo(before);
                before = found.t();
                try (Client reader = Stator.openReadOnly(copy)) {
                    assertThat(reader.connect("x").db().t()).isEqualTo(before);
                }
            }
            writer.kill();
        }
        CopiedSystems.copy(source, copy);
        CopiedSystems.requireSame(source, copy);
        try (Peer writer = Peer.writing(Path.of(copy))) {
            assertThatThrownBy(() -> CopiedSystems.copy(source, copy)).isInstanceOf(Anomaly.Busy.class);
            writer.kill();
        }
    }

    @Test
    void aDiskThatIsFullEndsTheCopyingWhichGoesOnWhenThereIsRoom() {
        CopiedSystems.create(source, "a", 4 * COUNT);
        int failures = 0;
        boolean done = false;
        for (int pages = 10; !done; pages += 5) {
            try (Storage from = SqliteStorage.openReadOnly(Path.of(source, "stator.db"));
                    JdbcStorage to = SqliteStorage.openJdbc(Path.of(copy, "stator.db"))) {
                to.onWriter("PRAGMA max_page_count = " + pages);
                SystemCopier.copy(from, to, CopiedSystems.settings(true));
                done = true;
            } catch (Anomaly.Unavailable full) {
                failures++;
                assertThat(full).hasMessageContaining("space");
                if (SystemCopies.list(Location.of(copy)).isRunning()) {
                    assertThatThrownBy(() -> Stator.open(copy)).isInstanceOf(Anomaly.Conflict.class);
                }
            } catch (SQLException impossible) {
                throw new AssertionError(impossible);
            }
        }
        assertThat(failures).isPositive();
        CopiedSystems.requireSame(source, copy);
    }

    @Test
    void damageIsToldWithItsPlaceAndNotCopied() throws SQLException {
        CopiedSystems.create(source, "a", COUNT);
        CopiedSystems.copy(source, copy);
        change();
        try (java.sql.Connection connection = SqliteDialect.connect(Path.of(source, "stator.db"), "");
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE log SET bytes = x'0000' WHERE (position & 1023) = 120");
        }
        assertThatThrownBy(() -> CopiedSystems.copy(source, copy))
                .isInstanceOf(Anomaly.Fault.class)
                .hasMessageContaining("record 120 of the log of database");
        try (Client reader = Stator.openReadOnly(copy)) {
            assertThat(CopiedSystems.log(reader, "a")).hasSizeGreaterThan(COUNT);
        }
    }

    @Test
    void theFileOfAWholeBackupIsGoneOnWith() {
        CopiedSystems.create(source, "a", COUNT);
        Path file = directory.resolve("nightly.db");
        try (Client client = Stator.open(source)) {
            client.backup(file);
        }
        change();
        CopyReport report = CopiedSystems.copy(source, file.toString());
        assertThat(report.databases().get(0).newRecords()).isEqualTo(COUNT + 1);
        CopiedSystems.requireSame(source, file.toString());
    }
}
