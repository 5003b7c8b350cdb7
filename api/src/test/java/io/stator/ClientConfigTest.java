package io.stator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a server is and how it is talked to; no secret is in any text. */
final class ClientConfigTest {
    private static final String SECRET = "mE0wSecretKey";

    @Test
    void anEndpointIsAnAddress() {
        assertThat(ClientConfig.of("db.example.com:8998").endpoint())
                .isEqualTo(URI.create("https://db.example.com:8998/"));
        assertThat(ClientConfig.of("http://localhost:8182/api").endpoint()).hasToString("http://localhost:8182/api");
        for (String wrong : List.of("", " ", "ftp://a", "https://", "https://a/?q=1", "a b:1", "https://a/#x")) {
            assertThatThrownBy(() -> ClientConfig.of(wrong))
                    .as(wrong)
                    .isInstanceOf(Anomaly.Incorrect.class)
                    .hasMessageStartingWith("endpoint must");
        }
        assertThatThrownBy(() -> ClientConfig.of("https://key:" + SECRET + "@host/"))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageNotContaining(SECRET);
    }

    @Test
    void thePortOfAnEndpointIsOne() {
        for (String endpoint : List.of("localhost:0", "localhost:65536", "https://localhost:99999/api")) {
            assertThatThrownBy(() -> ClientConfig.of(endpoint))
                    .isInstanceOf(Anomaly.Incorrect.class)
                    .hasMessageStartingWith("the endpoint's port must be from 1 to 65535: port=");
        }
        assertThat(ClientConfig.of("https://localhost").endpoint()).hasPort(-1);
        assertThat(ClientConfig.of("localhost:65535").endpoint()).hasPort(65_535);
    }

    @Test
    void argumentsSayTheSame() {
        ClientConfig config = ClientConfig.ofArguments(Map.of(
                ":server-type",
                ":peer-server",
                ":endpoint",
                "localhost:8998",
                ":access-key",
                "key",
                ":secret",
                SECRET,
                ":timeout",
                5_000,
                ":proxy-port",
                8182,
                ":validate-hostnames",
                false));
        assertThat(config)
                .isEqualTo(ClientConfig.of("localhost:8998")
                        .withCredentials(Credentials.of("key", SECRET))
                        .withTimeout(Duration.ofSeconds(5))
                        .withProxyPort(8182)
                        .withHostnameValidation(false));
        assertThat(config.toString()).doesNotContain(SECRET).contains("localhost:8998");
        assertThat(Credentials.of("key", SECRET).withSessionToken(SECRET).toString())
                .doesNotContain(SECRET);
        assertThat(String.valueOf(config.credentials().orElseThrow())).doesNotContain(SECRET);
    }

    @Test
    void argumentsThatCannotBeAreRefusedByTheirName() {
        Map<Map<String, Object>, String> wrong = Map.of(
                Map.of("endpoint", "a:1", "other", 1), "other",
                Map.of(":region", "none"), ":endpoint",
                Map.of(":endpoint", "a:1", ":secret", SECRET.toCharArray(), ":access-key", "k"), ":secret",
                Map.of(":endpoint", "a:1", ":secret", SECRET), ":access-key",
                Map.of(":endpoint", "a:1", ":proxy-port", 0), "port",
                Map.of(":endpoint", "a:1", ":proxy-port", Long.MAX_VALUE), "port",
                Map.of(":endpoint", "a:1", ":timeout", -1), ":timeout",
                Map.of(":endpoint", "a:1", ":server-type", ":other"), ":server-type",
                Map.of(":endpoint", "a:1", ":creds-profile", "p", ":access-key", "k", ":secret", "s"), "several",
                Map.of(":endpoint", "a:1", ":trust-certs", List.of("none")), "certificates");
        wrong.forEach((arguments, named) -> assertThatThrownBy(() -> ClientConfig.ofArguments(arguments))
                .as("%s", arguments)
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining(named)
                .hasMessageNotContaining(SECRET));
    }

    @Test
    void withoutTheClientOfServersItIsSaidWhatToAdd() {
        assertThatThrownBy(() -> Stator.connect(ClientConfig.of("localhost:1")))
                .isInstanceOf(Anomaly.Unsupported.class)
                .hasMessageContaining("io.stator:stator-client");
        assertThatThrownBy(() -> Stator.client(Map.of(":server-type", ":ion"))).isInstanceOf(Anomaly.Unsupported.class);
        assertThatThrownBy(() -> Stator.client(Map.of())).isInstanceOf(Anomaly.Incorrect.class);
        assertThatThrownBy(() ->
                        Stator.client(Map.of(":server-type", ":dev-local", ":system", "s", ":storage-dir", "relative")))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("absolute");
    }

    @Test
    void profilesAreReadFromTheSharedFile(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("credentials");
        Files.writeString(file, """
                # keys
                [default]
                aws_access_key_id = one
                aws_secret_access_key=two=2
                [ other ]
                aws_access_key_id=three
                aws_secret_access_key = four
                aws_session_token = five
                [half]
                aws_access_key_id=six
                """);
        assertThat(CredentialsProvider.profile("default", file).credentials())
                .isEqualTo(Credentials.of("one", "two=2"));
        assertThat(CredentialsProvider.profile("other", file).credentials())
                .isEqualTo(Credentials.of("three", "four").withSessionToken("five"));
        assertThatThrownBy(() -> CredentialsProvider.profile("half", file).credentials())
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("aws_secret_access_key");
        assertThatThrownBy(() -> CredentialsProvider.profile("none", file).credentials())
                .isInstanceOf(Anomaly.NotFound.class);
        assertThatThrownBy(() -> CredentialsProvider.profile("default", directory.resolve("missing"))
                        .credentials())
                .isInstanceOf(Anomaly.NotFound.class);
    }
}
