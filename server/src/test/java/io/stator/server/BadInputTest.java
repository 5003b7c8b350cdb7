package io.stator.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.client.wire.HttpNames;
import io.stator.client.wire.Transit;
import io.stator.edn.Edn;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What no honest client sends is refused with the status and the anomaly that fit, and costs no more than its bytes. */
final class BadInputTest {
    private static final String LIST = "{:op :datomic.catalog/list-dbs}";
    private static final Map<String, String> TYPE = Map.of("content-type", Transit.MEDIA_TYPE);
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private static TestServer start() {
        return TestServer.start(config -> config.withLimit(ServerLimit.REQUEST_BYTES, 100_000));
    }

    private static void assertRefused(TestServer.Answer answer, int status, String category) {
        assertThat(answer.status()).as("%s", answer.value()).isEqualTo(status);
        assertThat(answer.category()).isEqualTo(category);
        assertThat(answer.value().toString()).doesNotContain("the secret of");
    }

    private static TestServer.Answer send(TestServer server, HttpRequest request) {
        return TestServer.answer(server.send(request));
    }

    private static byte[] body(String request) {
        return Transit.write(
                Edn.read(request), io.stator.client.wire.Dialect.DATOMIC, io.stator.client.wire.WireLimits.ofAnswers());
    }

    @Test
    void whoDoesNotSignOrSignsWronglyIsForbidden() {
        try (TestServer server = start()) {
            byte[] list = body(LIST);
            AccessKey wrong = new AccessKey("admin", "another secret", TestServer.ADMIN.roles());
            AccessKey unknown = TestServer.key("nobody", "admin");
            Map<String, String> basic = new HashMap<>(TYPE);
            basic.put(HttpNames.AUTHORIZATION, "Basic YWRtaW46YWRtaW4=");
            Instant now = Instant.now();
            for (HttpRequest request : List.of(
                    server.unsigned(list, TYPE),
                    server.unsigned(list, basic),
                    server.signed(wrong, list, TYPE, now),
                    server.signed(unknown, list, TYPE, now),
                    server.signed(TestServer.ADMIN, list, TYPE, now.minusSeconds(301)),
                    server.signed(TestServer.ADMIN, list, TYPE, now.plusSeconds(330)),
                    replayedWithAnotherBody(server, now))) {
                assertRefused(send(server, request), 403, "forbidden");
            }
            assertThat(server.log()).extracting(RequestEntry::status).containsOnly(403);
            assertThat(server.log())
                    .extracting(RequestEntry::reason)
                    .containsExactly("unsigned", "unsigned", "signature", "key", "time", "time", "body");
            assertThat(server.log().toString()).doesNotContain("secret");
        }
    }

    private static HttpRequest replayedWithAnotherBody(TestServer server, Instant now) {
        HttpRequest signed = server.signed(TestServer.ADMIN, body(LIST), TYPE, now);
        Map<String, String> headers = new HashMap<>();
        signed.headers().map().forEach((name, values) -> headers.put(name, values.get(0)));
        return server.unsigned(body("{:op :datomic.catalog/delete-db :db-name \"films\"}"), headers);
    }

