package io.stator.storage.jdbc;

import static io.stator.storage.jdbc.Kinds.assertKind;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Results;
import io.stator.Stator;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageException.Kind;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A system goes from a file to a server and back, whole or not at all. */
final class PostgresBackupTest {

    private static PostgresCluster cluster;

    @TempDir
    private Path directory;

    private final String schema = PostgresCluster.newSchema();
    private final URI place = cluster.place(schema);

    @BeforeAll
    static void startServer() {
        cluster = PostgresCluster.shared();
    }

    private static void fill(Client client) {
        for (String name : List.of("x", "y")) {
            client.createDatabase(name);
            Connection connection = client.connect(name);
            connection.transact(Peer.SCHEMA);
            for (int i = 0; i < 50; i++) {
                connection.transact("[{:p/name \"" + name + i + "\" :p/amount " + i + "}]");
            }
            connection.transact("[{:db/excise [:p/name \"" + name + "7\"]}]");
            connection.syncExcise(connection.db().t());
        }
        client.createDatabase("gone");
        client.deleteDatabase("gone");
    }

    private static List<?> log(Client client, String name) {
        return client.connect(name)
                .transactions(0, null)
                .limit(Results.NO_LIMIT)
                .map(transaction -> transaction.t() + " " + transaction.data())
                .list();
    }

    @Test
    void aCopyOfACopyIsTheSameAndGoesOn() {
        Path back = directory.resolve("back.db");
        List<?> before;
        try (Client client = Stator.open(directory.resolve("first"))) {
            fill(client);
            before = log(client, "x");
            client.backup(place);
            assertThatThrownBy(() -> client.backup(place))
                    .isInstanceOf(Anomaly.Incorrect.class)
                    .hasMessageContaining("already");
            client.backupReplacing(place);
        }
        try (Client client = Stator.open(place)) {
            assertThat(client.listDatabases()).containsExactly("x", "y");
            assertThat(log(client, "x")).isEqualTo(before);
            client.connect("x").transact("[{:p/name \"later\"}]");
            before = log(client, "x");
            client.backup(back);
        }
        try (Client client = Stator.open(back)) {
            assertThat(log(client, "x")).isEqualTo(before);
            client.connect("x").transact("[{:p/name \"later still\"}]");
            client.connect("y").transact("[{:p/name \"later still\"}]");
            before = log(client, "x");
        }
        try (Client client = Stator.openReadOnly(back)) {
            client.backupReplacing(place);
        }
        try (Client client = Stator.open(place)) {
            assertThat(log(client, "x")).isEqualTo(before);
            client.connect("x").transact("[{:p/name \"at last\"}]");
        }
        SqliteStorage.check(back);
        PostgresStorage.checkReadOnly(place);
    }

    @Test
    void aReaderOnAServerMakesAFileWhileAnotherWrites() {
        Path copy = directory.resolve("copy.db");
        try (Client client = Stator.open(place);
                Client reader = openReader(client)) {
            client.connect("x").transact("[{:p/name \"Bob\"}]");
            reader.backup(copy);
            List<?> before = log(client, "x");
            client.connect("x").transact("[{:p/name \"Cid\"}]");
            try (Client copied = Stator.open(copy)) {
                assertThat(log(copied, "x")).isEqualTo(before);
            }
        }
    }

    private Client openReader(Client writer) {
        writer.createDatabase("x");
        writer.connect("x").transact(Peer.SCHEMA);
        return Stator.openReadOnly(place);
    }

    @Test
    void whatIsOpenIsNotReplaced() {
        try (Client client = Stator.open(place);
                Client other = Stator.open(directory.resolve("other"))) {
            client.createDatabase("x");
            assertThatThrownBy(() -> other.backupReplacing(place)).isInstanceOf(Anomaly.Busy.class);
            assertThatThrownBy(() -> client.backup(place)).isInstanceOf(Anomaly.Busy.class);
            assertThat(client.listDatabases()).containsExactly("x");
        }
        try (Client memory = Stator.inMemory()) {
            assertThatThrownBy(() -> memory.backup(place)).isInstanceOf(Anomaly.Unsupported.class);
            assertThatThrownBy(() -> memory.backup(URI.create("mem:/"))).isInstanceOf(Anomaly.Incorrect.class);
        }
    }

    @Test
    void damageFailsTheCopyAndLeavesWhatWasThere() throws SQLException {
        String damaged = PostgresCluster.newSchema();
        try (Storage storage = PostgresStorage.open(cluster.place(damaged))) {
            storage.log("a").append(0, storage.epoch(), new byte[] {1});
            storage.log("a").append(1, storage.epoch(), new byte[] {2});
        }
        try (Storage storage = PostgresStorage.open(place)) {
            storage.log("b").append(0, storage.epoch(), new byte[] {3});
        }
        cluster.run("UPDATE " + damaged + ".log SET bytes = '\\x05' WHERE bytes = '\\x01'");
        try (Storage storage = PostgresStorage.openReadOnly(cluster.place(damaged))) {
            assertKind(Kind.CORRUPT, () -> storage.backup(place, true, () -> {}))
                    .hasMessageContaining("record 0");
            assertKind(Kind.CORRUPT, () -> storage.backup(directory.resolve("copy.db"), false, () -> {}))
                    .hasMessageContaining("record 0");
        }
        assertThat(directory.resolve("copy.db")).doesNotExist();
        try (Storage storage = PostgresStorage.open(place)) {
            assertThat(storage.log("b").lastSequence()).hasValue(0);
            assertThat(storage.log("a").lastSequence()).isEmpty();
        }
    }
}
