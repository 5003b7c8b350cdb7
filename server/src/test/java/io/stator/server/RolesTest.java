package io.stator.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.client.wire.Dialect;
import io.stator.client.wire.HttpHead;
import io.stator.client.wire.HttpNames;
import io.stator.client.wire.Operation;
import io.stator.client.wire.RequestSigner;
import io.stator.client.wire.Transit;
import io.stator.client.wire.WireLimits;
import io.stator.client.wire.WireRequest;
import io.stator.edn.Edn;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every operation asked with every role, through both doors: who may not is told that he may not, and of a database he may not read nothing else. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class RolesTest {
    private static final AccessKey NOBODY = TestServer.key("nobody");
    private static final AccessKey CATALOG = TestServer.key("catalog", "catalog-read");
    private static final AccessKey READER = TestServer.key("reader", "db-read:films");
    private static final AccessKey WRITER = TestServer.key("writer", "db-write:films");
    private static final AccessKey OTHER = TestServer.key("other", "db-read:other", "db-write:other");
    private static final List<AccessKey> KEYS = List.of(TestServer.ADMIN, NOBODY, CATALOG, READER, WRITER, OTHER);

    private enum Needs {
        NOTHING,
        ADMIN,
        READ,
        WRITE,
        OWN
    }

    private static final Map<Operation, Needs> NEEDS = new LinkedHashMap<>();
    private static final Map<Operation, String> REQUESTS = new LinkedHashMap<>();

    private static void add(Operation operation, Needs needs, String rest) {
        NEEDS.put(operation, needs);
        REQUESTS.put(operation, rest);
    }

    static {
        add(Operation.RESOLVE_DB, Needs.READ, ":db-name \"films\"");
        add(Operation.LIST_DBS, Needs.NOTHING, "");
        add(Operation.CREATE_DB, Needs.ADMIN, ":db-name \"films\"");
        add(Operation.DELETE_DB, Needs.ADMIN, ":db-name \"absent\"");
        add(Operation.ADMINISTER_SYSTEM, Needs.ADMIN, ":db-name \"films\" :action :upgrade-schema");
        add(Operation.STATUS, Needs.READ, "CONTEXT");
        add(Operation.TRANSACT, Needs.WRITE, "CONTEXT :tx-data []");
        add(Operation.WITH_DB, Needs.READ, "CONTEXT");
        add(Operation.WITH, Needs.READ, "CONTEXT :tx-data []");
        add(Operation.Q, Needs.READ, "CONTEXT :query [:find ?e :where [?e :db/ident :db/doc]] :args [{CONTEXT}]");
        add(Operation.PULL, Needs.READ, "CONTEXT :selector [*] :eid :db/doc");
        add(Operation.INDEX_PULL, Needs.READ, "CONTEXT :index :avet :selector [*] :start [:db/ident]");
        add(Operation.DATOMS, Needs.READ, "CONTEXT :index :aevt :components [:db/ident]");
        add(Operation.INDEX_RANGE, Needs.READ, "CONTEXT :attrid :db/ident");
        add(Operation.TX_RANGE, Needs.READ, "CONTEXT");
        add(Operation.DB_STATS, Needs.READ, "CONTEXT");
        add(Operation.NEXT, Needs.OWN, "CONTEXT :next-token \"unknown\" :offset 1");
        add(Operation.SUBMISSION, Needs.READ, "CONTEXT :tx-id \"unknown\"");
        add(Operation.SYNC_EXCISE, Needs.READ, "CONTEXT :t 0");
        add(Operation.RELEASE, Needs.OWN, "CONTEXT :next-token \"unknown\"");
        add(Operation.CANCEL, Needs.OWN, ":request \"unknown\"");
    }

    private static boolean may(AccessKey key, Needs needs) {
        return switch (needs) {
            case NOTHING, OWN -> true;
            case ADMIN -> key.isAdmin();
            case READ -> key.mayRead("films");
            case WRITE -> key.mayWrite("films");
        };
    }

    private static TestServer.Answer ask(
            TestServer server, StatorServer asked, AccessKey key, String text, boolean cloud) {
        Map<?, ?> request = (Map<?, ?>) Edn.read(text.replace("CONTEXT", server.context()));
        byte[] body = Transit.write(request, Dialect.DATOMIC, WireLimits.ofAnswers());
        String path = cloud ? "/api" : "/";
        Map<String, String> headers =
                new LinkedHashMap<>(WireRequest.read(request).headers());
        headers.put(HttpNames.HOST, "localhost:" + asked.port());
        headers = new RequestSigner(
                        key.id(),
                        key.secret(),
                        cloud ? "datomic" : RequestSigner.PEER_SERVER,
                        cloud ? "us-east-1" : RequestSigner.NO_REGION)
                .sign(new HttpHead("POST", path, null, headers), body, Instant.now());
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(asked.uri().resolve(path)).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach((name, value) -> {
            if (!name.equals(HttpNames.HOST)) {
                builder.header(name, value);
            }
        });
        return TestServer.answer(server.send(builder.build()));
    }

    @Test
    void everyOperationIsForThoseWhoMay() {
        assertThat(NEEDS.keySet()).containsExactlyInAnyOrder(Operation.values());
        try (TestServer server = TestServer.start(config -> config, KEYS.toArray(AccessKey[]::new))) {
            server.client().createDatabase("other");
            List<String> wrong = new ArrayList<>();
            for (boolean cloud : new boolean[] {false, true}) {
                for (AccessKey key : KEYS) {
                    NEEDS.forEach((operation, needs) -> {
                        String request = "{:op " + operation.keyword() + " " + REQUESTS.get(operation) + "}";
                        TestServer.Answer answer = ask(server, server.server(), key, request, cloud);
                        boolean refused = answer.category().equals("forbidden");
                        boolean read = key.mayRead("films") || needs != Needs.OWN || operation != Operation.NEXT;
                        if (refused == (may(key, needs) && read)
                                || (refused && !answer.message().contains(key.id()))) {
                            wrong.add((cloud ? "/api " : "/ ") + key.id() + " " + operation + " -> " + answer.status()
                                    + " " + answer.value());
                        }
                    });
                }
            }
            assertThat(wrong).isEmpty();
        }
    }

    @Test
    void thereIsNoTellingWhetherThereIsADatabaseThatOneMayNotRead() {
        try (TestServer server = TestServer.start(config -> config, KEYS.toArray(AccessKey[]::new))) {
            for (String name : List.of("films", "absent")) {
                TestServer.Answer answer =
                        server.ask(OTHER, "{:op :datomic.catalog/resolve-db :db-name \"" + name + "\"}");
                assertThat(answer.category()).isEqualTo("forbidden");
                assertThat(answer.message())
                        .isEqualTo("the key must have the role db-read:" + name + ": access-key=other");
            }
            assertThat((List<?>)
                            server.ask(OTHER, "{:op :datomic.catalog/list-dbs}").get("result"))
                    .isEmpty();
            assertThat(server.ask(CATALOG, "{:op :datomic.catalog/list-dbs}").get("result"))
                    .isEqualTo(List.of("films"));
        }
    }

    @Test
    void aKeyThatIsRevokedWhileItsAnswerIsReadReadsNoMore() {
        AtomicBoolean revoked = new AtomicBoolean();
        AccessKeys keys = id -> id.equals(READER.id()) && !revoked.get() ? Optional.of(READER) : Optional.empty();
        try (TestServer server = TestServer.start(config -> config);
                StatorServer asked = StatorServer.start(server.client(), ServerConfig.on(0, keys))) {
            String first = "{:op :datoms CONTEXT :index :aevt :components [:db/ident] :chunk 2}";
            Object token = ask(server, asked, READER, first, false).get("next-token");
            assertThat(token).isNotNull();
            String next = "{:op :next CONTEXT :next-token " + Edn.print(token) + " :offset 2 :chunk 2}";
            assertThat(ask(server, asked, READER, next, false).status()).isEqualTo(200);
            revoked.set(true);
            for (String request : List.of(next, first)) {
                assertThat(ask(server, asked, READER, request, false).category())
                        .isEqualTo("forbidden");
                assertThat(ask(server, asked, READER, request, true).category()).isEqualTo("forbidden");
            }
        }
    }
}