    @Test
    void whatIsTooLargeIsRefused() {
        try (TestServer server = start()) {
            byte[] large = new byte[100_001];
            TestServer.Answer told = send(server, server.signed(TestServer.ADMIN, large, TYPE, Instant.now()));
            assertRefused(told, 413, "incorrect");
            assertThat(told.message()).isEqualTo("a request must have at most 100000 bytes (request-bytes)");
            HttpRequest inParts = HttpRequest.newBuilder(server.server().uri())
                    .header("content-type", Transit.MEDIA_TYPE)
                    .header(HttpNames.AUTHORIZATION, authorization(server))
                    .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(large)))
                    .build();
            assertRefused(send(server, inParts), 413, "incorrect");
            assertThat(server.ask(LIST).status()).isEqualTo(200);
        }
    }

    private static String authorization(TestServer server) {
        return server.signed(TestServer.ADMIN, new byte[0], TYPE, Instant.now())
                .headers()
                .firstValue(HttpNames.AUTHORIZATION)
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"text/plain", "application/transit+json", "application/edn", "''"})
    void anotherMediaTypeIsRefused(String type) {
        try (TestServer server = start()) {
            Map<String, String> headers = type.isEmpty() ? Map.of() : Map.of("content-type", type);
            assertRefused(
                    send(server, server.signed(TestServer.ADMIN, body(LIST), headers, Instant.now())),
                    415,
                    "incorrect");
        }
    }

    @Test
    void whatIsCompressedIsRefusedUnread() throws IOException {
        try (TestServer server = start()) {
            ByteArrayOutputStream bomb = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
                gzip.write(new byte[10_000_000]);
            }
            Map<String, String> headers = new HashMap<>(TYPE);
            headers.put("content-encoding", "gzip");
            assertRefused(
                    send(server, server.signed(TestServer.ADMIN, bomb.toByteArray(), headers, Instant.now())),
                    415,
                    "incorrect");
        }
    }

    @Test
    void whatIsNoMessageIsRefused() {
        try (TestServer server = start()) {
            byte[] deep = new byte[50_000];
            Arrays.fill(deep, (byte) 0x91);
            byte[] declared = {(byte) 0xdd, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff};
            byte[] truncated = Arrays.copyOf(body(LIST), body(LIST).length - 1);
            for (byte[] body :
                    List.of(deep, declared, truncated, new byte[0], new byte[] {(byte) 0xc1}, body("[1 2]"))) {
                assertRefused(
                        send(server, server.signed(TestServer.ADMIN, body, TYPE, Instant.now())), 400, "incorrect");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{:op :no-such}                                              | 501 | unsupported",
                "{}                                                          | 501 | unsupported",
                "{:op :q}                                                    | 400 | incorrect",
                "{:op :status :db-name 5}                                    | 400 | incorrect",
                "{:op :status :db-name \"none\"}                             | 404 | not-found",
                "{:op :status :db-name \"films\" :database-id \"old\"}       | 404 | not-found",
                "{:op :pull CONTEXT}                                         | 400 | incorrect",
                "{:op :pull CONTEXT :selector [:*] :eid [:no/such 1]}        | 400 | incorrect",
                "{:op :pull CONTEXT :selector \"((\" :eid 1}                 | 400 | incorrect",
                "{:op :q CONTEXT :query [:find ?e :where [?e]] :args 5}      | 400 | incorrect",
                "{:op :q CONTEXT :query 5 :args []}                          | 400 | incorrect",
                "{:op :q CONTEXT :query [:find ?e :where [?e]] :args [{CONTEXT}] :limit \"a\"} | 400 | incorrect",
                "{:op :q CONTEXT :query [:find ?e :where [?e]] :args [{CONTEXT}] :offset -1} | 400 | incorrect",
                "{:op :q CONTEXT :query [:find ?e :where [?e]] :args [{CONTEXT}] :chunk 0} | 400 | incorrect",
                "{:op :q CONTEXT :query [:find ?e :where [?e]] :args [{CONTEXT}] :timeout -1} | 400 | incorrect",
                "{:op :q CONTEXT :query [:find ?e :where [?e :db/ident]] :args [{CONTEXT}] :timeout \"x\"} | 400 | incorrect",
                "{:op :q CONTEXT :query [:find ?e :where [?e :db/ident]] :args [{CONTEXT}] :query-stats 5} | 400 | incorrect",
                "{:op :q CONTEXT :query [:find ?e :where [?e :db/ident]] :args [{CONTEXT}] :io-context :a} | 400 | incorrect",
                "{:op :datoms CONTEXT :index :none}                          | 400 | incorrect",
                "{:op :datoms CONTEXT}                                       | 400 | incorrect",
                "{:op :index-range CONTEXT}                                  | 400 | incorrect",
                "{:op :index-pull CONTEXT :index :avet :selector [:*] :start 5} | 400 | incorrect",
                "{:op :tx-range CONTEXT :start \"x\"}                        | 400 | incorrect",
                "{:op :transact CONTEXT :tx-data 5}                          | 400 | incorrect",
                "{:op :transact CONTEXT :tx-data [[:db/add 1 :no/such 2]]}   | 400 | incorrect",
                "{:op :transact CONTEXT :tx-data [] :tx-id 5}                | 400 | incorrect",
                "{:op :with CONTEXT :tx-data [] :next-token \"none\"}        | 404 | not-found",
                "{:op :pull CONTEXT :selector [:*] :eid 1 :next-token 5}     | 404 | not-found",
                "{:op :next CONTEXT :next-token \"none\" :offset 0}          | 404 | not-found",
                "{:op :next CONTEXT}                                         | 400 | incorrect",
                "{:op :datomic.catalog/create-db}                            | 400 | incorrect",
                "{:op :datomic.catalog/create-db :db-name \"a/b\"}           | 400 | incorrect",
                "{:op :datomic.catalog/administer-system :db-name \"films\" :action :explode} | 400 | incorrect",
            })
    void wrongRequestsAreRefused(String request, int status, String category) {
        try (TestServer server = start()) {
            assertRefused(server.ask(request), status, category);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "(java.lang.System/exit 0)",
                "(java.lang.Runtime/getRuntime)",
                "(slurp \"/etc/passwd\")",
                "(clojure.java.shell/sh \"ls\")",
                "(clojure.core/eval 1)",
                "(clojure.core/load-string \"1\")",
                "(.getClass \"a\")",
                "(java.io.File. \"a\")",
                "(my.program/function 1)",
            })
    void noQueryReachesWhatTheConfigurationDoesNotName(String call) {
        try (TestServer server = start()) {
            TestServer.Answer answer =
                    server.ask("{:op :q CONTEXT :query [:find ?x :where [" + call + " ?x]] :args [{CONTEXT}]}");
            assertThat(answer.status()).as("%s", answer.value()).isBetween(400, 404);
            TestServer.Answer transacted =
                    server.ask("{:op :transact CONTEXT :tx-data [[" + call.replaceAll("[()]", "") + "]]}");
            assertThat(transacted.status()).as("%s", transacted.value()).isBetween(400, 404);
        }
    }

    @Test
    void otherDoorsAreClosed() {
        try (TestServer server = start()) {
            assertThat(server.get("/etc/passwd").statusCode()).isEqualTo(404);
            assertThat(server.get("/api").statusCode()).isEqualTo(405);
            HttpRequest put = HttpRequest.newBuilder(server.server().uri().resolve("/"))
                    .PUT(HttpRequest.BodyPublishers.noBody())
                    .build();
            assertThat(server.send(put).statusCode()).isEqualTo(405);
            HttpRequest other = HttpRequest.newBuilder(server.server().uri().resolve("/other"))
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();
            assertThat(server.send(other).statusCode()).isEqualTo(404);
            HttpRequest large = HttpRequest.newBuilder(server.server().uri().resolve("/"))
                    .header("x-large", "x".repeat(50_000))
                    .build();
            assertThat(server.send(large).statusCode()).isEqualTo(431);
        }
    }

    private static Socket connect(TestServer server) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.server().port());
    }

    private static void write(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    /** Returns the headers of a request whose body is to come. */
    private static String head(TestServer server, int length) {
        return "POST / HTTP/1.1\r\nhost: localhost\r\ncontent-type: " + Transit.MEDIA_TYPE + "\r\nauthorization: "
                + authorization(server) + "\r\ncontent-length: " + length + "\r\n\r\n";
    }

    private static String read(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    private static void until(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - start).isLessThan(PATIENCE_NANOS);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static double gauge(TestServer server, String name) {
        return new String(server.get("/metrics").body(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("stator_server_" + name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aBodyThatTakesTooLongIsRefused() throws IOException {
        try (TestServer server = TestServer.start(config -> config.withLimit(ServerLimit.BODY_MILLIS, 200));
                Socket socket = connect(server)) {
            write(socket, head(server, 1_000) + "a");
            String answer = read(socket);
            assertThat(answer).startsWith("HTTP/1.1 408 ").contains("must be there within 200 ms");
            until(() -> gauge(server, "requests_active") == 0);
            assertThat(gauge(server, "requests_bytes")).isZero();
        }
    }

    @Test
    void headersThatTakeTooLongEndTheConnection() throws IOException {
        try (TestServer server = TestServer.start(config -> config.withLimit(ServerLimit.HEADER_MILLIS, 200));
                Socket socket = connect(server)) {
            socket.setSoTimeout(60_000);
            write(socket, "POST / HT");
            until(() -> {
                try {
                    write(socket, "T");
                    return false;
                } catch (IOException closed) {
                    return true;
                }
            });
        }
    }

    @Test
    void aBodyThatEndsTooSoonLeavesNothing() throws IOException {
        try (TestServer server = start()) {
            try (Socket socket = connect(server)) {
                write(socket, head(server, 1_000) + "a".repeat(500));
                until(() -> gauge(server, "requests_bytes") == 500);
            }
            until(() -> gauge(server, "requests_active") == 0);
            assertThat(gauge(server, "requests_bytes")).isZero();
        }
    }

    @Test
    void theBodiesOfAllRequestsHaveALimit() throws IOException {
        UnaryOperator<ServerConfig> change = config -> config.withLimit(ServerLimit.ALL_REQUESTS_BYTES, 10_000);
        List<Socket> sockets = new ArrayList<>();
        try (TestServer server = TestServer.start(change)) {
            for (int i = 0; i < 2; i++) {
                Socket socket = connect(server);
                sockets.add(socket);
                write(socket, head(server, 6_000) + "a".repeat(4_500));
            }
            until(() -> gauge(server, "requests_bytes") == 9_000);
            try (Socket third = connect(server)) {
                write(third, head(server, 6_000) + "a".repeat(4_500));
                third.shutdownOutput();
                assertThat(read(third)).startsWith("HTTP/1.1 429 ");
            }
            for (Socket socket : sockets) {
                socket.close();
            }
            until(() -> gauge(server, "requests_bytes") == 0);
            assertThat(server.ask(LIST).status()).isEqualTo(200);
        }
    }

    /** Returns a signed request as it goes over a connection. */
    private static byte[] raw(TestServer server, String request) {
        byte[] body = body(request.replace("CONTEXT", server.context()));
        StringBuilder head = new StringBuilder(
                "POST / HTTP/1.1\r\nhost: localhost:" + server.server().port() + "\r\n");
        server.signed(TestServer.ADMIN, body, TYPE, Instant.now())
                .headers()
                .map()
                .forEach((name, values) ->
                        head.append(name).append(": ").append(values.get(0)).append("\r\n"));
        head.append("content-length: ").append(body.length).append("\r\n\r\n");
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        all.writeBytes(body);
        return all.toByteArray();
    }

    /** Fills the database of a test with texts, which are far more bytes than a connection takes unread. */
    private static void fill(TestServer server) {
        String schema = "[{:db/ident :n/t :db/valueType :db.type/string :db/cardinality :db.cardinality/many}]";
        server.client().connect("films").transact(schema);
        List<Object> forms = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            forms.add(List.of(":db/add", "a", ":n/t", i + "x".repeat(1_000)));
        }
        server.client().connect("films").transact(forms);
    }

    private static final String LARGE = "{:op :datoms CONTEXT :index :aevt :a :n/t :limit -1 :chunk 100000}";

    @Test
    void answersThatNobodyTakesHaveALimit() throws IOException {
        UnaryOperator<ServerConfig> change = config -> config.withLimit(ServerLimit.ALL_ANSWERS_BYTES, 1 << 20);
        try (TestServer server = TestServer.start(change)) {
            fill(server);
            try (Socket socket = connect(server)) {
                socket.getOutputStream().write(raw(server, LARGE));
                until(() -> gauge(server, "answers_bytes") > 20_000_000);
                assertRefused(server.ask(LIST), 429, "busy");
            }
            until(() -> gauge(server, "answers_bytes") == 0);
            assertThat(server.ask(LIST).status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ServerLimit.class,
            names = {"ANSWER_MILLIS", "IDLE_MILLIS"})
    void whoDoesNotTakeAnAnswerInTimeLosesTheConnection(ServerLimit limit) throws IOException {
        try (TestServer server = TestServer.start(config -> config.withLimit(limit, 2_000))) {
            fill(server);
            try (Socket socket = connect(server)) {
                socket.getOutputStream().write(raw(server, LARGE));
                until(() -> gauge(server, "answers_bytes") > 20_000_000);
                until(() -> gauge(server, "answers_bytes") == 0);
            }
        }
    }

    @Test
    void namesThatAreTooLongAreNotToldAgain() {
        try (TestServer server = start()) {
            String name = "n".repeat(50_000);
            for (String op : List.of(":status", ":datomic.catalog/resolve-db", ":datomic.catalog/create-db")) {
                TestServer.Answer answer = server.ask("{:op " + op + " :db-name \"" + name + "\"}");
                assertRefused(answer, 400, "incorrect");
                assertThat(answer.message()).hasSizeLessThan(300);
            }
            assertThat(server.log())
                    .allSatisfy(entry -> assertThat(entry.toJson()).hasSizeLessThan(600));
        }
    }
}
