package io.stator.dynamodb;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsAsyncClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** The SDK clients of one {@link DynamoDb}, each built when it is first used; those that were handed in are never closed. */
final class Clients implements AutoCloseable {
    private final DynamoConfig config;
    private final Deque<AutoCloseable> toClose = new ArrayDeque<>();
    private boolean closed;
    private volatile @Nullable DynamoDbClient blocking;
    private volatile @Nullable DynamoDbAsyncClient async;
    private volatile @Nullable DynamoDbStreamsClient streams;
    private volatile @Nullable DynamoDbStreamsAsyncClient asyncStreams;
    private @Nullable SdkHttpClient http;
    private @Nullable SdkAsyncHttpClient asyncHttp;
    private @Nullable AwsCredentialsProvider credentials;

    Clients(DynamoConfig config) {
        this.config = config;
        this.blocking = config.client;
        this.async = config.asyncClient;
        this.streams = config.streamsClient;
        this.asyncStreams = config.asyncStreamsClient;
    }

    /** Returns the blocking client. */
    DynamoDbClient blocking() {
        DynamoDbClient known = blocking;
        return known != null ? known : makeBlocking();
    }

    /** Returns the asynchronous client. */
    DynamoDbAsyncClient async() {
        DynamoDbAsyncClient known = async;
        return known != null ? known : makeAsync();
    }

    /** Returns the blocking client for streams. */
    DynamoDbStreamsClient streams() {
        DynamoDbStreamsClient known = streams;
        return known != null ? known : makeStreams();
    }

    /** Returns the asynchronous client for streams. */
    DynamoDbStreamsAsyncClient asyncStreams() {
        DynamoDbStreamsAsyncClient known = asyncStreams;
        return known != null ? known : makeAsyncStreams();
    }

    private synchronized DynamoDbClient makeBlocking() {
        DynamoDbClient made = blocking;
        if (made == null) {
            checkBuildable("DynamoDbClient");
            made = opened(
                    configured(DynamoDbClient.builder()).httpClient(http()).build());
            blocking = made;
        }
        return made;
    }

    private synchronized DynamoDbAsyncClient makeAsync() {
        DynamoDbAsyncClient made = async;
        if (made == null) {
            checkBuildable("DynamoDbAsyncClient");
            made = opened(configured(DynamoDbAsyncClient.builder())
                    .httpClient(asyncHttp())
                    .build());
            async = made;
        }
        return made;
    }

    private synchronized DynamoDbStreamsClient makeStreams() {
        DynamoDbStreamsClient made = streams;
        if (made == null) {
            checkBuildable("DynamoDbStreamsClient");
            made = opened(configured(DynamoDbStreamsClient.builder())
                    .httpClient(http())
                    .build());
            streams = made;
        }
        return made;
    }

    private synchronized DynamoDbStreamsAsyncClient makeAsyncStreams() {
        DynamoDbStreamsAsyncClient made = asyncStreams;
        if (made == null) {
            checkBuildable("DynamoDbStreamsAsyncClient");
            made = opened(configured(DynamoDbStreamsAsyncClient.builder())
                    .httpClient(asyncHttp())
                    .build());
            asyncStreams = made;
        }
        return made;
    }

    private void checkBuildable(String kind) {
        if (closed) {
            throw new DynamoException.Closed("the client is closed: open another with DynamoDb.open", null);
        }
        if (config.isHandedIn()) {
            throw new DynamoException.InvalidRequest("this call needs a " + kind
                    + " and none was handed in: add one to those given with DynamoConfig.client");
        }
    }

    private SdkHttpClient http() {
        SdkHttpClient made = http;
        if (made == null) {
            made = opened(new InterruptibleHttpClient(HttpClients.blocking(config)));
            http = made;
        }
        return made;
    }

    private SdkAsyncHttpClient asyncHttp() {
        SdkAsyncHttpClient made = asyncHttp;
        if (made == null) {
            made = opened(HttpClients.async(config, toClose::push));
            asyncHttp = made;
        }
        return made;
    }

    private @Nullable AwsCredentialsProvider credentials() {
        AwsCredentialsProvider made = credentials;
        if (made == null) {
            made = config.credentialsToUse();
            if (made != config.credentials && made instanceof AutoCloseable closeable) {
                opened(closeable);
            }
            credentials = made;
        }
        return made;
    }

    private <C extends AutoCloseable> C opened(C client) {
        toClose.push(client);
        return client;
    }

    private <B extends AwsClientBuilder<B, C>, C> B configured(B builder) {
        if (config.endpoint != null) {
            builder.endpointOverride(config.endpoint);
        }
        Region region = config.regionToUse();
        if (region != null) {
            builder.region(region);
        }
        AwsCredentialsProvider provider = credentials();
        if (provider != null) {
            builder.credentialsProvider(provider);
        }
        return builder.overrideConfiguration(this::override);
    }

    private void override(ClientOverrideConfiguration.Builder override) {
        if (config.profile != null) {
            override.defaultProfileName(config.profile);
        }
        if (config.attemptTimeout != null) {
            override.apiCallAttemptTimeout(SelectionRequests.heard(config.attemptTimeout));
        }
        if (config.callTimeout != null) {
            override.apiCallTimeout(SelectionRequests.heard(config.callTimeout));
        }
        if (config.retriesMax != null) {
            override.retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                    .maxAttempts(config.retriesMax + 1)
                    .build());
        }
        if (config.override != null) {
            config.override.accept(override);
        }
    }

    /** Closes the clients that were built here. */
    @Override
    public synchronized void close() {
        closed = true;
        @Nullable RuntimeException first = null;
        while (!toClose.isEmpty()) {
            try {
                toClose.pop().close();
            } catch (Exception failure) {
                RuntimeException problem =
                        new DynamoException.Fault("a client could not be closed: " + failure.getMessage(), failure);
                if (first == null) {
                    first = problem;
                } else {
                    first.addSuppressed(problem);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
