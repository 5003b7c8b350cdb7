package io.stator.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Functions;
import io.stator.TxData;
import io.stator.client.wire.HttpNames;
import io.stator.edn.Edn;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What a server does beside answering: roles, chunks, speculation, limits, and how it ends. */
final class StatorServerTest {
    private static final String SCHEMA =
            "[{:db/ident :n/n :db/valueType :db.type/long :db/cardinality :db.cardinality/one"
                    + " :db/unique :db.unique/identity}]";
    private static final String ALL = "{:op :q CONTEXT :query [:find ?n :where [_ :n/n ?n]] :args [{CONTEXT}]";

    private static void fill(TestServer server, int count) {
        io.stator.Connection connection = server.client().connect("films");
        connection.transact(SCHEMA);
        List<Object> forms = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            forms.add(Map.of(":n/n", i));
        }
        connection.transact(TxData.of(forms));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException ended) {
            throw new IllegalStateException(ended);
        }
    }

    @Test
    void rolesSayWhatAKeyMayDo() {
        AccessKey reader = TestServer.key("reader", "db-read:films");
        AccessKey writer = TestServer.key("writer", "db-write:films");
        AccessKey all = TestServer.key("all", "db-read:*");
        AccessKey lister = TestServer.key("lister", "catalog-read");
        AccessKey other = TestServer.key("other", "db-write:other");
        AccessKey none = TestServer.key("none");
        try (TestServer server = TestServer.start(config -> config, reader, writer, all, lister, other, none)) {
            server.client().createDatabase("hidden");
            fill(server, 1);
            String read = "{:op :db-stats CONTEXT}";
            String write = "{:op :transact CONTEXT :tx-data []}";
            assertThat(List.of(reader, writer, all, TestServer.ADMIN))
                    .allSatisfy(
                            key -> assertThat(server.ask(key, read).status()).isEqualTo(200));
            assertThat(List.of(lister, other, none)).allSatisfy(key -> {
                assertThat(server.ask(key, read).status()).isEqualTo(403);
                assertThat(server.ask(key, "{:op :status :db-name \"no-such\"}").status())
                        .isEqualTo(403);
                assertThat(server.ask(key, ALL.replace("CONTEXT :query", ":db-name \"other\" :query") + "}")
                                .status())
                        .isIn(403, 404);
            });
            assertThat(List.of(writer, TestServer.ADMIN))
                    .allSatisfy(
                            key -> assertThat(server.ask(key, write).status()).isEqualTo(200));
            assertThat(List.of(reader, all, lister, other, none))
                    .allSatisfy(
                            key -> assertThat(server.ask(key, write).status()).isEqualTo(403));
            for (String change : List.of("create-db", "delete-db", "administer-system")) {
                String request = "{:op :datomic.catalog/" + change + " :db-name \"films\" :action :upgrade-schema}";
                assertThat(List.of(reader, writer, all, lister, other, none))
                        .allSatisfy(key ->
                                assertThat(server.ask(key, request).category()).isEqualTo("forbidden"));
            }
            String list = "{:op :datomic.catalog/list-dbs}";
            assertThat(server.ask(lister, list).get("result")).isEqualTo(List.of("films", "hidden"));
            assertThat(server.ask(all, list).get("result")).isEqualTo(List.of("films", "hidden"));
            assertThat(server.ask(reader, list).get("result")).isEqualTo(List.of("films"));
            assertThat(server.ask(none, list).get("result")).isEqualTo(List.of());
        }
    }

    @Test
    void databasesAreCreatedAndDeletedByAdministrators() {
        try (TestServer server = TestServer.start(config -> config)) {
            String named = " :db-name \"more\"}";
            assertThat(server.ask("{:op :datomic.catalog/create-db" + named).get("result"))
                    .isEqualTo(true);
            assertThat(server.ask("{:op :datomic.catalog/create-db" + named).get("result"))
                    .isEqualTo(false);
            Object id = server.ask("{:op :datomic.catalog/resolve-db" + named).get("database-id");
            assertThat(server.ask("{:op :datomic.catalog/administer-system :action :upgrade-schema" + named)
                            .value())
                    .isEqualTo(Map.of());
            assertThat(server.ask("{:op :datomic.catalog/delete-db" + named).get("result"))
                    .isEqualTo(true);
            assertThat(server.ask("{:op :datomic.catalog/delete-db" + named).get("result"))
                    .isEqualTo(false);
            server.ask("{:op :datomic.catalog/create-db" + named);
            TestServer.Answer old = server.ask("{:op :status :database-id \"" + id + "\"" + named);
            assertThat(old.category()).isEqualTo("not-found");
            assertThat(old.message()).contains("it was deleted, and another one has its name");
        }
    }

    @Test
    void aTransactionThatComesAgainIsAppliedOnce() {
        try (TestServer server = TestServer.start(config -> config)) {
            fill(server, 1);
            UUID id = UUID.randomUUID();
            String request = "{:op :transact CONTEXT :tx-id #uuid \"" + id + "\" :tx-data [{:n/n 7}]}";
            TestServer.Answer first = server.ask(request);
            TestServer.Answer again = server.ask(request);
            assertThat(again.get("tx-data")).isEqualTo(first.get("tx-data"));
            assertThat(server.ask(ALL + "}").get("count")).isEqualTo(2L);
            TestServer.Answer other = server.ask(request.replace(":n/n 7", ":n/n 8"));
            assertThat(other.category()).isEqualTo("conflict");
            assertThat(other.status()).isEqualTo(409);
        }
    }

    @Test
    void whatBecameOfATransactionIsTold() {
        try (TestServer server = TestServer.start(config -> config)) {
            fill(server, 1);
            UUID id = UUID.randomUUID();
            String question = "{:op :stator/submission CONTEXT :tx-id #uuid \"" + id + "\"}";
            assertThat(server.ask(question).get("result")).isEqualTo(Edn.read("{:status :not-written}"));
            server.ask("{:op :transact CONTEXT :tx-id #uuid \"" + id + "\" :tx-data [{:n/n 7}]}");
            long t = server.client().connect("films").db().t();
            assertThat(server.ask(question).get("result")).isEqualTo(Edn.read("{:status :written :t " + t + "}"));
            assertThat(server.ask("{:op :stator/sync-excise CONTEXT :t " + t + "}")
                            .get("t"))
                    .isEqualTo(t);
        }
    }

    @Test
    void moreTransactionsWaitForTheDiskThanThereAreThreads() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        Functions functions = Functions.none().withTransactionFunction("test/hold", (before, arguments) -> {
            await(held);
            return TxData.of();
        });
        try (TestServer server =
                TestServer.start(functions, config -> config.withLimit(ServerLimit.WORKING_REQUESTS, 1))) {
            List<CompletableFuture<TestServer.Answer>> waiting = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                waiting.add(server.askAsync("{:op :transact CONTEXT :tx-data [[test/hold]]}"));
            }
            assertThat(server.ask("{:op :db-stats CONTEXT}").status()).isEqualTo(200);
            assertThat(server.ask("{:op :transact CONTEXT :tx-data [] :timeout 50}")
                            .category())
                    .isEqualTo("unavailable");
            held.countDown();
            for (CompletableFuture<TestServer.Answer> each : waiting) {
                assertThat(each.get().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void chunksFollowEachOtherAndComeAgain() {
        AccessKey reader = TestServer.key("reader", "db-read:films");
        try (TestServer server = TestServer.start(config -> config, reader)) {
            fill(server, 25);
            server.client().createDatabase("other");
            TestServer.Answer first = server.ask(ALL + " :chunk 10}");
            assertThat(first.get("count")).isEqualTo(25L);
            assertThat((List<?>) first.get("data")).hasSize(10);
            assertThat(first.get("next-offset")).isEqualTo(10L);
            String token = ":next-token \"" + first.get("next-token") + "\"";
            String next = "{:op :next CONTEXT " + token + " :chunk 10 :offset ";
            TestServer.Answer second = server.ask(next + "10}");
            assertThat(server.ask(next + "10}").value()).isEqualTo(second.value());
            for (String wrong : List.of("0}", "15}", "20000}", "-1}")) {
                assertThat(server.ask(next + wrong).category()).isEqualTo("incorrect");
            }
            assertThat(server.ask(reader, next + "20}").category()).isEqualTo("not-found");
            String other = ":db-name \"other\" :database-id \""
                    + server.client().connect("other").databaseId() + "\"";
            assertThat(server.ask(next.replace("CONTEXT", other) + "20}").category())
                    .isEqualTo("not-found");
            TestServer.Answer last = server.ask(next + "20}");
            assertThat((List<?>) last.get("data")).hasSize(5);
            assertThat(last.get("next-offset")).isNull();
            assertThat(server.ask(next + "20}").value()).isEqualTo(last.value());
            List<Object> all = new ArrayList<>();
            List.of(first, second, last).forEach(answer -> all.addAll((List<?>) answer.get("data")));
            assertThat(all).hasSize(25).doesNotHaveDuplicates();
        }
    }

    @Test
    void aChunkThatWouldBeTooLargeBecomesShorter() {
        try (TestServer server = TestServer.start(config -> config.withLimit(ServerLimit.ANSWER_BYTES, 1 << 12))) {
            fill(server, 3_000);
            TestServer.Answer answer = server.ask(ALL + " :chunk 3000}");
            List<Object> all = new ArrayList<>((List<?>) answer.get("data"));
            int chunks = 1;
            while (answer.get("next-offset") != null) {
                answer = server.ask("{:op :next CONTEXT :chunk 3000 :next-token \"" + answer.get("next-token")
                        + "\" :offset " + answer.get("next-offset") + "}");
                all.addAll((List<?>) answer.get("data"));
                chunks++;
            }
            assertThat(all).hasSize(3_000).doesNotHaveDuplicates();
            assertThat(chunks).isGreaterThan(2);
        }
    }

    @Test
    void answersThatWaitAreBoundedAndExpire() {
        AtomicLong nanos = new AtomicLong();
        try (TestServer server = TestServer.start(
                config -> config.withClocks(java.time.InstantSource.system(), nanos::get)
                        .withLimit(ServerLimit.KEY_CURSORS, 2)
                        .withLimit(ServerLimit.ALL_CURSORS_BYTES, 60 * 100)
                        .withLimit(ServerLimit.CURSOR_MILLIS, 1_000),
                TestServer.key("reader", "db-read:films"))) {
            fill(server, 25);
            String open = ALL + " :chunk 10}";
            Object oldest = server.ask(open).get("next-token");
            Object second = server.ask(open).get("next-token");
            Object third = server.ask(open).get("next-token");
            assertThat(next(server, oldest)).isEqualTo("not-found");
            assertThat(next(server, second)).isEmpty();
            TestServer.Answer busy = server.ask(TestServer.key("reader", "db-read:films"), open);
            assertThat(busy.status()).isEqualTo(429);
            nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(1_001));
            assertThat(next(server, third)).isEqualTo("not-found");
            assertThat(server.ask(TestServer.key("reader", "db-read:films"), open)
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aResultThatIsTooLargeToKeepIsGivenWholeOrNotAtAll() {
        try (TestServer server = TestServer.start(config -> config.withLimit(ServerLimit.ALL_CURSORS_BYTES, 2_000))) {
            fill(server, 25);
            TestServer.Answer refused = server.ask(ALL + " :chunk 10}");
            assertThat(refused.category()).isEqualTo("incorrect");
            assertThat(refused.message()).contains("all-cursors-bytes").contains(":limit");
            assertThat(server.ask(ALL + " :chunk 25}").status()).isEqualTo(200);
            assertThat(server.ask(ALL + " :chunk 10 :limit 15}").status()).isEqualTo(200);
        }
    }

    private static String next(TestServer server, Object token) {
        return server.ask("{:op :next CONTEXT :chunk 10 :offset 10 :next-token \"" + token + "\"}")
                .category();
    }

    @Test
    void aBasisMeansTheVeryValue() {
        try (TestServer server = TestServer.start(config -> config)) {
            fill(server, 3);
            Object t = server.ask("{:op :status CONTEXT}").get("t");
            server.client().connect("films").transact("[{:n/n 99}]");
            String then = ALL.replace("[{CONTEXT}]", "[{CONTEXT :t " + t + "}]");
            assertThat(server.ask(then + "}").get("count")).isEqualTo(3L);
            assertThat(server.ask(then.replace("[{", "[{:as-of " + t + " ") + "}")
                            .get("count"))
                    .isEqualTo(3L);
            assertThat(server.ask(then.replace("[{", "[{:as-of 1 ") + "}").get("count"))
                    .isEqualTo(0L);
            assertThat(server.ask(ALL.replace("[{CONTEXT}]", "[{CONTEXT :as-of 1000000}]") + "}")
                            .get("count"))
                    .isEqualTo(4L);
            assertThat(server.ask(ALL.replace("[{CONTEXT}]", "[{CONTEXT :since " + t + "}]") + "}")
                            .get("data"))
                    .isEqualTo(List.of(List.of(99L)));
            TestServer.Answer future =
                    server.ask(ALL.replace("[{CONTEXT}]", "[{CONTEXT :t 100000}]") + " :timeout 100}");
            assertThat(future.category()).isEqualTo("unavailable");
        }
    }

    @Test
    void speculationsAreTheKeysOwn() {
        AccessKey reader = TestServer.key("reader", "db-read:films");
        try (TestServer server = TestServer.start(config -> config, reader)) {
            fill(server, 1);
            Object token = server.ask("{:op :with-db CONTEXT}").get("next-token");
            TestServer.Answer with =
                    server.ask("{:op :with CONTEXT :next-token \"" + token + "\" :tx-data [{:n/n 50}]}");
            Map<?, ?> after = (Map<?, ?>) with.get("db-after");
            String query = ALL.replace("[{CONTEXT}]", "[" + Edn.print(after) + "]") + "}";
            assertThat(server.ask(query).get("count")).isEqualTo(2L);
            assertThat(server.ask(reader, query).category()).isEqualTo("not-found");
            assertThat(server.ask(ALL + "}").get("count")).isEqualTo(1L);
        }
    }

    @Test
    void whatIsTooMuchIsBusyAndTheRestIsDone() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch entered = new CountDownLatch(1);
        Functions functions = Functions.none().withQueryFunction("test/hold", arguments -> {
            entered.countDown();
            await(held);
            return 1L;
        });
        try (TestServer server = TestServer.start(
                functions,
                config ->
                        config.withLimit(ServerLimit.WORKING_REQUESTS, 1).withLimit(ServerLimit.WAITING_REQUESTS, 1))) {
            String hold = "{:op :q CONTEXT :query [:find ?x :where [(test/hold) ?x]] :args [{CONTEXT}]}";
            CompletableFuture<TestServer.Answer> first = server.askAsync(hold);
            entered.await();
            CompletableFuture<TestServer.Answer> second = server.askAsync("{:op :datomic.catalog/list-dbs}");
            while (!new String(server.get("/metrics").body(), StandardCharsets.UTF_8)
                    .contains("stator_server_requests_waiting 1.0")) {
                Thread.onSpinWait();
            }
            TestServer.Answer third = server.ask("{:op :datomic.catalog/list-dbs}");
            assertThat(third.status()).isEqualTo(429);
            assertThat(third.category()).isEqualTo("busy");
            held.countDown();
            assertThat(first.get().get("data")).isEqualTo(List.of(List.of(1L)));
            assertThat(second.get().status()).isEqualTo(200);
        }
    }

    @Test
    void aQueryEndsWhenItsTimeIsOver() {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        Functions functions = Functions.none().withQueryFunction("test/hold", arguments -> {
            try {
                await(never);
                return 1L;
            } finally {
                interrupted.countDown();
            }
        });
        try (TestServer server = TestServer.start(functions, config -> config)) {
            TestServer.Answer answer = server.ask(
                    "{:op :q CONTEXT :query [:find ?x :where [(test/hold) ?x]] :args [{CONTEXT}] :timeout 100}");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.category()).isEqualTo("unavailable");
            assertThat(interrupted.getCount()).isZero();
            assertThat(server.ask("{:op :datomic.catalog/list-dbs}").status()).isEqualTo(200);
        }
    }

    @Test
    void aServerThatStopsFinishesWhatItHasAccepted() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch entered = new CountDownLatch(1);
        Functions functions = Functions.none().withQueryFunction("test/hold", arguments -> {
            entered.countDown();
            await(held);
            return 1L;
        });
        TestServer server = TestServer.start(functions, config -> config);
        CompletableFuture<TestServer.Answer> working =
                server.askAsync("{:op :q CONTEXT :query [:find ?x :where [(test/hold) ?x]] :args [{CONTEXT}]}");
        entered.await();
        assertThat(server.get("/ready").statusCode()).isEqualTo(200);
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(server.server()::close);
        while (server.get("/ready").statusCode() == 200) {
            Thread.onSpinWait();
        }
        TestServer.Answer refused = server.ask("{:op :datomic.catalog/list-dbs}");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.category()).isEqualTo("unavailable");
        assertThat(server.get("/health").statusCode()).isEqualTo(200);
        held.countDown();
        assertThat(working.get().status()).isEqualTo(200);
        stopped.get();
        server.close();
        assertThatThrownBy(() -> server.get("/health")).isInstanceOf(java.io.UncheckedIOException.class);
    }

    @Test
    void aPortThatIsTakenIsUnavailable() {
        try (TestServer server = TestServer.start(config -> config)) {
            ServerConfig same = ServerConfig.on(server.server().port(), AccessKeys.of());
            assertThatThrownBy(() -> StatorServer.start(server.client(), same))
                    .isInstanceOf(Anomaly.Unavailable.class)
                    .hasMessageContaining(
                            "cannot listen on 127.0.0.1:" + server.server().port());
        }
    }

    @Test
    void requestsHaveIdsAndAreLoggedAndCounted() {
        try (TestServer server = TestServer.start(config -> config.withS3AuthPath("bucket/path"))) {
            HttpRequest signed =
                    server.signed(TestServer.ADMIN, (Map<?, ?>) Edn.read("{:op :datomic.catalog/list-dbs}"));
            HttpRequest.Builder builder = HttpRequest.newBuilder(signed, (name, value) -> true);
            assertThat(server.send(builder.header("x-request-id", "abc-1").build())
                            .headers()
                            .firstValue("x-request-id"))
                    .contains("abc-1");
            server.ask("{:op :status CONTEXT}");
            RequestEntry entry = server.log().get(0);
            assertThat(entry.toJson())
                    .startsWith("{\"time\":\"")
                    .contains(
                            "\"request\":\"abc-1\",\"remote\":\"127.0.0.1\",\"key\":\"admin\",\"op\":\"datomic.catalog/list-dbs\","
                                    + "\"status\":200,\"outcome\":\"ok\",\"micros\":");
            assertThat(server.log().get(1).database()).isEqualTo("films");
            String metrics = new String(server.get("/metrics").body(), StandardCharsets.UTF_8);
            assertThat(metrics)
                    .contains("stator_server_requests_seconds_count{op=\"datomic.catalog/list-dbs\",outcome=\"ok\"} 1")
                    .contains("stator_server_connections")
                    .contains("stator_indexing_failures{database=\"films\"} 0.0")
                    .contains("stator_indexing_live_datoms{database=\"films\"}")
                    .doesNotContain("stator_storage_calls{");
            assertThat(new String(server.get("/").body(), StandardCharsets.UTF_8))
                    .isEqualTo("{:s3-auth-path \"bucket/path\"}");
        }
    }

    @Test
    void floatsAreToldFromDoublesWhereBothSidesKnowHow() {
        try (TestServer server = TestServer.start(config -> config)) {
            server.client()
                    .connect("films")
                    .transact("[{:db/ident :f/f :db/valueType :db.type/float :db/cardinality :db.cardinality/one}]");
            server.client().connect("films").transact(TxData.of(Map.of(":f/f", 0.1f)));
            Map<?, ?> query =
                    (Map<?, ?>) Edn.read("{:op :q CONTEXT :query [:find ?f . :where [_ :f/f ?f]] :args [{CONTEXT}]}"
                            .replace("CONTEXT", server.context()));
            HttpRequest own = HttpRequest.newBuilder(server.signed(TestServer.ADMIN, query), (name, value) -> true)
                    .header(HttpNames.DIALECT, "stator")
                    .build();
            assertThat(((List<?>) TestServer.answer(server.send(own)).get("data")).get(0))
                    .isEqualTo(List.of(0.1f));
            assertThat(server.ask(TestServer.ADMIN, query).message())
                    .isEqualTo("Only find-rel elements are allowed in client :find");
        }
    }
}
