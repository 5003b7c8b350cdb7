package io.stator.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Stator;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections are encrypted with a certificate from wherever it is kept, in both versions of HTTP. */
final class TlsTest {
    @TempDir
    Path directory;

    private static HttpResponse<String> health(Path certificate, int port, HttpClient.Version version)
            throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(certificate)) {
            trusted.setCertificateEntry(
                    "server", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        HttpClient http =
                HttpClient.newBuilder().sslContext(context).version(version).build();
        return http.send(
                HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/health"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void theDevelopmentCertificateIsMadeOnceAndKept() throws Exception {
        Tls tls = Tls.development(directory);
        Path certificate = directory.resolve("development-certificate.pem");
        try (Client client = Stator.inMemory()) {
            try (StatorServer server = StatorServer.start(
                    client, ServerConfig.on(0, AccessKeys.of()).withTls(tls))) {
                assertThat(server.uri().getScheme()).isEqualTo("https");
                for (HttpClient.Version version : HttpClient.Version.values()) {
                    HttpResponse<String> answer = health(certificate, server.port(), version);
                    assertThat(answer.statusCode()).isEqualTo(200);
                    assertThat(answer.version()).isEqualTo(version);
                }
            }
            String first = Files.readString(certificate);
            FileTime longAgo = FileTime.fromMillis(0);
            Files.setLastModifiedTime(certificate, longAgo);
            try (StatorServer server = StatorServer.start(
                    client, ServerConfig.on(0, AccessKeys.of()).withTls(tls))) {
                assertThat(server.port()).isPositive();
                assertThat(Files.readString(certificate)).isEqualTo(first);
                assertThat(Files.getLastModifiedTime(certificate))
                        .as("who connects while a server starts again must not find half a certificate")
                        .isEqualTo(longAgo);
            }
        }
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(directory.resolve("development-key.p12"))))
                .isEqualTo("rw-------");
    }

    @Test
    void aCertificateCanComeFromAKeyStoreOrFromPemFiles() throws Exception {
        Tls.development(directory).load();
        Path store = directory.resolve("development-key.p12");
        Path certificate = directory.resolve("development-certificate.pem");
        Key key = KeyStore.getInstance(store.toFile(), "development".toCharArray())
                .getKey("stator", "development".toCharArray());
        Path pem = directory.resolve("key.pem");
        Files.writeString(
                pem,
                "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
        try (Client client = Stator.inMemory()) {
            for (Tls tls : List.of(Tls.keyStore(store, "development"), Tls.pem(certificate, pem))) {
                try (StatorServer server = StatorServer.start(
                        client, ServerConfig.on(0, AccessKeys.of()).withTls(tls))) {
                    assertThat(health(certificate, server.port(), HttpClient.Version.HTTP_2)
                                    .statusCode())
                            .isEqualTo(200);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aConnectionWhoseEncryptionDoesNotComeAboutIsEnded(boolean trickles) throws Exception {
        Tls tls = Tls.development(directory);
        ServerConfig config =
                ServerConfig.on(0, AccessKeys.of()).withTls(tls).withLimit(ServerLimit.HANDSHAKE_MILLIS, 200);
        byte[] hello = {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3};
        try (Client client = Stator.inMemory();
                StatorServer server = StatorServer.start(client, config);
                Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(20);
            int read = 0;
            int sent = 0;
            while (read >= 0) {
                try {
                    if (trickles && sent < hello.length) {
                        socket.getOutputStream().write(hello[sent++]);
                    }
                    read = socket.getInputStream().read();
                } catch (SocketTimeoutException stillOpen) {
                    continue;
                } catch (SocketException ended) {
                    break;
                }
            }
            assertThat(health(
                                    directory.resolve("development-certificate.pem"),
                                    server.port(),
                                    HttpClient.Version.HTTP_2)
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void whatIsNoCertificateIsRefused() throws Exception {
        Tls.development(directory).load();
        Path certificate = directory.resolve("development-certificate.pem");
        Path other = directory.resolve("other.pem");
        Files.writeString(other, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        Path store = directory.resolve("development-key.p12");
        for (Tls tls : List.of(
                Tls.keyStore(directory.resolve("none.p12"), "secret"),
                Tls.keyStore(store, "another password"),
                Tls.keyStore(other, "secret"),
                Tls.pem(certificate, certificate),
                Tls.pem(certificate, other),
                Tls.pem(other, other),
                Tls.pem(directory, certificate))) {
            assertThatThrownBy(tls::load)
                    .isInstanceOf(Anomaly.Incorrect.class)
                    .hasMessageContaining("cannot be used")
                    .hasMessageNotContaining("another password");
        }
    }
}
