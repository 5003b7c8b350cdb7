package io.stator.client;

import static io.stator.client.LyingServer.bytes;
import static io.stator.client.LyingServer.silence;
import static io.stator.client.LyingServer.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.ClientConfig;
import io.stator.Credentials;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A thread that waits for a call does its exchange itself, and can be told to stop at any moment of it. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class DirectExchangeTest {
    private static final LyingServer.Line NAMES = value("{:result [\"films\"]}");
    private static final long PATIENCE_SECONDS = 60;
    private static final Duration SHORT = Duration.ofMillis(200);

    private static boolean isExchanging(Thread thread) {
        return Stream.of(thread.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(DirectConnection.class.getName()));
    }

    private static Thread asking(Client client, AtomicReference<Throwable> outcome) {
        Thread thread = new Thread(() -> {
            try {
                client.listDatabases();
            } catch (Throwable failure) {
                outcome.set(failure);
            }
        });
        thread.start();
        return thread;
    }

    @Test
    void anInterruptEndsAnExchangeAndLeavesTheClientUsable() throws Exception {
        try (LyingServer server = LyingServer.start(silence(""), NAMES)) {
            Client client = server.client();
            AtomicReference<Throwable> outcome = new AtomicReference<>();
            Thread thread = asking(client, outcome);
            while (server.requests().isEmpty() || !isExchanging(thread)) {
                Thread.onSpinWait();
            }
            thread.interrupt();
            thread.join();
            assertThat(outcome.get()).isInstanceOf(Anomaly.Interrupted.class);
            assertThat(server.gone().poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(client.listDatabases()).containsExactly("films");
        }
    }

    @Test
    void aThreadThatIsInterruptedAlreadyAsksNothing() {
        try (LyingServer server = LyingServer.start(NAMES)) {
            Client client = server.client();
            Thread.currentThread().interrupt();
            assertThatThrownBy(client::listDatabases).isInstanceOf(Anomaly.Interrupted.class);
            assertThat(Thread.interrupted())
                    .as("the thread stays interrupted, as it does embedded")
                    .isTrue();
            assertThat(client.listDatabases()).containsExactly("films");
        }
    }

    @Test
    void aThreadThatIsInterruptedWhileItWaitsForItsTurnTakesNone() throws Exception {
        LyingServer.Line[] script = new LyingServer.Line[ClientLimits.EXCHANGES + 1];
        java.util.Arrays.fill(script, silence(""));
        script[ClientLimits.EXCHANGES] = NAMES;
        try (LyingServer server = LyingServer.start(script)) {
            Client client = server.client();
            List<CompletableFuture<?>> held = new ArrayList<>();
            for (int i = 0; i < ClientLimits.EXCHANGES; i++) {
                held.add(client.listDatabasesAsync());
            }
            while (server.requests().size() < ClientLimits.EXCHANGES) {
                Thread.onSpinWait();
            }
            AtomicReference<Throwable> outcome = new AtomicReference<>();
            Thread waiting = asking(client, outcome);
            while (waiting.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            waiting.interrupt();
            waiting.join();
            assertThat(outcome.get()).isInstanceOf(Anomaly.Interrupted.class);
            FutureTask<List<String>> next = new FutureTask<>(client::listDatabases);
            Thread thread = new Thread(next);
            thread.start();
            while (thread.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            assertThat(server.requests()).hasSize(ClientLimits.EXCHANGES);
            held.get(0).cancel(true);
            assertThat(next.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).containsExactly("films");
            held.forEach(future -> future.cancel(true));
        }
    }

    @Test
    void aConnectionIsUsedAgainUntilTheServerEndsIt() throws Exception {
        LyingServer.Line last = (request, socket) -> {
            NAMES.answer(request, socket);
            throw new IOException("closed by the script");
        };
        LyingServer.Line created = value("{:result true}");
        try (LyingServer server = LyingServer.start(NAMES, last, created)) {
            Client client = server.client();
            assertThat(client.listDatabases()).containsExactly("films");
            assertThat(client.listDatabases()).containsExactly("films");
            assertThat(server.gone().poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(client.createDatabase("films")).isTrue();
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void aConnectionIsNotUsedAgainWhenTheServerSaysSoOrSaysTooMuch() {
        byte[] body = "{:result [\"films\"]}".getBytes(StandardCharsets.UTF_8);
        String answer = "HTTP/1.1 200 OK\r\ncontent-type: application/edn\r\ncontent-length: " + body.length + "\r\n";
        LyingServer.Line ends = (request, socket) -> socket.getOutputStream()
                .write((answer + "connection: close\r\n\r\n" + new String(body, StandardCharsets.UTF_8))
                        .getBytes(StandardCharsets.UTF_8));
        LyingServer.Line goesOn = (request, socket) -> socket.getOutputStream()
                .write((answer + "\r\n" + new String(body, StandardCharsets.UTF_8) + answer)
                        .getBytes(StandardCharsets.UTF_8));
        try (LyingServer server = LyingServer.start(ends, goesOn, NAMES)) {
            Client client = server.client();
            for (int i = 0; i < 3; i++) {
                assertThat(client.listDatabases()).containsExactly("films");
            }
            assertThat(server.connections()).isEqualTo(3);
        }
    }

    @Test
    void whatAServerSaysBeforeItsAnswerIsPassedOver() {
        LyingServer.Line early = (request, socket) -> {
            socket.getOutputStream()
                    .write("HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            NAMES.answer(request, socket);
        };
        try (LyingServer server = LyingServer.start(early)) {
            assertThat(server.client().listDatabases()).containsExactly("films");
        }
        String hint = "HTTP/1.1 103 Early Hints\r\n\r\n";
        try (LyingServer server = LyingServer.start(LyingServer.endless(hint, hint.getBytes(StandardCharsets.UTF_8)))) {
            Client client = server.client().withTimeout(SHORT);
            assertThatThrownBy(client::listDatabases).isInstanceOf(Anomaly.Unavailable.class);
        }
    }

    @Test
    void whatIsSentBackAsARedirectIsNotFollowed() {
        try (LyingServer server = LyingServer.start(
                bytes("HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n"))) {
            Client client = server.client();
            assertThatThrownBy(client::listDatabases).isInstanceOf(Anomaly.Fault.class);
            assertThatThrownBy(() -> client.listDatabasesAsync().join()).hasCauseInstanceOf(Anomaly.Fault.class);
        }
    }

    @Test
    void aProxyThatJavaIsToldToUseIsUsed() {
        ProxySelector before = ProxySelector.getDefault();
        try (LyingServer proxy = LyingServer.start(NAMES)) {
            ProxySelector.setDefault(new ProxySelector() {
                @Override
                public List<Proxy> select(URI uri) {
                    return List.of(new Proxy(
                            Proxy.Type.HTTP,
                            new InetSocketAddress(
                                    "127.0.0.1", proxy.config().endpoint().getPort())));
                }

                @Override
                public void connectFailed(URI uri, SocketAddress address, IOException failure) {
                    throw new IllegalStateException(failure);
                }
            });
            ClientConfig config =
                    ClientConfig.of("http://database.invalid:8998").withCredentials(Credentials.of("key", "secret"));
            Link link = new Link(config, InstantSource.system(), Link.Pauses.STANDARD, LyingServer.LIMITS);
            assertThat(new RemoteClient(link, config.timeout()).listDatabases()).containsExactly("films");
            assertThat(proxy.heads().get(0)).startsWith("POST http://database.invalid:8998/ HTTP/1.1");
        } finally {
            ProxySelector.setDefault(before);
        }
    }

    @Test
    void whatComesTooLateForACallerIsDoneElsewhere() {
        List<Runnable> late = new ArrayList<>();
        Caller[] kept = new Caller[1];
        String answer = Caller.call(late::add, Deadline.after(SHORT), io.stator.client.wire.Operation.Q, terms -> {
            kept[0] = terms.caller();
            kept[0].execute(() -> {});
            return CompletableFuture.completedFuture("done");
        });
        assertThat(answer).isEqualTo("done");
        assertThat(late).hasSize(1);
        kept[0].execute(() -> {});
        assertThat(late).hasSize(2);
    }
}
