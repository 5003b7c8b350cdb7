package io.stator.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.dynamodb.junit.DynamoDbLocal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.ListTablesResponse;

final class DynamoDbTest {
    @RegisterExtension
    static final DynamoDbLocal LOCAL = DynamoDbLocal.start();

    private static final Item KEY = Item.of("id", 1);

    private static DynamoConfig local() {
        return DynamoConfig.standard()
                .endpoint(LOCAL.endpoint())
                .region(LOCAL.region().id())
                .credentials(LOCAL.credentials());
    }

    @Test
    void anEndpointIsEnoughForDynamoDbLocal() {
        try (DynamoDb dynamo = DynamoDb.at(LOCAL.endpoint())) {
            assertThatThrownBy(() -> dynamo.table("missing").get(KEY)).isInstanceOf(DynamoException.NotFound.class);
            assertThatThrownBy(() -> dynamo.table("missing").getAsync(KEY).join())
                    .hasCauseInstanceOf(DynamoException.NotFound.class);
        }
    }

    @Test
    void everySettingReachesTheClients() {
        DynamoConfig config = local().connectTimeout(Duration.ofSeconds(30))
                .readTimeout(Duration.ofSeconds(30))
                .attemptTimeout(Duration.ofSeconds(30))
                .callTimeout(Duration.ofSeconds(30))
                .connectionsMax(2)
                .retriesMax(0)
                .keepAlive(true);
        try (DynamoDb dynamo = DynamoDb.open(config)) {
            assertThat(dynamo.client().listTables().sdkHttpResponse().isSuccessful())
                    .isTrue();
            assertThat(dynamo.asyncClient()
                            .listTables()
                            .join()
                            .sdkHttpResponse()
                            .isSuccessful())
                    .isTrue();
            var settings = dynamo.client().serviceClientConfiguration();
            assertThat(settings.region()).isEqualTo(LOCAL.region());
            assertThat(settings.endpointOverride()).contains(LOCAL.endpoint());
            assertThat(settings.overrideConfiguration().apiCallTimeout()).contains(Duration.ofSeconds(30));
            assertThat(settings.overrideConfiguration().apiCallAttemptTimeout()).contains(Duration.ofSeconds(30));
            assertThat(settings.overrideConfiguration()
                            .retryStrategy()
                            .orElseThrow()
                            .maxAttempts())
                    .isEqualTo(1);
        }
    }

    @Test
    void bothAsynchronousHttpClientsWork() {
        Deque<AutoCloseable> others = new ArrayDeque<>();
        SdkAsyncHttpClient netty = HttpClients.netty(DynamoConfig.standard().connectionsMax(1), others::push);
        try (DynamoDbAsyncClient overNetty = DynamoDbAsyncClient.builder()
                .endpointOverride(LOCAL.endpoint())
                .region(LOCAL.region())
                .credentialsProvider(LOCAL.credentials())
                .httpClient(netty)
                .build()) {
            assertThat(overNetty.listTables().join().sdkHttpResponse().isSuccessful())
                    .isTrue();
        }
        assertThat(others).hasSize(1).allSatisfy(each -> each.close());
        assertThat(HttpClients.hasCrt()).isTrue();
    }

    @Test
    void aProviderOfCredentialsIsAsked() {
        AtomicInteger asked = new AtomicInteger();
        DynamoConfig config = local().credentials(() -> {
            asked.incrementAndGet();
            return AwsBasicCredentials.create("provided", "secret");
        });
        try (DynamoDb dynamo = DynamoDb.open(config)) {
            dynamo.client().listTables();
        }
        assertThat(asked).hasPositiveValue();
    }

