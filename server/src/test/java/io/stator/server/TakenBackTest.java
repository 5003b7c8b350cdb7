package io.stator.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.ClientConfig;
import io.stator.Connection;
import io.stator.Credentials;
import io.stator.Database;
import io.stator.Functions;
import io.stator.Stator;
import io.stator.edn.Keyword;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What nobody waits for any more is not worked on, and what waits for others keeps nobody from working. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class TakenBackTest {
    private static final String HELD = "[:find ?x . :where [(test/hold) ?x]]";

    private static Client client(TestServer server, AccessKey key) {
        return Stator.connect(
                ClientConfig.of("http://localhost:" + server.server().port())
                        .withCredentials(Credentials.of(key.id(), key.secret())));
    }

    @Test
    void anInterruptEndsTheWorkAtTheServer() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        Functions functions = Functions.none().withQueryFunction("test/hold", arguments -> {
            entered.countDown();
            try {
                never.await();
            } catch (InterruptedException told) {
                ended.countDown();
                Thread.currentThread().interrupt();
            }
            return 1L;
        });
        try (TestServer server = TestServer.start(functions, config -> config);
                Client client = client(server, TestServer.ADMIN)) {
            Database database = client.connect("films").db();
            AtomicReference<Throwable> outcome = new AtomicReference<>();
            Thread thread = new Thread(() -> {
                try {
                    database.q(HELD);
                } catch (Throwable failure) {
                    outcome.set(failure);
                }
            });
            thread.start();
            entered.await();
            thread.interrupt();
            thread.join();
            assertThat(outcome.get()).isInstanceOf(Anomaly.Interrupted.class);
            ended.await();
            assertThat(client.listDatabases()).containsExactly("films");
        }
    }

    @Test
    void aKeyTakesBackNoRequestsOfOthers() throws Exception {
        AccessKey other = TestServer.key("other", "catalog-read");
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        Functions functions = Functions.none().withQueryFunction("test/hold", arguments -> {
            entered.countDown();
            try {
                free.await();
                return 1L;
            } catch (InterruptedException told) {
                Thread.currentThread().interrupt();
                return 2L;
            }
        });
        try (TestServer server = TestServer.start(functions, config -> config, other)) {
            CompletableFuture<TestServer.Answer> held =
                    server.askAsync("{:op :q CONTEXT :query [:find ?x :where [(test/hold) ?x]] :args [{CONTEXT}]}");
            entered.await();
            for (Object id : List.of("x", "", 5L, "stator-1")) {
                assertThat(server.ask(
                                        other,
                                        Map.of(
                                                Keyword.of("op"),
                                                Keyword.of("stator", "cancel"),
                                                Keyword.of("request"),
                                                id))
                                .get("result"))
                        .isEqualTo(false);
            }
            free.countDown();
            assertThat(held.get().get("data")).isEqualTo(List.of(List.of(1L)));
        }
    }

    @Test
    void whoWaitsForABasisKeepsNobodyFromWriting() throws Exception {
        try (TestServer server = TestServer.start(config ->
                        config.withLimit(ServerLimit.WORKING_REQUESTS, 2).withLimit(ServerLimit.WAITING_REQUESTS, 2));
                Client client = client(server, TestServer.ADMIN)) {
            Connection connection = client.connect("films");
            long t = connection.db().t() + 1;
            List<CompletableFuture<Database>> waiting = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                waiting.add(connection.syncAsync(t, Duration.ofSeconds(60)));
            }
            assertThat(connection.transact("[]").t()).isEqualTo(t);
            for (CompletableFuture<Database> each : waiting) {
                assertThat(each.get().t()).isGreaterThanOrEqualTo(t);
            }
            assertThat(client.listDatabasesAsync().get()).containsExactly("films");
        }
    }
}
