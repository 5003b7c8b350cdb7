package io.stator.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.ClientConfig;
import io.stator.Connection;
import io.stator.Credentials;
import io.stator.Stator;
import io.stator.edn.Keyword;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What clients are told of what went wrong at a server, and what they are not. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class ToldTest {
    private static final Keyword KIND = Keyword.of("stator.storage", "error");

    private static Client remote(StatorServer server) {
        return Stator.connect(ClientConfig.of(URI.create("http://localhost:" + server.port()))
                .withCredentials(Credentials.of(TestServer.ADMIN.id(), TestServer.ADMIN.secret()))
                .withTimeout(Duration.ofSeconds(60)));
    }

    /** Returns a client each of whose calls fails. */
    private static Client failing(Anomaly failure) {
        return (Client) Proxy.newProxyInstance(
                ToldTest.class.getClassLoader(), new Class<?>[] {Client.class}, (client, method, arguments) -> {
                    if (method.getName().equals("withoutRetries")
                            || method.getName().equals("callingOnly")) {
                        return client;
                    }
                    throw failure;
                });
    }

    @Test
    void whereTheServerKeepsItsDataIsNotTold() {
        for (Map<Keyword, ?> details : List.<Map<Keyword, ?>>of(
                Map.of(KIND, Keyword.of("stator.storage", "no-space")),
                Map.of(KIND, Keyword.of("stator.storage", "no-space"), Connection.OUTCOME, Keyword.of("unknown")))) {
            Anomaly failure = new Anomaly.Forbidden("could not write /secret/place/stator.db", details, null);
            ServerConfig config = ServerConfig.on(0, AccessKeys.of(TestServer.ADMIN));
            try (StatorServer server = StatorServer.start(failing(failure), config);
                    Client client = remote(server)) {
                Throwable told = catchThrowable(client::listDatabases);
                assertThat(told)
                        .isInstanceOf(Anomaly.Forbidden.class)
                        .hasMessageContaining("the storage of the server failed: no-space")
                        .hasMessageNotContaining("place");
                assertThat(((Anomaly) told).data().toString()).doesNotContain("place");
                details.forEach((key, value) ->
                        assertThat(((Anomaly) told).data().get(key)).isEqualTo(value));
            }
        }
    }

    @Test
    void aRequestThatIsTooLongIsRefusedBeforeItIsSent() {
        try (TestServer server = TestServer.start(config -> config.withLimit(ServerLimit.REQUEST_BYTES, 4_096));
                Client client = remote(server.server())) {
            Connection connection = client.connect("films");
            String long1 = "x".repeat(10_000_000);
            assertThatThrownBy(() -> connection.transact("[{:db/doc \"" + long1 + "\"}]"))
                    .isInstanceOf(Anomaly.Incorrect.class)
                    .hasMessageContaining("at most 4096 bytes")
                    .hasMessageContaining("request-bytes");
            assertThatThrownBy(() -> connection
                            .db()
                            .query("[:find ?e :in $ ?d :where [?e :db/doc ?d]]", connection.db(), long1)
                            .listAsync()
                            .join())
                    .hasCauseInstanceOf(Anomaly.Incorrect.class);
            assertThat(connection.transact("[{:db/doc \"short\"}]").txData()).isNotEmpty();
        }
    }
}