    @Test
    void anInterceptorOfTheCallerSeesEveryCall() {
        AtomicInteger calls = new AtomicInteger();
        ExecutionInterceptor counting = new ExecutionInterceptor() {
            @Override
            public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
                calls.incrementAndGet();
            }
        };
        try (DynamoDb dynamo = DynamoDb.open(local().override(each -> each.addExecutionInterceptor(counting)))) {
            dynamo.client().listTables();
            dynamo.asyncClient().listTables().join();
        }
        assertThat(calls).hasValue(2);
    }

    @Test
    void clientsThatWereHandedInAreUsedAndStayOpen() {
        try (DynamoDb dynamo = DynamoDb.of(LOCAL.client(), LOCAL.asyncClient())) {
            assertThat(dynamo.client()).isSameAs(LOCAL.client());
            assertThat(dynamo.asyncClient()).isSameAs(LOCAL.asyncClient());
        }
        ListTablesResponse after = LOCAL.client().listTables();
        assertThat(after.sdkHttpResponse().isSuccessful()).isTrue();
    }

    @Test
    void aClientThatWasNotHandedInIsNotMadeUp() {
        try (DynamoDb dynamo = DynamoDb.of(LOCAL.client())) {
            assertThatThrownBy(() -> dynamo.table("albums").getAsync(KEY).join())
                    .cause()
                    .isInstanceOf(DynamoException.InvalidRequest.class)
                    .hasMessageContaining("DynamoDbAsyncClient");
        }
    }

    @Test
    void aClosedClientSaysSo() {
        DynamoDb dynamo = DynamoDb.open(local());
        dynamo.client().listTables();
        dynamo.close();
        dynamo.close();

        assertThatThrownBy(() -> dynamo.table("albums").get(KEY)).isInstanceOf(DynamoException.Closed.class);
        assertThatThrownBy(() -> dynamo.table("albums").getAsync(KEY).join())
                .hasCauseInstanceOf(DynamoException.Closed.class);
    }

    @Test
    void nobodyListensThere() throws IOException {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }
        try (DynamoDb dynamo = DynamoDb.open(DynamoConfig.standard()
                .endpoint(URI.create("http://127.0.0.1:" + port))
                .retriesMax(0))) {
            assertThatThrownBy(() -> dynamo.table("albums").get(KEY))
                    .isInstanceOfSatisfying(
                            DynamoException.Unavailable.class,
                            failure -> assertThat(failure.isRetryable()).isTrue());
            assertThatThrownBy(() -> dynamo.table("albums").getAsync(KEY).join())
                    .hasCauseInstanceOf(DynamoException.Unavailable.class);
        }
    }

    @Test
    void aServiceThatDoesNotAnswerEndsInATimeOut() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                DynamoDb dynamo = DynamoDb.open(DynamoConfig.standard()
                        .endpoint(URI.create("http://127.0.0.1:" + silent.getLocalPort()))
                        .callTimeout(Duration.ofMillis(200))
                        .retriesMax(0))) {
            assertThatThrownBy(() -> dynamo.table("albums").get(KEY)).isInstanceOf(DynamoException.TimedOut.class);
            assertThatThrownBy(() -> dynamo.table("albums").getAsync(KEY).join())
                    .hasCauseInstanceOf(DynamoException.TimedOut.class);
        }
    }

    @Test
    void cancellingATwinEndsItsRequest() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                DynamoDb dynamo = DynamoDb.open(
                        DynamoConfig.standard().endpoint(URI.create("http://127.0.0.1:" + silent.getLocalPort())))) {
            CompletableFuture<ItemResult> waiting = dynamo.table("albums").getAsync(KEY);

            assertThat(waiting.cancel(true)).isTrue();
            assertThat(waiting).isCancelled();
        }
    }

    @Test
    void anInterruptedCallIsInterrupted() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                DynamoDb dynamo = DynamoDb.open(
                        DynamoConfig.standard().endpoint(URI.create("http://127.0.0.1:" + silent.getLocalPort())))) {
            Thread.currentThread().interrupt();

            assertThatThrownBy(() -> dynamo.table("albums").get(KEY)).isInstanceOf(DynamoException.Interrupted.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void aProfileGivesRegionAndCredentials(@TempDir Path directory) throws IOException {
        Path credentials = Files.writeString(directory.resolve("credentials"), """
                [reports]
                aws_access_key_id = profilekey
                aws_secret_access_key = profilesecret
                """);
        Path settings = Files.writeString(directory.resolve("config"), """
                [profile reports]
                region = eu-west-3
                """);
        System.setProperty("aws.sharedCredentialsFile", credentials.toString());
        System.setProperty("aws.configFile", settings.toString());
        DynamoConfig config = DynamoConfig.standard().endpoint(LOCAL.endpoint()).profile("reports");
        try (DynamoDb dynamo = DynamoDb.open(config)) {
            assertThat(dynamo.listTables()).isEmpty();
            var used = dynamo.client().serviceClientConfiguration();
            assertThat(used.region()).isEqualTo(Region.EU_WEST_3);
            assertThat(used.credentialsProvider().resolveIdentity().join())
                    .extracting(Object::toString)
                    .asString()
                    .contains("profilekey");
        } finally {
            System.clearProperty("aws.sharedCredentialsFile");
            System.clearProperty("aws.configFile");
        }
    }

    @Test
    void aProfileThatIsNotThereIsNamed() {
        try (DynamoDb dynamo = DynamoDb.open(DynamoConfig.standard()
                .endpoint(LOCAL.endpoint())
                .region("us-east-1")
                .profile("no-such-profile"))) {
            assertThatThrownBy(() -> dynamo.table("albums").get(KEY))
                    .isInstanceOf(DynamoException.class)
                    .hasMessageContaining("no-such-profile");
        }
    }

    @Test
    void aTableNameMustBeOne() {
        try (DynamoDb dynamo = DynamoDb.open(local())) {
            assertThatThrownBy(() -> dynamo.table("ab"))
                    .isInstanceOf(DynamoException.InvalidRequest.class)
                    .hasMessageContaining("\"ab\"");
        }
    }
}
