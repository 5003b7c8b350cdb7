package io.stator.server;

import io.stator.Client;
import io.stator.Functions;
import io.stator.Stator;
import io.stator.client.wire.Dialect;
import io.stator.client.wire.HttpHead;
import io.stator.client.wire.HttpNames;
import io.stator.client.wire.RequestSigner;
import io.stator.client.wire.Transit;
import io.stator.client.wire.WireLimits;
import io.stator.client.wire.WireRequest;
import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** A server for a test, with a system in memory and a key for everything, and how to ask it. */
final class TestServer implements AutoCloseable {
    static final AccessKey ADMIN = key("admin", "admin");

    private static final WireLimits LIMITS = WireLimits.ofAnswers();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Client client;
    private final StatorServer server;
    private final HttpClient http;
    private final List<RequestEntry> log;

    /** An answer: its status, and the value of its body. */
    record Answer(int status, Object value, HttpResponse<byte[]> response) {
        Map<?, ?> map() {
            return (Map<?, ?>) value;
        }

        Object get(String key) {
            return map().get(Keyword.of(key));
        }

        /** Returns the category of the anomaly, such as {@code busy}, or nothing. */
        String category() {
            return value instanceof Map<?, ?> map
                            && map.get(Keyword.of("cognitect.anomalies", "category")) instanceof Keyword category
                    ? category.name()
                    : "";
        }

        String message() {
            return (String) map().get(Keyword.of("cognitect.anomalies", "message"));
        }
    }

    private TestServer(Client client, StatorServer server, HttpClient http, List<RequestEntry> log) {
        this.client = client;
        this.server = server;
        this.http = http;
        this.log = log;
    }

    static AccessKey key(String id, String... roles) {
        return new AccessKey(
                id,
                "the secret of " + id,
                Set.copyOf(java.util.Arrays.stream(roles).map(Role::parse).toList()));
    }

    static TestServer start(UnaryOperator<ServerConfig> change, AccessKey... keys) {
        return start(Functions.none(), change, keys);
    }

    static TestServer start(Functions functions, UnaryOperator<ServerConfig> change, AccessKey... keys) {
        List<RequestEntry> log = new CopyOnWriteArrayList<>();
        AccessKeys known = AccessKeys.of(ADMIN).or(AccessKeys.of(keys));
        ServerConfig config =
                change.apply(ServerConfig.on(0, known).withFunctions("test").withRequestLog(log::add));
        Client client = Stator.inMemory(functions);
        client.createDatabase("films");
        return new TestServer(client, StatorServer.start(client, config), HttpClient.newHttpClient(), log);
    }

    Client client() {
        return client;
    }

    StatorServer server() {
        return server;
    }

    List<RequestEntry> log() {
        return log;
    }

    /** Returns the context of a request about the database of the test. */
    String context() {
        return ":db-name \"films\" :database-id \"" + client.connect("films").databaseId() + "\"";
    }

    /** Asks with the key of everything; {@code CONTEXT} stands for the database of the test. */
    Answer ask(String request) {
        return ask(ADMIN, request);
    }

    Answer ask(AccessKey key, String request) {
        return ask(key, (Map<?, ?>) Edn.read(request.replace("CONTEXT", context())));
    }

    Answer ask(AccessKey key, Map<?, ?> request) {
        return answer(send(signed(key, request)));
    }

    CompletableFuture<Answer> askAsync(String request) {
        return http.sendAsync(
                        signed(ADMIN, (Map<?, ?>) Edn.read(request.replace("CONTEXT", context()))),
                        HttpResponse.BodyHandlers.ofByteArray())
                .thenApply(TestServer::answer);
    }

    HttpRequest signed(AccessKey key, Map<?, ?> request) {
        byte[] body = Transit.write(request, Dialect.DATOMIC, LIMITS);
        Map<String, String> headers = new LinkedHashMap<>();
        try {
            headers.putAll(WireRequest.read(request).headers());
        } catch (RuntimeException none) {
            headers.put(HttpNames.CONTENT_TYPE, Transit.MEDIA_TYPE);
        }
        return signed(key, body, headers, Instant.now());
    }

    HttpRequest signed(AccessKey key, byte[] body, Map<String, String> headers, Instant time) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(HttpNames.HOST, "localhost:" + server.port());
        return unsigned(
                body,
                new RequestSigner(key.id(), key.secret(), RequestSigner.PEER_SERVER, RequestSigner.NO_REGION)
                        .sign(new HttpHead("POST", "/", null, all), body, time));
    }

    HttpRequest unsigned(byte[] body, Map<String, String> headers) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(server.uri().resolve("/"))
                .timeout(PATIENCE)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach((name, value) -> {
            if (!name.equals(HttpNames.HOST)) {
                builder.header(name, value);
            }
        });
        return builder.build();
    }

    HttpResponse<byte[]> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    HttpResponse<byte[]> get(String path) {
        URI uri = server.uri().resolve(path);
        return send(HttpRequest.newBuilder(uri).timeout(PATIENCE).GET().build());
    }

    static Answer answer(HttpResponse<byte[]> response) {
        boolean transit = response.headers()
                .firstValue("content-type")
                .filter(Transit.MEDIA_TYPE::equals)
                .isPresent();
        Object value = transit ? Transit.read(response.body(), LIMITS) : new String(response.body());
        return new Answer(response.statusCode(), value, response);
    }

    @Override
    public void close() {
        server.close();
        client.close();
    }
}
