package io.stator.dynamodb.junit;

import io.stator.dynamodb.DynamoConfig;
import io.stator.dynamodb.DynamoDb;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsAsyncClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** An empty database of its own in a running server, with its clients; DynamoDB Local has one for each access key. */
final class LocalDatabase implements LocalResource {
    static final Region REGION = Region.US_EAST_1;

    /** The types of clients there are. */
    static final Set<Class<?>> CLIENTS = Set.of(
            DynamoDb.class,
            DynamoDbClient.class,
            DynamoDbAsyncClient.class,
            DynamoDbStreamsClient.class,
            DynamoDbStreamsAsyncClient.class);

    private final LocalServer server;
    private final StaticCredentialsProvider credentials = StaticCredentialsProvider.create(
            AwsBasicCredentials.create(UUID.randomUUID().toString().replace("-", ""), "secret"));
    private final Map<Class<?>, AutoCloseable> clients = new LinkedHashMap<>();
    private boolean closed;

    LocalDatabase(LocalServer server) {
        this.server = server;
    }

    URI endpoint() {
        return server.endpoint();
    }

    StaticCredentialsProvider credentials() {
        return credentials;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Returns the client of that type, which is closed with this database. */
    synchronized <C> C client(Class<C> type) {
        if (closed) {
            throw new IllegalStateException("the test that this database was for must not have ended");
        }
        return type.cast(clients.computeIfAbsent(type, this::open));
    }

    private AutoCloseable open(Class<?> type) {
        if (type == DynamoDb.class) {
            return DynamoDb.open(config());
        }
        if (type == DynamoDbClient.class) {
            return here(DynamoDbClient.builder()).httpClientBuilder(http()).build();
        }
        if (type == DynamoDbAsyncClient.class) {
            return here(DynamoDbAsyncClient.builder())
                    .httpClientBuilder(asyncHttp())
                    .build();
        }
        if (type == DynamoDbStreamsClient.class) {
            return here(DynamoDbStreamsClient.builder())
                    .httpClientBuilder(http())
                    .build();
        }
        if (type == DynamoDbStreamsAsyncClient.class) {
            return here(DynamoDbStreamsAsyncClient.builder())
                    .httpClientBuilder(asyncHttp())
                    .build();
        }
        throw new IllegalArgumentException("the type of a client must be one of " + CLIENTS + ": " + type);
    }

    DynamoConfig config() {
        return DynamoConfig.standard().endpoint(endpoint()).region(REGION.id()).credentials(credentials);
    }

    private <B extends AwsClientBuilder<B, ?>> B here(B builder) {
        return builder.endpointOverride(endpoint()).region(REGION).credentialsProvider(credentials);
    }

    // The proxy of the machine is not on the way to the machine itself.
    private static SdkHttpClient.Builder<?> http() {
        return Apache5HttpClient.builder()
                .proxyConfiguration(software.amazon.awssdk.http.apache5.ProxyConfiguration.builder()
                        .useSystemPropertyValues(false)
                        .useEnvironmentVariableValues(false)
                        .build());
    }

    private static SdkAsyncHttpClient.Builder<?> asyncHttp() {
        return NettyNioAsyncHttpClient.builder()
                .proxyConfiguration(software.amazon.awssdk.http.nio.netty.ProxyConfiguration.builder()
                        .useSystemPropertyValues(false)
                        .useEnvironmentVariableValues(false)
                        .build());
    }

    @Override
    public void close() {
        List<AutoCloseable> open;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            open = List.copyOf(clients.values());
            clients.clear();
        }
        for (AutoCloseable client : open) {
            try {
                client.close();
            } catch (Exception e) {
                throw new IllegalStateException("a client must be closable: " + client, e);
            }
        }
        LocalServers.ended(server);
    }
}
