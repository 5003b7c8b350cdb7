package io.stator.storage.jdbc;

import static io.stator.storage.jdbc.Kinds.assertKind;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Stator;
import io.stator.engine.storage.Roots;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageException.Kind;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One opening writes: a second one is refused while the first is alive, or takes over, and then the first one never writes again. */
final class PostgresFencingTest {

    @RegisterExtension
    static final ExpectedWarnings TAKEN = new ExpectedWarnings("took jdbc:postgresql:");

    private static PostgresCluster cluster;

    private final String schema = PostgresCluster.newSchema();
    private final URI place = cluster.place(schema);
    private final URI takingOver = cluster.place(schema, "&statorTakeover=true");

    @BeforeAll
    static void startServer() {
        cluster = PostgresCluster.shared();
    }

    @Test
    void aSecondWriterIsRefusedAndToldWhoIsThere() {
        try (Storage first = PostgresStorage.open(place)) {
            assertKind(Kind.LOCKED, () -> PostgresStorage.open(place))
                    .hasMessageContaining("process " + ProcessHandle.current().pid() + " on ")
                    .hasMessageContaining(schema)
                    .hasMessageContaining("statorTakeover=true");
            assertThatThrownBy(() -> Stator.open(place)).isInstanceOf(Anomaly.Busy.class);
            first.log("a").append(0, first.epoch(), new byte[1]);
        }
        try (Storage next = PostgresStorage.open(place)) {
            assertThat(next.log("a").lastSequence()).hasValue(0);
        }
    }

    @Test
    void systemsInOtherSchemasAreOthers() {
        try (Storage first = PostgresStorage.open(place);
                Storage second = PostgresStorage.open(cluster.newPlace())) {
            first.log("a").append(0, first.epoch(), new byte[1]);
            assertThat(second.log("a").lastSequence()).isEmpty();
        }
    }

    @Test
    void whoeverWasTakenOverFromNeverWritesAgainAndReadsOn() {
        try (Storage first = PostgresStorage.open(place)) {
            first.log("a").append(0, first.epoch(), new byte[] {1});
            first.segments("a").put("s", new byte[] {2});
            try (Storage second = PostgresStorage.open(takingOver)) {
                assertThat(second.epoch()).isGreaterThan(first.epoch());
                second.log("a").append(1, second.epoch(), new byte[] {3});
                for (int i = 0; i < 2; i++) {
                    assertKind(Kind.FENCED, () -> first.log("a").append(1, first.epoch(), new byte[] {4}))
                            .hasMessageContaining("has taken it over, at ");
                    assertKind(Kind.FENCED, () -> first.roots().compareAndSet("r", Roots.ABSENT, new byte[1]));
                    assertKind(Kind.FENCED, () -> first.segments("a").put("t", new byte[1]));
                    assertKind(Kind.FENCED, () -> first.log("a").rewrite(0, first.epoch(), new byte[1]));
                    assertKind(Kind.FENCED, first::scrub);
                }
                assertThat(first.segments("a").get("s")).contains(new byte[] {2});
                assertThat(bytes(second)).containsExactly(1, 3);
            }
        }
        try (Storage third = PostgresStorage.open(place)) {
            assertThat(bytes(third)).containsExactly(1, 3);
        }
    }

    private static List<Integer> bytes(Storage storage) {
        List<Integer> all = new ArrayList<>();
        storage.log("a").read(0, (sequence, epoch, bytes) -> all.add((int) bytes[0]));
        return all;
    }

