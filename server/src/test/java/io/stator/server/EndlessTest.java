package io.stator.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Client;
import io.stator.ClientConfig;
import io.stator.Connection;
import io.stator.Credentials;
import io.stator.Database;
import io.stator.Index;
import io.stator.Stator;
import io.stator.SystemConfig;
import io.stator.TxData;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A time-out of zero is none, whatever is called, in this process and over a network; and who waits for a basis keeps nobody from being served. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class EndlessTest {
    private static final Duration NONE = Duration.ZERO;
    private static final long SECONDS_MAX = 60;

    private static Client remote(TestServer server) {
        return Stator.connect(
                ClientConfig.of(URI.create("http://localhost:" + server.server().port()))
                        .withCredentials(Credentials.of(TestServer.ADMIN.id(), TestServer.ADMIN.secret()))
                        .withTimeout(NONE));
    }

    private static void hasNoTimeout(Client client) throws Exception {
        assertThat(client.timeout()).isEqualTo(NONE);
        assertThat(client.createDatabase("other")).isTrue();
        assertThat(client.createDatabase(Map.of(":db-name", "other", ":timeout", 0)))
                .isFalse();
        Connection connection = client.connect("films");
        assertThat(connection.timeout()).isEqualTo(NONE);
        connection.transact("[{:db/ident :n/n :db/valueType :db.type/long :db/cardinality :db.cardinality/one}]");
        connection.transact(TxData.parse("[{:n/n 1}]"), NONE);
        connection.transactAsync(TxData.parse("[{:n/n 2}]"), NONE).get(SECONDS_MAX, TimeUnit.SECONDS);
        connection.transact(Map.of(":tx-data", List.of(Map.of(":n/n", 3)), ":timeout", 0));
        assertThat(connection.submission("unknown")).isNotNull();
        Database database = connection.sync(0, NONE);
        assertThat(database.timeout()).isEqualTo(NONE);
        assertThat(connection.syncExcise(0, NONE).t()).isEqualTo(database.t());
        String all = "[:find ?e ?n :where [?e :n/n ?n]]";
        assertThat(database.query(all).list()).hasSize(3);
        assertThat(database.withTimeout(Duration.ofNanos(1))
                        .query(all)
                        .timeout(NONE)
                        .list())
                .hasSize(3);
        assertThat(database.withTimeout(Duration.ofNanos(1))
                        .query("[:find ?e ?n :timeout 0 :where [?e :n/n ?n]]")
                        .list())
                .hasSize(3);
        assertThat(database.query(all).listAsync().get(SECONDS_MAX, TimeUnit.SECONDS))
                .hasSize(3);
        assertThat(database.datoms(Index.AEVT, ":n/n").timeout(NONE).list()).hasSize(3);
        assertThat(database.datoms(Map.of(":index", ":aevt", ":components", List.of(":n/n"), ":timeout", 0))
                        .list())
                .hasSize(3);
        assertThat(database.pull("[:db/ident]", ":n/n")).isNotNull();
        assertThat(database.withAsync("[{:n/n 4}]").get(SECONDS_MAX, TimeUnit.SECONDS))
                .isNotNull();
        CompletableFuture<Database> later = connection.syncAsync(database.t() + 1, NONE);
        assertThat(later.isDone()).isFalse();
        connection.transact("[{:n/n 5}]");
        assertThat(later.get(SECONDS_MAX, TimeUnit.SECONDS).t()).isGreaterThan(database.t());
    }

    @Test
    void zeroIsNoTimeOutInThisProcess() throws Exception {
        try (Client client = Stator.inMemory(SystemConfig.standard().withTimeout(NONE))) {
            client.createDatabase("films");
            hasNoTimeout(client);
            hasNoTimeoutAtAll(client.withTimeout(Duration.ofSeconds(1)).withTimeout(NONE));
        }
    }

    private static void hasNoTimeoutAtAll(Client client) {
        assertThat(client.timeout()).isEqualTo(NONE);
        assertThat(client.listDatabases()).contains("films");
    }

    @Test
    void zeroIsNoTimeOutOverANetwork() throws Exception {
        try (TestServer server = TestServer.start(config -> config);
                Client client = remote(server)) {
            hasNoTimeout(client);
            hasNoTimeoutAtAll(client.withTimeout(Duration.ofSeconds(1)).withTimeout(NONE));
        }
    }

    @Test
    void zeroIsAsLongAsTheServerAllows() {
        try (TestServer server = TestServer.start(config -> config.withLimit(ServerLimit.REQUEST_MILLIS, 60_000))) {
            assertThat(server.ask("{:op :datomic.catalog/list-dbs :timeout 0}").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void whoWaitsForABasisKeepsNobodyFromBeingServed() throws Exception {
        try (TestServer server = TestServer.start(config ->
                        config.withLimit(ServerLimit.WORKING_REQUESTS, 1).withLimit(ServerLimit.WAITING_REQUESTS, 16));
                Client client = remote(server)) {
            Connection connection = client.connect("films");
            connection.transact("[{:db/ident :n/n :db/valueType :db.type/long :db/cardinality :db.cardinality/one}]");
            long t = connection.sync().t();
            List<CompletableFuture<TestServer.Answer>> waiting = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                waiting.add(CompletableFuture.supplyAsync(() -> server.ask(
                        "{:op :q CONTEXT :query [:find ?n :where [_ :n/n ?n]] :args [{CONTEXT :t " + (t + 1) + "}]}")));
            }
            assertThat((Object) connection.db().q("[:find ?e :where [?e :n/n]]"))
                    .isNotNull();
            connection.transact("[{:n/n 7}]");
            for (CompletableFuture<TestServer.Answer> each : waiting) {
                assertThat(each.get(SECONDS_MAX, TimeUnit.SECONDS).get("data")).isEqualTo(List.of(List.of(7L)));
            }
        }
    }

    @Test
    void aBasisThatDoesNotComeIsToldInTime() {
        try (TestServer server = TestServer.start(config -> config.withLimit(ServerLimit.BASIS_MILLIS, 50))) {
            TestServer.Answer answer =
                    server.ask("{:op :q CONTEXT :query [:find ?e :where [?e :db/ident]] :args [{CONTEXT :t 1000000}]}");
            assertThat(answer.category()).isEqualTo("unavailable");
            assertThat(answer.message()).startsWith("Total timeout elapsed").contains("t=1000000");
        }
    }
}
