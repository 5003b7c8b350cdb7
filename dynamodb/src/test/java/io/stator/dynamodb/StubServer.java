package io.stator.dynamodb;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** A server that speaks DynamoDB's protocol and answers what a test tells it to, for faults that no real one makes. */
final class StubServer implements AutoCloseable {
    private static final int THREADS = 16;

    // Without it every answer waits 40 ms for the acknowledgement of its head.
    static {
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final Map<String, Deque<Answer>> scripts = new HashMap<>();
    private final Map<String, Function<Request, Answer>> rules = new HashMap<>();
    private final List<Request> requests = new ArrayList<>();

    private StubServer(HttpServer server) {
        this.server = server;
    }

    /** A call that came in: the operation ({@code GetItem}) and its JSON. */
    record Request(String operation, String body) {}

    /** What is answered: a status and JSON, perhaps only when a latch opens; or a connection that breaks. */
    record Answer(int status, String body, CountDownLatch gate, boolean drops) {
        /** Returns a successful answer. */
        static Answer ok(String json) {
            return new Answer(200, json, new CountDownLatch(0), false);
        }

        /** Returns a refusal, such as {@code error(400, "ThrottlingException", "slow down")}. */
        static Answer error(int status, String type, String message) {
            String prefix = type.endsWith("ValidationException") ? "com.amazon.coral.validate#" : "";
            return new Answer(
                    status,
                    "{\"__type\":\"%s%s\",\"message\":\"%s\"}".formatted(prefix, type, message),
                    new CountDownLatch(0),
                    false);
        }

        /** Returns an answer that never comes, because the connection breaks. */
        static Answer dropped() {
            return new Answer(0, "", new CountDownLatch(0), true);
        }

        /** Returns this answer, given when the latch has opened. */
        Answer after(CountDownLatch latch) {
            return new Answer(status, body, latch, drops);
        }
    }

    /** Starts a server on a free port of the loopback interface. */
    static StubServer start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        StubServer stub = new StubServer(server);
        server.createContext("/", stub::handle);
        server.setExecutor(stub.threads);
        server.start();
        return stub;
    }

    /** Answers the next calls of the operation with these, in this order, before any rule. */
    synchronized StubServer script(String operation, Answer... answers) {
        scripts.computeIfAbsent(operation, name -> new ArrayDeque<>()).addAll(List.of(answers));
        return this;
    }

    /** Answers all calls of the operation that no script answers. */
    StubServer always(String operation, Answer answer) {
        return rule(operation, request -> answer);
    }

    /** Answers all calls of the operation that no script answers. */
    synchronized StubServer rule(String operation, Function<Request, Answer> rule) {
        rules.put(operation, rule);
        return this;
    }

    /** Returns the calls that came in so far. */
    synchronized List<Request> requests() {
        return List.copyOf(requests);
    }

    /** Returns the calls of one operation that came in so far. */
    List<Request> requests(String operation) {
        return requests().stream()
                .filter(request -> request.operation().equals(operation))
                .toList();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Returns a client of the AWS SDK for this server that does not retry. */
    DynamoDbClient client() {
        return here(DynamoDbClient.builder())
                .httpClientBuilder(Apache5HttpClient.builder())
                .build();
    }

    /** Returns an asynchronous client of the AWS SDK for this server that does not retry. */
    DynamoDbAsyncClient asyncClient() {
        return here(DynamoDbAsyncClient.builder())
                .httpClientBuilder(NettyNioAsyncHttpClient.builder())
                .build();
    }

    private <B extends AwsClientBuilder<B, ?>> B here(B builder) {
        return builder.endpointOverride(endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("stub", "stub")))
                .overrideConfiguration(options -> options.retryStrategy(AwsRetryStrategy.doNotRetry()));
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
            String operation = target == null ? "" : target.substring(target.indexOf('.') + 1);
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Answer answer = answer(new Request(operation, body));
            answer.gate().await();
            if (!answer.drops()) {
                byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
                exchange.getResponseHeaders()
                        .set("x-amzn-RequestId", "stub-" + requests().size());
                exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Answer answer(Request request) {
        Function<Request, Answer> rule;
        synchronized (this) {
            requests.add(request);
            Deque<Answer> script = scripts.getOrDefault(request.operation(), new ArrayDeque<>());
            if (!script.isEmpty()) {
                return script.remove();
            }
            rule = rules.get(request.operation());
        }
        return rule == null
                ? Answer.error(400, "ValidationException", "the stub has no answer for " + request.operation())
                : rule.apply(request);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
