package io.stator.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.edn.Keyword;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What must not take a server's memory, or leave a request without an answer, does not. */
final class OutOfTheOrdinaryTest {
    @Test
    void aRequestIsAnsweredAndGivenBackWhateverItsKeysThrow() {
        AccessKeys broken = id -> {
            if (id.equals("me")) {
                throw new IllegalStateException("the keys of the program are out of reach");
            }
            return Optional.empty();
        };
        AccessKey me = TestServer.key("me", "admin");
        try (TestServer server = TestServer.start(
                config -> ServerConfig.on(0, broken.or(config.keys())).withRequestLog(config.requestLog()))) {
            for (String padding : List.of("", "x".repeat(100_000))) {
                TestServer.Answer answer = server.ask(
                        me,
                        Map.of(Keyword.of("op"), Keyword.of("datomic.catalog", "list-dbs"), Keyword.of("x"), padding));
                assertThat(answer.status()).isEqualTo(500);
                assertThat(answer.category()).isEqualTo("fault");
                assertThat(answer.message()).doesNotContain("out of reach");
            }
            assertThat(server.ask("{:op :datomic.catalog/list-dbs}").status()).isEqualTo(200);
            assertThat(new String(server.get("/metrics").body(), StandardCharsets.UTF_8))
                    .contains("stator_server_requests_bytes 0.0");
        }
    }

    @Test
    void anAnswerThatNobodyCouldReadIsRefused() {
        try (TestServer server = TestServer.start(config -> config)) {
            TestServer.Answer answer =
                    server.ask("{:op :q CONTEXT :query [:find ?x :in ?text :where [(bigdec ?text) ?x]]"
                            + " :args [\"1E999999999\"]}");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.message()).contains("at most 65536 bits and 65536 decimal places");
        }
    }

    @Test
    void speculationsAreBoundedByTheBytesOfTheirFacts() {
        try (TestServer server =
                TestServer.start(config -> config.withLimit(ServerLimit.KEY_SPECULATIONS_BYTES, 10_000))) {
            Object token = server.ask("{:op :with-db CONTEXT}").get("next-token");
            String text = "x".repeat(2_000);
            List<Object> tokens = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Map<?, ?> after = (Map<?, ?>) server.ask("{:op :with CONTEXT :next-token \"" + token
                                + "\" :tx-data [{:db/doc \"" + i + text + "\"}]}")
                        .get("db-after");
                tokens.add(after.get(Keyword.of("next-token")));
            }
            String query =
                    "{:op :q CONTEXT :query [:find (count ?e) :where [?e :db/doc]] :args [{CONTEXT :next-token \"";
            assertThat(server.ask(query + tokens.get(0) + "\"}]}").category()).isEqualTo("not-found");
            assertThat(server.ask(query + tokens.get(3) + "\"}]}").status()).isEqualTo(200);
            Object chained = tokens.get(3);
            TestServer.Answer last = server.ask(
                    "{:op :with CONTEXT :next-token \"" + chained + "\" :tx-data [{:db/doc \"" + text + text + "\"}]}");
            assertThat(last.status())
                    .as("4,000 and 8,000 bytes that the one keeps alive for the other")
                    .isEqualTo(400);
            assertThat(last.message()).contains("10000 bytes together");
        }
    }
}
