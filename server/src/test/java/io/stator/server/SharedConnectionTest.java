package io.stator.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Functions;
import io.stator.edn.Edn;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests over one connection of HTTP/2 do not wait for each other, and do not suffer from each other. */
final class SharedConnectionTest {
    private static final String HELD = "{:op :q CONTEXT :query [:find ?x :where [(test/hold) ?x]] :args [{CONTEXT}]";
    private static final String NAMES = "{:op :datomic.catalog/list-dbs}";

    @TempDir
    Path directory;

    private HttpClient client() throws Exception {
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
        return HttpClient.newBuilder()
                .sslContext(context)
                .version(HttpClient.Version.HTTP_2)
                .build();
    }

    private static CompletableFuture<TestServer.Answer> ask(TestServer server, HttpClient http, String request) {
        HttpRequest signed =
                server.signed(TestServer.ADMIN, (Map<?, ?>) Edn.read(request.replace("CONTEXT", server.context())));
        return http.sendAsync(signed, HttpResponse.BodyHandlers.ofByteArray()).thenApply(TestServer::answer);
    }

    @Test
    void aRequestThatTakesLongHoldsUpNoOther() throws Exception {
        int held = 16;
        CountDownLatch entered = new CountDownLatch(held);
        CountDownLatch free = new CountDownLatch(1);
        Functions functions = Functions.none().withQueryFunction("test/hold", arguments -> {
            entered.countDown();
            await(free);
            return 1L;
        });
        try (TestServer server = TestServer.start(functions, config -> config.withTls(Tls.development(directory)))) {
            HttpClient http = client();
            assertThat(ask(server, http, NAMES).get().response().version()).isEqualTo(HttpClient.Version.HTTP_2);
            List<CompletableFuture<TestServer.Answer>> answers = new ArrayList<>();
            for (int i = 0; i < held; i++) {
                answers.add(ask(server, http, HELD + "}"));
            }
            entered.await();
            assertThat(ask(server, http, NAMES).get().status()).isEqualTo(200);
            free.countDown();
            for (CompletableFuture<TestServer.Answer> answer : answers) {
                assertThat(answer.get().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void whatRunsOutOfTimeEndsNoOther() throws Exception {
        CountDownLatch free = new CountDownLatch(1);
        Functions functions = Functions.none().withQueryFunction("test/hold", arguments -> {
            await(free);
            return 1L;
        });
        try (TestServer server = TestServer.start(functions, config -> config.withTls(Tls.development(directory)))) {
            HttpClient http = client();
            ask(server, http, NAMES).get();
            CompletableFuture<TestServer.Answer> other = ask(server, http, HELD + "}");
            for (int i = 0; i < 10; i++) {
                TestServer.Answer late =
                        ask(server, http, HELD + " :timeout 20}").get();
                assertThat(late.category()).isEqualTo("unavailable");
                assertThat(late.response().version()).isEqualTo(HttpClient.Version.HTTP_2);
            }
            free.countDown();
            assertThat(other.get().status()).isEqualTo(200);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
