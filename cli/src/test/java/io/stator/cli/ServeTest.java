package io.stator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.cli.Command.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code stator serve} in a process of its own, and {@code stator key} beside it. */
final class ServeTest {
    private static final int WAIT_SECONDS_MAX = 120;

    @TempDir
    private Path directory;

    private Process start(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.stator.cli.Main",
                "--data",
                directory.toString(),
                "serve",
                "--port",
                "0"));
        command.addAll(List.of(options));
        return new ProcessBuilder(command).start();
    }

    private static String after(BufferedReader reader, String beginning) throws IOException {
        StringBuilder read = new StringBuilder();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            read.append(line).append('\n');
            int at = line.indexOf(beginning);
            if (at >= 0) {
                return line.substring(at + beginning.length());
            }
        }
        throw new AssertionError("must say " + beginning + ": " + read);
    }

    private HttpClient trusting() throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(directory.resolve("development-certificate.pem"))) {
            trusted.setCertificateEntry(
                    "server", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    private static HttpResponse<String> send(HttpClient http, HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aSystemIsServedUntilTheProcessIsToldToEnd() throws Exception {
        Process process = start();
        try {
            URI uri = URI.create(after(process.errorReader(), " at ").replaceFirst(";.*", ""));
            assertThat(after(process.errorReader(), "clients must trust ")).endsWith("development-certificate.pem");
            HttpClient http = trusting();
            assertThat(send(http, HttpRequest.newBuilder(uri.resolve("/ready"))).body())
                    .isEqualTo("ready\n");
            HttpResponse<String> unsigned = send(
                    http,
                    HttpRequest.newBuilder(uri.resolve("/"))
                            .header("content-type", "application/transit+msgpack")
                            .POST(HttpRequest.BodyPublishers.ofString("a")));
            assertThat(unsigned.statusCode()).isEqualTo(403);
            BufferedReader log = process.inputReader(StandardCharsets.UTF_8);
            assertThat(log.readLine()).startsWith("{\"time\":").contains("\"status\":403", "\"reason\":\"unsigned\"");
            process.toHandle().destroy();
            assertThat(process.waitFor(WAIT_SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isIn(130, 143);
        } finally {
            process.destroyForcibly();
        }
        assertThat(new Command(directory).run("databases").code()).isZero();
    }

    @Test
    void keysAreMadeListedAndRevoked() {
        Command command = new Command(directory);
        Outcome made = command.run("key", "create", "me", "--role", "admin", "--role", "db-read:films");
        assertThat(made.code()).isZero();
        assertThat(made.lines()).hasSize(2);
        assertThat(made.lines().get(0)).isEqualTo("access-key me");
        String secret = made.lines().get(1).replaceFirst("secret +", "");
        assertThat(secret).hasSizeGreaterThan(40);
        Outcome listed = command.run("key", "list");
        assertThat(listed.lines()).containsExactly("me  admin db-read:films");
        assertThat(listed.out()).doesNotContain(secret);
        assertThat(command.run("key", "create", "me", "--role", "admin").code()).isEqualTo(6);
        assertThat(command.run("key", "revoke", "me").out()).isEqualTo("revoked me\n");
        assertThat(command.run("key", "revoke", "me").code()).isEqualTo(3);
        assertThat(command.run("key", "list").out()).isEmpty();
    }

    @Test
    void wrongCommandLinesAreRefused() {
        Command command = new Command(directory);
        for (List<String> arguments : List.of(
                List.of("key", "create"),
                List.of("key", "create", "me"),
                List.of("key", "create", "me", "--role", "root"),
                List.of("key", "create", "a b", "--role", "admin"),
                List.of("key", "list", "me"),
                List.of("key", "revoke"),
                List.of("key", "revoke", "me", "--role", "admin"),
                List.of("serve", "--port", "70000"),
                List.of("serve", "--server-limit", "none=1"),
                List.of("serve", "--server-limit", "request-bytes"),
                List.of("serve", "--server-limit", "request-bytes=x"),
                List.of("serve", "--certificate", "a.pem"),
                List.of("serve", "--no-tls", "--key-store", "a"),
                List.of("serve", "--key-store", "none.p12"),
                List.of("serve", "--clock-skew", "-1"))) {
            Outcome outcome = command.run(arguments.toArray(String[]::new));
            assertThat(outcome.code()).as("%s: %s", arguments, outcome.err()).isEqualTo(1);
            assertThat(outcome.err()).startsWith("stator: incorrect: ");
        }
        assertThat(command.run("key", "destroy").code()).isEqualTo(2);
        assertThat(command.run("serve", "--port", "x").code()).isEqualTo(2);
    }
}
