package io.stator.client;

import static io.stator.client.LyingServer.answer;
import static io.stator.client.LyingServer.bytes;
import static io.stator.client.LyingServer.endless;
import static io.stator.client.LyingServer.silence;
import static io.stator.client.LyingServer.status;
import static io.stator.client.LyingServer.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.ClientConfig;
import io.stator.Connection;
import io.stator.Credentials;
import io.stator.Index;
import io.stator.Stator;
import io.stator.TxData;
import io.stator.client.wire.Operation;
import io.stator.client.wire.WireKeys;
import io.stator.client.wire.WireRequest;
import io.stator.edn.Keyword;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a client makes of servers that fail, lie, or say nothing; and what it tries again. Threads that wait do their exchanges themselves, all others are done by the
 * HTTP client of Java: what the one makes of a server, the other does.
 */
@ParameterizedClass(name = "{0}")
@EnumSource
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class TransportTest {
    /** How calls are made. */
    enum Way {
        BLOCKING,
        ASYNCHRONOUS
    }

    private static final LyingServer.Line NAMES = value("{:result [\"films\"]}");
    private static final LyingServer.Line RESOLVED = value("{:database-id \"id-of-films\"}");
    private static final LyingServer.Line STATUS = value("{:t 1000, :next-t 1001, :database-id \"id-of-films\"}");
    private static final String CHUNKED =
            "HTTP/1.1 200 OK\r\ncontent-type: application/transit+msgpack\r\ntransfer-encoding: chunked\r\n\r\n";
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final long PATIENCE_SECONDS = 60;

    private final Way way;

    TransportTest(Way way) {
        this.way = way;
    }

    private Client facing(Client client) {
        return way == Way.BLOCKING ? client : AsyncTwins.of(client);
    }

    private Client client(LyingServer server) {
        return facing(server.client());
    }

    private static List<Operation> operations(LyingServer server) {
        return server.requests().stream().map(WireRequest::operation).toList();
    }

    private Connection connected(LyingServer server) {
        return client(server).connect("films");
    }

    @Test
    void whatMayBeDoneTwiceIsTriedAgainWhenTheServerIsUnavailable() {
        try (LyingServer server = LyingServer.start(status(503), status(502), status(504), NAMES)) {
            assertThat(client(server).listDatabases()).containsExactly("films");
            assertThat(server.requests()).hasSize(4);
        }
    }

    @Test
    void afterTwentyAttemptsMoreItIsGivenUp() {
        try (LyingServer server = LyingServer.start(status(503))) {
            assertThatThrownBy(() -> client(server).listDatabases()).isInstanceOf(Anomaly.Unavailable.class);
            assertThat(server.requests()).hasSize(21);
        }
    }

    @Test
    void whatMustNotBeDoneTwiceIsNot() {
        try (LyingServer server = LyingServer.start(status(503))) {
            assertThatThrownBy(() -> client(server).createDatabase("films")).isInstanceOf(Anomaly.Unavailable.class);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void aBusyServerIsAskedThreeTimesMoreWhateverItIsAsked() {
        try (LyingServer server = LyingServer.start(status(429), status(429), status(429), value("{:result true}"))) {
            assertThat(client(server).createDatabase("films")).isTrue();
        }
        try (LyingServer server = LyingServer.start(status(429))) {
            assertThatThrownBy(() -> client(server).createDatabase("films")).isInstanceOf(Anomaly.Busy.class);
            assertThat(server.requests()).hasSize(4);
        }
    }

    @Test
    void aClosedClientFailsWhateverMayBeRepeated() {
        try (LyingServer server = LyingServer.start(status(503))) {
            Client client = client(server);
            client.close();
            assertThatThrownBy(() -> client.connect("films")).hasMessageContaining("closed");
            assertThatThrownBy(client::listDatabases).hasMessageContaining("closed");
            assertThatThrownBy(() -> client.listDatabasesAsync().join()).hasMessageContaining("closed");
        }
    }

    @Test
    void whoRepeatsCallsThemselvesIsToldAtOnce() {
        try (LyingServer server = LyingServer.start(status(429))) {
            Client client = client(server).withoutRetries();
            assertThatThrownBy(() -> client.createDatabase("films")).isInstanceOf(Anomaly.Busy.class);
            assertThat(server.requests()).hasSize(1);
            assertThatThrownBy(() -> client.listDatabasesAsync().join()).hasCauseInstanceOf(Anomaly.Busy.class);
            assertThat(server.requests()).hasSize(2);
        }
        try (LyingServer server = LyingServer.start(status(503))) {
            Client client = client(server).withoutRetries().withTimeout(Duration.ofSeconds(50));
            assertThatThrownBy(client::listDatabases).isInstanceOf(Anomaly.Unavailable.class);
            assertThat(server.requests()).hasSize(1);
        }
        try (LyingServer server = LyingServer.start(RESOLVED, STATUS, status(429))) {
            Connection connection = client(server).withoutRetries().connect("films");
            assertThatThrownBy(() -> connection.transact(TxData.of())).isInstanceOf(Anomaly.Busy.class);
            assertThatThrownBy(() -> connection.db().q("[:find ?e :where [?e 10]]"))
                    .isInstanceOf(Anomaly.Busy.class);
            assertThat(server.requests()).hasSize(4);
        }
    }

    @Test
    void theyAreThePausesOfDatomicsClients() {
        assertThat(Link.Pauses.STANDARD).isEqualTo(new Link.Pauses(100, 3_000));
    }

    @Test
    void aTransactionWhoseAnswerIsLostIsNotSentAgain() {
        try (LyingServer server = LyingServer.start(RESOLVED, STATUS, bytes(""))) {
            Connection connection = connected(server);
            Throwable failure = catchThrowable(() -> connection.transact(TxData.of()));
            assertThat(failure).isInstanceOf(Anomaly.Unavailable.class);
            assertThat(((Anomaly) failure).data()).containsEntry(Connection.OUTCOME, Keyword.of("unknown"));
            assertThat(operations(server)).containsExactly(Operation.RESOLVE_DB, Operation.STATUS, Operation.TRANSACT);
        }
    }

    @Test
    void aTransactionWithAnIdIsSentAgainUnderThatId() {
        LyingServer.Line report = value("{:db-before {:t 1000} :db-after {:t 1001} :tx-data [] :tempids {\"a\" 17}}");
        try (LyingServer server = LyingServer.start(RESOLVED, STATUS, bytes(""), status(503), report)) {
            Connection connection = connected(server);
            assertThat(connection.transact(TxData.of().withSubmissionId("one")).tempids())
                    .containsEntry("a", 17L);
            assertThat(server.requests().subList(2, 5))
                    .allSatisfy(
                            request -> assertThat(request.get(WireKeys.TX_ID)).isEqualTo("one"));
            assertThat(connection.db().t()).isEqualTo(1001);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "403, FORBIDDEN",
        "404, INCORRECT",
        "400, INCORRECT",
        "429, BUSY",
        "500, FAULT",
        "501, FAULT",
        "503, UNAVAILABLE"
    })
    void theStatusSaysWhatABodyDoesNot(int status, Anomaly.Category category) {
        try (LyingServer server = LyingServer.start(status(status))) {
            Throwable failure = catchThrowable(() -> client(server).createDatabase("films"));
            assertThat(((Anomaly) failure).category()).isEqualTo(category);
            assertThat(failure).hasMessageContaining("so it is").hasMessageContaining("127.0.0.1");
        }
    }

    @Test
    void anAnomalyInTheBodyCountsWhateverTheStatus() {
        String anomaly = "{:cognitect.anomalies/category :cognitect.anomalies/conflict, :cognitect.anomalies/message"
                + " \"no\", :db/error :db.error/cas-failed}";
        try (LyingServer server = LyingServer.start(value(anomaly))) {
            assertThatThrownBy(() -> client(server).createDatabase("films"))
                    .isInstanceOfSatisfying(
                            Anomaly.Conflict.class,
                            conflict -> assertThat(conflict.error()).isEqualTo(Keyword.of("db.error", "cas-failed")));
        }
    }

    @Test
    void aServerThatSaysNothingIsLeftWhenTheTimeIsOver() throws InterruptedException {
        try (LyingServer server = LyingServer.start(silence(""))) {
            long begin = System.nanoTime();
            assertThatThrownBy(() -> client(server).withTimeout(SHORT).listDatabases())
                    .isInstanceOf(Anomaly.Unavailable.class)
                    .hasMessageContaining("Total timeout elapsed");
            assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(SHORT.toNanos());
            assertThat(server.gone().poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aServerThatStopsInTheMiddleIsLeftWhenTheTimeIsOver() {
        try (LyingServer server = LyingServer.start(silence(CHUNKED + "1\r\n\u0001\r\n"))) {
            assertThatThrownBy(() -> client(server).withTimeout(SHORT).createDatabase("films"))
                    .isInstanceOf(Anomaly.Unavailable.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf",
                "HTTP/1.1 200 OK\r\ncontent-le",
                "what is this\r\n\r\n"
            })
    void anAnswerThatIsCutShortMeansThatTheServerIsUnavailable(String answer) {
        try (LyingServer server = LyingServer.start(bytes(answer))) {
            assertThatThrownBy(() -> client(server).createDatabase("films"))
                    .isInstanceOf(Anomaly.Unavailable.class)
                    .hasMessageContaining("127.0.0.1");
        }
    }

    @Test
    void anAnswerWithoutEndIsRefused() throws InterruptedException {
        byte[] chunk = ("10000\r\n" + "x".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        try (LyingServer server = LyingServer.start(endless(CHUNKED, chunk))) {
            assertThatThrownBy(() -> client(server).listDatabases())
                    .isInstanceOf(Anomaly.Unsupported.class)
                    .hasMessageContaining("1048576 bytes");
            assertThat(server.gone().poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void anAnswerOfAnotherKindIsAFaultThatNamesIt() {
        try (LyingServer server = LyingServer.start(answer(200, "text/html; charset=utf-8", new byte[10]))) {
            assertThatThrownBy(() -> client(server).listDatabases())
                    .isInstanceOf(Anomaly.Fault.class)
                    .hasMessageContaining("text/html");
        }
    }

    @Test
    void garbageIsAFault() {
        byte[] nested = new byte[5_000];
        java.util.Arrays.fill(nested, (byte) 0x91);
        for (byte[] garbage : List.of(new byte[0], new byte[] {(byte) 0xc1, 1, 2}, nested)) {
            try (LyingServer server = LyingServer.start(answer(200, "application/transit+msgpack", garbage))) {
                assertThatThrownBy(() -> client(server).listDatabases()).isInstanceOf(Anomaly.Fault.class);
            }
        }
        for (String message : List.of("nil", "[]", "{}", "{:result 5}")) {
            try (LyingServer server = LyingServer.start(value(message))) {
                assertThatThrownBy(() -> client(server).listDatabases()).isInstanceOf(Anomaly.Fault.class);
            }
        }
    }

    @Test
    void answersInJsonAndEdnAreRead() {
        byte[] edn = "{:result [\"b\" \"a\"]}".getBytes(StandardCharsets.UTF_8);
        byte[] json = "[\"^ \",\"~:result\",[\"a\",\"b\"]]".getBytes(StandardCharsets.UTF_8);
        try (LyingServer server = LyingServer.start(
                answer(200, "application/edn", edn),
                answer(200, "application/transit+json;charset=utf-8", json),
                answer(200, "application/edn", "[".repeat(100_000).getBytes(StandardCharsets.UTF_8)))) {
            Client client = client(server);
            assertThat(client.listDatabases()).containsExactly("a", "b");
            assertThat(client.listDatabases()).containsExactly("a", "b");
            assertThatThrownBy(client::listDatabases).isInstanceOf(Anomaly.Fault.class);
        }
    }

    @Test
    void chunksThatDoNotGoOnAreAFault() {
        LyingServer.Line empty = value("{:data [] :next-offset 0 :next-token \"x\" :chunk 10}");
        LyingServer.Line back = value("{:data [[1]] :next-offset 5 :next-token \"x\" :chunk 10}");
        try (LyingServer server = LyingServer.start(RESOLVED, STATUS, empty)) {
            var results = connected(server).db().datoms(Index.EAVT);
            assertThatThrownBy(results::list).isInstanceOf(Anomaly.Fault.class).hasMessageContaining("chunks without");
        }
        try (LyingServer server = LyingServer.start(back, back)) {
            var results = client(server).query("[:find ?x :in [?x ...]]", List.of(1));
            assertThatThrownBy(results::list).isInstanceOf(Anomaly.Fault.class).hasMessageContaining(":next-offset");
        }
    }

    @Test
    void aServerThatSendsMoreThanAskedForIsCutShort() {
        try (LyingServer server = LyingServer.start(value("{:data [[1] [2] [3] [4]]}"))) {
            var results = client(server).query("[:find ?x :in [?x ...]]", List.of(1));
            assertThat(results.limit(3).chunk(2).as(Long.class).list()).containsExactly(1L, 2L, 3L);
            assertThat(results.first())
                    .hasValueSatisfying(row -> assertThat(row.integer(0)).isEqualTo(1));
        }
    }

    @Test
    void newCredentialsAreTriedOnceWhenTheServerForbids() {
        AtomicInteger asked = new AtomicInteger();
        try (LyingServer server = LyingServer.start(status(403), NAMES, status(403))) {
            Client client = facing(
                    server.client(() -> Credentials.of(LyingServer.ACCESS_KEY + asked.incrementAndGet(), "secret")));
            assertThat(client.listDatabases()).containsExactly("films");
            assertThat(server.heads().get(1)).contains("Credential=the-key2/");
            assertThatThrownBy(client::listDatabases).isInstanceOf(Anomaly.Forbidden.class);
            assertThat(server.requests()).hasSize(4);
        }
        try (LyingServer server = LyingServer.start(status(403))) {
            assertThatThrownBy(() -> client(server).listDatabases()).isInstanceOf(Anomaly.Forbidden.class);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void noTextHoldsTheSecret() {
        try (LyingServer server = LyingServer.start(status(403))) {
            Client client = client(server);
            StringBuilder text = new StringBuilder();
            for (Throwable each = catchThrowable(client::listDatabases); each != null; each = each.getCause()) {
                text.append(each);
            }
            text.append(client).append(server.config());
            assertThat(text.toString()).contains("so it is").doesNotContain(LyingServer.SECRET);
            assertThat(server.heads().get(0)).doesNotContain(LyingServer.SECRET);
        }
    }

    @Test
    void aWaitForABasisEndsWithItsTimeAndSaysWhatThereIs() {
        try (LyingServer server = LyingServer.start(RESOLVED, STATUS)) {
            Connection connection = client(server).connect("films");
            long start = System.nanoTime();
            assertThatThrownBy(() -> connection.sync(2000, SHORT))
                    .isInstanceOf(Anomaly.Unavailable.class)
                    .hasMessageContaining("does not yet have t=2000, its basis is 1000");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(SHORT);
        }
    }

    @Test
    void cancellingAFutureEndsTheExchange() throws Exception {
        try (LyingServer server = LyingServer.start(silence(CHUNKED))) {
            CompletableFuture<List<String>> names = client(server).listDatabasesAsync();
            while (server.requests().isEmpty()) {
                Thread.onSpinWait();
            }
            assertThat(names.cancel(true)).isTrue();
            assertThat(server.gone().poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void whatDependsOnAFutureRunsInThreadsThatAreThereForIt() throws Exception {
        try (LyingServer server = LyingServer.start(NAMES)) {
            String thread = client(server)
                    .listDatabasesAsync()
                    .thenApply(names -> Thread.currentThread().getName())
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(thread)
                    .satisfiesAnyOf(
                            name -> assertThat(name).startsWith("stator-client-completion"),
                            name -> assertThat(name)
                                    .isEqualTo(Thread.currentThread().getName()));
        }
    }

    @Test
    void aClosedClientSaysSo() {
        try (LyingServer server = LyingServer.start(NAMES)) {
            Client client = client(server);
            client.close();
            client.close();
            assertThatThrownBy(client::listDatabases)
                    .isInstanceOf(Anomaly.Unavailable.class)
                    .hasMessageContaining("closed");
        }
    }

    private Client at(String endpoint) {
        return facing(Stator.connect(ClientConfig.of(endpoint)
                .withTimeout(Duration.ofSeconds(10))
                .withCredentials(Credentials.of("key", "secret"))));
    }

    @Test
    void whatKeepsAClientFromConnectingIsNamed() {
        assertThatThrownBy(() -> at("https://no-such-host.invalid:8998/").createDatabase("films"))
                .isInstanceOf(Anomaly.NotFound.class)
                .hasMessageContaining("no-such-host.invalid:8998");
        int port;
        try (LyingServer server = LyingServer.start(NAMES)) {
            port = server.config().endpoint().getPort();
            assertThatThrownBy(() -> Stator.connect(server.config()).listDatabases())
                    .isInstanceOf(Anomaly.Forbidden.class)
                    .hasMessageContaining("withCredentials");
        }
        assertThatThrownBy(() -> at("http://127.0.0.1:" + port).createDatabase("films"))
                .isInstanceOf(Anomaly.Unavailable.class)
                .hasMessageContaining("nothing listens at http://127.0.0.1:" + port);
        assertThatThrownBy(() -> Stator.connect(ClientConfig.of("localhost:1").withProxyPort(1080)))
                .isInstanceOf(Anomaly.Unsupported.class)
                .hasMessageContaining("ssh -L");
    }
}
