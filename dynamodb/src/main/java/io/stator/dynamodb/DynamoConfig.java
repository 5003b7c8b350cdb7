package io.stator.dynamodb;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsAsyncClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * How to reach the service and how to treat values. Immutable; each method returns a new configuration.
 *
 * <p>What is not set is left to the AWS SDK: its region and credentials chains, time-outs, connection limits and retries. At an
 * endpoint on this machine, where DynamoDB Local listens, the region is {@value #LOCAL_REGION} and the credentials are
 * {@value #LOCAL_KEY} unless they are set. At another endpoint for which no region is found it is that as well, since only those of the service
 * itself look at it.
 *
 * <p>In the manual: {@code docs/manual/dynamodb/reference.md}, or {@code stator help manual dynamodb/reference}.
 *
 * <p>Waits and failures: nothing here asks the service; what cannot be is an {@link IllegalArgumentException} at once.
 */
public final class DynamoConfig {
    /** The region at an endpoint on this machine unless one is set. */
    public static final String LOCAL_REGION = "us-east-1";

    /** The access key and the secret key at an endpoint on this machine unless credentials are set. */
    public static final String LOCAL_KEY = "local";

    private static final DynamoConfig STANDARD = new DynamoConfig();

    @Nullable
    URI endpoint;

    @Nullable
    Region region;

    @Nullable
    AwsCredentialsProvider credentials;

    @Nullable
    String profile;

    @Nullable
    HttpProxy proxy;

    @Nullable
    Duration connectTimeout;

    @Nullable
    Duration readTimeout;

    @Nullable
    Duration attemptTimeout;

    @Nullable
    Duration callTimeout;

    @Nullable
    Integer connectionsMax;

    @Nullable
    Integer retriesMax;

    @Nullable
    Boolean keepAlive;

    @Nullable
    Consumer<ClientOverrideConfiguration.Builder> override;

    @Nullable
    DynamoDbClient client;

    @Nullable
    DynamoDbAsyncClient asyncClient;

    @Nullable
    DynamoDbStreamsClient streamsClient;

    @Nullable
    DynamoDbStreamsAsyncClient asyncStreamsClient;

    private Codecs codecs = Codecs.standard();
    private CapacityDetail capacity = CapacityDetail.NONE;
    private Clock clock = Clock.systemUTC();

    private DynamoConfig() {}

    private DynamoConfig(DynamoConfig other) {
        endpoint = other.endpoint;
        region = other.region;
        credentials = other.credentials;
        profile = other.profile;
        proxy = other.proxy;
        connectTimeout = other.connectTimeout;
        readTimeout = other.readTimeout;
        attemptTimeout = other.attemptTimeout;
        callTimeout = other.callTimeout;
        connectionsMax = other.connectionsMax;
        retriesMax = other.retriesMax;
        keepAlive = other.keepAlive;
        override = other.override;
        client = other.client;
        asyncClient = other.asyncClient;
        streamsClient = other.streamsClient;
        asyncStreamsClient = other.asyncStreamsClient;
        codecs = other.codecs;
        capacity = other.capacity;
        clock = other.clock;
    }

    private DynamoConfig with(Consumer<DynamoConfig> change) {
        DynamoConfig copy = new DynamoConfig(this);
        change.accept(copy);
        return copy;
    }

    /** Returns the configuration in which everything is left to the AWS SDK. */
    public static DynamoConfig standard() {
        return STANDARD;
    }

    /** Returns this configuration with an endpoint such as {@code http://localhost:8000}. */
    public DynamoConfig endpoint(URI endpoint) {
        Objects.requireNonNull(endpoint, "endpoint");
        String scheme = endpoint.getScheme();
        if (!"http".equalsIgnoreCase(scheme) && !"https".equalsIgnoreCase(scheme) || endpoint.getHost() == null) {
            throw new IllegalArgumentException(
                    "an endpoint must be http://HOST:PORT or https://HOST:PORT: " + endpoint);
        }
        return with(copy -> copy.endpoint = endpoint);
    }

    /** Returns this configuration with a region such as {@code eu-west-1}. */
    public DynamoConfig region(String region) {
        Region named = Region.of(region);
        return with(copy -> copy.region = named);
    }

    /** Returns this configuration with an access key and its secret. */
    public DynamoConfig credentials(String accessKey, String secretKey) {
        return credentials(StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)));
    }

    /** Returns this configuration with temporary credentials: an access key, its secret and a session token. */
    public DynamoConfig credentials(String accessKey, String secretKey, String sessionToken) {
        return credentials(
                StaticCredentialsProvider.create(AwsSessionCredentials.create(accessKey, secretKey, sessionToken)));
    }

    /** Returns this configuration with a provider of credentials, which stays the caller's to close. */
    public DynamoConfig credentials(AwsCredentialsProvider provider) {
        Objects.requireNonNull(provider, "provider");
        return with(copy -> copy.credentials = provider);
    }

    /** Returns this configuration with the region and the credentials of a profile of the AWS configuration files. */
    public DynamoConfig profile(String name) {
        Objects.requireNonNull(name, "name");
        return with(copy -> copy.profile = name);
    }

    /** Returns this configuration with a proxy. */
    public DynamoConfig proxy(HttpProxy proxy) {
        Objects.requireNonNull(proxy, "proxy");
        return with(copy -> copy.proxy = proxy);
    }

    /** Returns this configuration with the longest time that opening a connection may take. */
    public DynamoConfig connectTimeout(Duration timeout) {
        Duration checked = positive("connectTimeout", timeout);
        return with(copy -> copy.connectTimeout = checked);
    }

    /** Returns this configuration with the longest time without a byte from the service. */
    public DynamoConfig readTimeout(Duration timeout) {
        Duration checked = positive("readTimeout", timeout);
        return with(copy -> copy.readTimeout = checked);
    }

    /** Returns this configuration with the longest time that one attempt of a call may take. */
    public DynamoConfig attemptTimeout(Duration timeout) {
        Duration checked = positive("attemptTimeout", timeout);
        return with(copy -> copy.attemptTimeout = checked);
    }

    /** Returns this configuration with the longest time that one call may take, with its retries by the SDK. */
    public DynamoConfig callTimeout(Duration timeout) {
        Duration checked = positive("callTimeout", timeout);
        return with(copy -> copy.callTimeout = checked);
    }

    /** Returns this configuration with the most connections open at once, for each of the two kinds of client. */
    public DynamoConfig connectionsMax(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("connectionsMax must be >= 1: " + count);
        }
        return with(copy -> copy.connectionsMax = count);
    }

    /** Returns this configuration with the most retries of one call by the SDK; 0 for none. */
    public DynamoConfig retriesMax(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("retriesMax must be >= 0: " + count);
        }
        return with(copy -> copy.retriesMax = count);
    }

    /** Returns this configuration with TCP keep-alive on or off. */
    public DynamoConfig keepAlive(boolean on) {
        return with(copy -> copy.keepAlive = on);
    }

    /** Returns this configuration with further settings of the SDK: interceptors, metrics, headers, a retry strategy. */
    public DynamoConfig override(Consumer<ClientOverrideConfiguration.Builder> override) {
        Objects.requireNonNull(override, "override");
        return with(copy -> copy.override = override);
    }

    /** Returns this configuration with a blocking client of the caller's, who closes it; endpoint and the like are its own. */
    public DynamoConfig client(DynamoDbClient client) {
        Objects.requireNonNull(client, "client");
        return with(copy -> copy.client = client);
    }

    /** Returns this configuration with an asynchronous client of the caller's, who closes it. */
    public DynamoConfig client(DynamoDbAsyncClient client) {
        Objects.requireNonNull(client, "client");
        return with(copy -> copy.asyncClient = client);
    }

    /** Returns this configuration with a blocking client for streams of the caller's, who closes it. */
    public DynamoConfig client(DynamoDbStreamsClient client) {
        Objects.requireNonNull(client, "client");
        return with(copy -> copy.streamsClient = client);
    }

    /** Returns this configuration with an asynchronous client for streams of the caller's, who closes it. */
    public DynamoConfig client(DynamoDbStreamsAsyncClient client) {
        Objects.requireNonNull(client, "client");
        return with(copy -> copy.asyncStreamsClient = client);
    }

    /** Returns this configuration with other conversions between Java values and DynamoDB's. */
    public DynamoConfig codecs(Codecs codecs) {
        Objects.requireNonNull(codecs, "codecs");
        return with(copy -> copy.codecs = codecs);
    }

    /** Returns this configuration with the consumed capacity asked for in every call that does not say otherwise. */
    public DynamoConfig capacity(CapacityDetail detail) {
        Objects.requireNonNull(detail, "detail");
        return with(copy -> copy.capacity = detail);
    }

    /** Returns this configuration with the clock that tells which items have expired. */
    public DynamoConfig clock(Clock clock) {
        Objects.requireNonNull(clock, "clock");
        return with(copy -> copy.clock = clock);
    }

    /** Returns the endpoint, if one is set. */
    public Optional<URI> endpoint() {
        return Optional.ofNullable(endpoint);
    }

    Codecs codecs() {
        return codecs;
    }

    CapacityDetail capacity() {
        return capacity;
    }

    Clock clock() {
        return clock;
    }

    /** Returns the region to set on a client, or null to leave it to the SDK. */
    @Nullable
    Region regionToUse() {
        if (region != null || endpoint == null) {
            return region;
        }
        if (profile != null) {
            return null;
        }
        return isLocal() ? Region.of(LOCAL_REGION) : Regions.of(endpoint);
    }

    /** Returns the credentials to set on a client, or null to leave them to the SDK. */
    @Nullable
    AwsCredentialsProvider credentialsToUse() {
        if (credentials != null) {
            return credentials;
        }
        if (profile != null) {
            return ProfileCredentialsProvider.create(profile);
        }
        return isLocal() ? StaticCredentialsProvider.create(AwsBasicCredentials.create(LOCAL_KEY, LOCAL_KEY)) : null;
    }

    /** Returns whether a client of the caller's stands for the ones that would be built. */
    boolean isHandedIn() {
        return client != null || asyncClient != null || streamsClient != null || asyncStreamsClient != null;
    }

    /** Returns whether the endpoint is on this machine. */
    boolean isLocal() {
        String host = endpoint == null ? null : endpoint.getHost();
        return host != null
                && (host.equalsIgnoreCase("localhost")
                        || host.equals("[::1]")
                        || host.equals("0.0.0.0")
                        || host.matches("127(\\.\\d{1,3}){3}"));
    }

    private static Duration positive(String name, Duration timeout) {
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException(name + " must be longer than zero: " + timeout);
        }
        return timeout;
    }

    /** Returns the endpoint and the region, and never the credentials. */
    @Override
    public String toString() {
        return "DynamoConfig[endpoint=" + endpoint + ", region=" + region + ", profile=" + profile + "]";
    }
}
