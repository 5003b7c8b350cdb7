package io.stator.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpClientsTest {
    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:8000", "https://LOCALHOST", "http://127.0.0.1:8000", "http://[::1]:8000"})
    void noProxyIsOnTheWayToTheMachineItself(String endpoint) {
        assertThat(DynamoConfig.standard().endpoint(URI.create(endpoint)).isLocal())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost.example:8000", "http://127.0.0.1.example", "http://dynamodb:8000"})
    void anotherMachineMayBeBehindAProxy(String endpoint) {
        assertThat(DynamoConfig.standard().endpoint(URI.create(endpoint)).isLocal())
                .isFalse();
    }

    @Test
    void theServiceMayBeBehindAProxy() {
        assertThat(DynamoConfig.standard().isLocal()).isFalse();
    }
}