    @Test
    void aTakeoverEndsTheWriteThatIsUnderWay() throws InterruptedException {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (JdbcStorage first = PostgresStorage.openJdbc(place)) {
            first.log("a").append(0, first.epoch(), new byte[] {1});
            Thread slow = new Thread(() -> assertKind(
                    Kind.UNKNOWN_OUTCOME,
                    () -> first.write("write slowly", session -> {
                        writing.countDown();
                        await(goOn);
                        return true;
                    })));
            slow.start();
            writing.await();
            // ends the session of the first writer in the middle of its transaction, which then never is durable
            try (Storage second = PostgresStorage.open(takingOver)) {
                goOn.countDown();
                slow.join();
                second.log("a").append(1, second.epoch(), new byte[] {2});
                assertKind(Kind.FENCED, () -> first.log("a").append(1, first.epoch(), new byte[] {3}));
                assertThat(bytes(second)).containsExactly(1, 2);
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aConnectionThatWasTakenOverFromSaysSoAndItsDatabasesAreReadOn() {
        try (Client first = Stator.open(place)) {
            first.createDatabase("x");
            Connection connection = first.connect("x");
            connection.transact(Peer.SCHEMA);
            connection.transact("[{:p/name \"Ann\"}]");
            try (Client second = Stator.open(takingOver)) {
                second.connect("x").transact("[{:p/name \"Bob\"}]");
                assertThatThrownBy(() -> connection.transact("[{:p/name \"Cid\"}]"))
                        .isInstanceOfSatisfying(
                                Anomaly.Conflict.class,
                                conflict ->
                                        assertThat(conflict.data().toString()).contains(":stator.storage/fenced"))
                        .hasMessageContaining("has taken it over");
                assertThatThrownBy(() -> first.createDatabase("y")).isInstanceOf(Anomaly.Conflict.class);
                assertThat(connection
                                .db()
                                .query("[:find ?n :where [_ :p/name ?n]]")
                                .list())
                        .hasSize(1);
                assertThat(second.connect("x")
                                .db()
                                .query("[:find ?n :where [_ :p/name ?n]]")
                                .list())
                        .hasSize(2);
            }
        }
        try (Client third = Stator.openReadOnly(place)) {
            assertThat(third.listDatabases()).containsExactly("x");
            assertThat(third.connect("x")
                            .db()
                            .query("[:find ?n :where [_ :p/name ?n]]")
                            .list())
                    .hasSize(2);
        }
    }

    @Test
    void aKilledProcessGivesWayAtOnce() throws IOException {
        try (Peer peer = Peer.writing(place)) {
            peer.ask("create x");
            assertKind(Kind.LOCKED, () -> PostgresStorage.open(place)).hasMessageContaining("process " + peer.pid());
            peer.kill();
        }
        try (Client client = Stator.open(place)) {
            assertThat(client.listDatabases()).containsExactly("x");
        }
    }

    @Test
    void aProcessThatHungFindsThatItWasTakenOverFrom() throws IOException {
        try (Peer peer = Peer.writing(place)) {
            peer.ask("create x");
            assertThat(peer.ask("transact [{:p/name \"Ann\"}]")).startsWith("OK ");
            peer.signal("STOP");
            try (Client client = Stator.open(takingOver)) {
                client.connect("x").transact("[{:p/name \"Bob\"}]");
                peer.say("transact [{:p/name \"Cid\"}]");
                peer.signal("CONT");
                assertThat(peer.hear()).startsWith("CONFLICT ").contains("has taken it over");
                assertThat(client.connect("x")
                                .db()
                                .query("[:find ?n :where [_ :p/name ?n]]")
                                .list())
                        .hasSize(2);
            }
        }
    }

    @Test
    void whatIsWrittenIsSeenByAnotherProcessThatReads() throws IOException {
        try (Client client = Stator.open(place)) {
            client.createDatabase("x");
            client.connect("x").transact(Peer.SCHEMA);
            try (Peer peer = Peer.reading(place)) {
                client.connect("x").transact("[{:p/name \"Ann\"}]");
                long datoms = client.connect("x").db().stats().datoms();
                assertThat(peer.ask("count now")).isEqualTo("OK " + datoms);
                assertThat(peer.ask("transact []")).startsWith("FORBIDDEN ");
            }
        }
    }
}
