package io.stator.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.regions.Region;

final class DynamoConfigTest {
    private static final DynamoConfig STANDARD = DynamoConfig.standard();

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:8000", "http://127.0.0.1:8000", "http://[::1]:8000"})
    void anEndpointOnThisMachineNeedsNoCredentials(String endpoint) {
        DynamoConfig config = STANDARD.endpoint(URI.create(endpoint));

        assertThat(config.regionToUse()).isEqualTo(Region.of(DynamoConfig.LOCAL_REGION));
        assertThat(config.credentialsToUse().resolveCredentials().accessKeyId()).isEqualTo(DynamoConfig.LOCAL_KEY);
    }

    @Test
    void elsewhereTheRegionIsThatOfTheEndpointAndCredentialsAreLeftToTheSdk() {
        DynamoConfig config = STANDARD.endpoint(URI.create("https://dynamodb.eu-west-1.amazonaws.com"));

        assertThat(config.regionToUse()).isEqualTo(Region.EU_WEST_1);
        assertThat(config.credentialsToUse()).isNull();
        assertThat(STANDARD.regionToUse()).as("without an endpoint").isNull();
    }

    @Test
    void whatIsSetWins() {
        DynamoConfig config = STANDARD.endpoint(URI.create("http://localhost:8000"))
                .region("eu-west-1")
                .credentials("key", "secret", "token");

        assertThat(config.regionToUse()).isEqualTo(Region.EU_WEST_1);
        assertThat(config.credentialsToUse().resolveCredentials())
                .isEqualTo(AwsSessionCredentials.create("key", "secret", "token"));
        AnonymousCredentialsProvider provider = AnonymousCredentialsProvider.create();
        assertThat(config.credentials(provider).credentialsToUse()).isSameAs(provider);
    }

    @Test
    void aConfigurationIsNotChangedByItsWithers() {
        STANDARD.region("eu-west-1").retriesMax(3).keepAlive(true);

        assertThat(STANDARD.region).isNull();
        assertThat(STANDARD.retriesMax).isNull();
        assertThat(STANDARD.keepAlive).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://localhost:8000", "localhost:8000", "http:///path"})
    void anEndpointMustBeOfHttp(String endpoint) {
        assertThatThrownBy(() -> STANDARD.endpoint(URI.create(endpoint)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(endpoint);
    }

    @Test
    void limitsMustMakeSense() {
        assertThatThrownBy(() -> STANDARD.connectionsMax(0)).hasMessageContaining("connectionsMax must be >= 1: 0");
        assertThatThrownBy(() -> STANDARD.retriesMax(-1)).hasMessageContaining("retriesMax must be >= 0: -1");
        assertThatThrownBy(() -> STANDARD.callTimeout(Duration.ZERO)).hasMessageContaining("callTimeout");
        assertThatThrownBy(() -> HttpProxy.at("proxy", 0)).hasMessageContaining("0");
    }

    @Test
    void aProxyDoesNotShowItsPassword() {
        HttpProxy proxy =
                HttpProxy.at("proxy", 3128).signedInAs("ada", "secret").exceptFor(Set.of("localhost"));

        assertThat(proxy.toString()).contains("proxy:3128").doesNotContain("secret");
        assertThat(proxy.directHosts()).containsExactly("localhost");
    }
}
