package io.stator.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.dynamodb.junit.DynamoDbLocal;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

final class ProxyTest {
    @RegisterExtension
    static final DynamoDbLocal LOCAL = DynamoDbLocal.start();

    /** A host that only the proxy knows the way to. */
    private static final URI BEHIND = URI.create("http://dynamodb.invalid:8000");

    private LoopbackProxy proxy;

    @BeforeEach
    void listen() throws IOException {
        proxy = new LoopbackProxy(LOCAL.endpoint());
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
    }

    private DynamoConfig config() {
        return DynamoConfig.standard()
                .endpoint(BEHIND)
                .region(LOCAL.region().id())
                .credentials(LOCAL.credentials())
                .proxy(HttpProxy.at("127.0.0.1", proxy.port()).signedInAs("ada", "secret"));
    }

    @Test
    void blockingCallsGoThroughTheProxy() {
        try (DynamoDb dynamo = DynamoDb.open(config())) {
            assertThat(dynamo.describeTable("missing")).isEmpty();
        }
        assertThat(proxy.heads()).anySatisfy(head -> assertThat(head).contains("dynamodb.invalid"));
    }

    @Test
    void asynchronousCallsOverCrtGoThroughTheProxy() {
        try (DynamoDb dynamo = DynamoDb.open(config())) {
            assertThat(dynamo.describeTableAsync("missing").join()).isEmpty();
        }
        assertThat(proxy.heads()).anySatisfy(head -> assertThat(head).contains("dynamodb.invalid"));
    }

    @Test
    void asynchronousCallsOverNettyGoThroughTheProxy() throws Exception {
        Deque<AutoCloseable> others = new ArrayDeque<>();
        DynamoConfig config = config();
        try (DynamoDbAsyncClient client = DynamoDbAsyncClient.builder()
                .endpointOverride(BEHIND)
                .region(LOCAL.region())
                .credentialsProvider(LOCAL.credentials())
                .httpClient(HttpClients.netty(config, others::push))
                .build()) {
            assertThat(client.listTables().join().sdkHttpResponse().isSuccessful())
                    .isTrue();
        }
        for (AutoCloseable other : others) {
            other.close();
        }
        assertThat(proxy.heads()).anySatisfy(head -> assertThat(head).contains("dynamodb.invalid"));
    }

    @Test
    void withoutItsPasswordTheProxyRefuses() {
        DynamoConfig unknown =
                config().proxy(HttpProxy.at("127.0.0.1", proxy.port())).retriesMax(0);
        try (DynamoDb dynamo = DynamoDb.open(unknown)) {
            assertThatThrownBy(() -> dynamo.describeTable("missing")).isInstanceOf(DynamoException.class);
        }
        assertThat(proxy.heads())
                .as("requests let through; given up: %s", proxy.broken())
                .isEmpty();
    }
}
