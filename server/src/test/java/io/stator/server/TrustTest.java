package io.stator.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.ClientConfig;
import io.stator.Credentials;
import io.stator.Stator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A client talks to whom it trusts under the name it was told, however it is called; and says what to do when it does not. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class TrustTest {
    private static final String PASSWORD = "a password";

    @TempDir
    Path directory;

    private static ClientConfig to(String host, StatorServer server) {
        return ClientConfig.of(host + ":" + server.port())
                .withCredentials(Credentials.of(TestServer.ADMIN.id(), TestServer.ADMIN.secret()));
    }

    private static StatorServer serving(Client system, Tls tls) {
        return StatorServer.start(
                system, ServerConfig.on(0, AccessKeys.of(TestServer.ADMIN)).withTls(tls));
    }

    /** Asks both ways. */
    private static void works(ClientConfig config) {
        try (Client client = Stator.connect(config)) {
            assertThat(client.listDatabases()).containsExactly("films");
            assertThat(client.listDatabasesAsync().join()).containsExactly("films");
        }
    }

    /** Asks both ways. */
    private static void isRefused(ClientConfig config) {
        try (Client client = Stator.connect(config)) {
            for (org.assertj.core.api.ThrowableAssert.ThrowingCallable call :
                    List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
                            client::listDatabases, () -> async(client))) {
                assertThatThrownBy(call)
                        .isInstanceOf(Anomaly.Incorrect.class)
                        .hasMessageContaining(
                                "certificate of " + config.endpoint().getScheme() + "://"
                                        + config.endpoint().getRawAuthority())
                        .hasMessageContaining("withTrustedCertificates (--trust-file on the command line)")
                        .hasMessageContaining("name the endpoint as the certificate does");
            }
        }
    }

    private static void async(Client client) throws Throwable {
        try {
            client.listDatabasesAsync().join();
        } catch (CompletionException failed) {
            throw failed.getCause();
        }
    }

    @Test
    void aCertificateThatNobodyHandedOverIsNotTrusted() {
        Tls tls = Tls.development(directory);
        try (Client system = Stator.inMemory()) {
            system.createDatabase("films");
            try (StatorServer server = serving(system, tls)) {
                isRefused(to("localhost", server));
                isRefused(to("localhost", server).withHostnameValidation(false));
                Path certificate = directory.resolve("development-certificate.pem");
                works(to("localhost", server).withTrustedCertificates(certificate));
                works(to("127.0.0.1", server).withTrustedCertificates(certificate));
            }
        }
    }

    @Test
    void aCertificateForAnotherNameIsRefusedUnlessNamesDoNotCount() throws Exception {
        Path store = directory.resolve("another.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "another",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=database.example",
                        "-ext",
                        "san=dns:database.example",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        assertThat(new String(keytool.getInputStream().readAllBytes())).doesNotContain("error");
        assertThat(keytool.waitFor()).isZero();
        Path certificate = directory.resolve("another.pem");
        byte[] encoded = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray())
                .getCertificate("another")
                .getEncoded();
        Files.writeString(
                certificate,
                "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(encoded)
                        + "\n-----END CERTIFICATE-----\n");
        try (Client system = Stator.inMemory()) {
            system.createDatabase("films");
            try (StatorServer server = serving(system, Tls.keyStore(store, PASSWORD))) {
                ClientConfig config = to("localhost", server).withTrustedCertificates(certificate);
                isRefused(config);
                works(config.withHostnameValidation(false));
                isRefused(to("localhost", server).withHostnameValidation(false));
            }
        }
    }
}
