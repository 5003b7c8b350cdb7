package io.stator.dynamodb;

import static io.stator.dynamodb.KeyType.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.dynamodb.junit.DynamoDbLocal;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

final class TimeToLiveTest {
    @RegisterExtension
    static final DynamoDbLocal local = DynamoDbLocal.start().databasePerMethod();

    private static final TableSpec SESSIONS = TableSpec.named("sessions").partitionKey("id", TEXT);
    private static final TimeToLiveDescription ON =
            new TimeToLiveDescription(Optional.of("expires"), TimeToLiveStatus.ENABLED);
    private static final TimeToLiveDescription OFF =
            new TimeToLiveDescription(Optional.empty(), TimeToLiveStatus.DISABLED);

    private final Faults faults = new Faults();
    private DynamoDbClient client;
    private DynamoDbAsyncClient asyncClient;
    private DynamoDb dynamo;

    @BeforeEach
    void open() {
        client = faults.client(local);
        asyncClient = faults.asyncClient(local);
        dynamo = DynamoDb.of(client, asyncClient);
    }

    @AfterEach
    void close() {
        dynamo.close();
        client.close();
        asyncClient.close();
    }

    @Test
    void anAbsentTableHasNone() {
        assertThat(dynamo.describeTimeToLive("sessions")).isEmpty();
        assertThat(dynamo.describeTimeToLiveAsync("sessions").join()).isEmpty();
        assertThatThrownBy(() -> dynamo.ensureTimeToLive("sessions", "expires"))
                .isInstanceOf(DynamoException.NotFound.class)
                .hasMessageContaining("sessions");
    }

    @Test
    void itIsTurnedOnAndOff() {
        dynamo.createTable(SESSIONS);
        assertThat(dynamo.describeTimeToLive("sessions")).contains(OFF);
        dynamo.updateTimeToLive("sessions", true, "expires");
        assertThat(dynamo.describeTimeToLive("sessions")).contains(ON);
        assertThat(dynamo.describeTimeToLiveAsync("sessions").join()).contains(ON);
        dynamo.updateTimeToLiveAsync("sessions", false, "expires").join();
        assertThat(dynamo.describeTimeToLive("sessions")).contains(OFF);
        assertThatThrownBy(() -> dynamo.updateTimeToLive("sessions", true, ""))
                .isInstanceOf(DynamoException.InvalidRequest.class)
                .hasMessageStartingWith("UpdateTimeToLive on sessions: ");
    }

    @Test
    void itIsEnsuredOnce() {
        dynamo.createTable(SESSIONS);
        assertThat(dynamo.ensureTimeToLive("sessions", "expires")).isTrue();
        assertThat(dynamo.ensureTimeToLive("sessions", "expires")).isFalse();
        assertThat(dynamo.ensureTimeToLiveAsync("sessions", "expires").join()).isFalse();
        assertThat(faults.calls("UpdateTimeToLive")).isEqualTo(1);
        assertThat(dynamo.describeTimeToLive("sessions")).contains(ON);
        assertThatThrownBy(() -> dynamo.ensureTimeToLive("sessions", "until"))
                .isInstanceOf(DynamoException.InUse.class)
                .hasMessageContaining("\"until\"")
                .hasMessageContaining("\"expires\"");
    }

    @Test
    void someoneElseMayBeQuicker() {
        dynamo.createTable(SESSIONS);
        faults.changeRequest("UpdateTimeToLive", request -> {
            local.client()
                    .updateTimeToLive(change -> change.tableName("sessions")
                            .timeToLiveSpecification(ttl -> ttl.enabled(true).attributeName("expires")));
            return request;
        });
        assertThat(dynamo.ensureTimeToLive("sessions", "expires")).isFalse();
        assertThat(dynamo.describeTimeToLive("sessions")).contains(ON);
    }

    @Test
    void aTableIsMadeWithIt() {
        dynamo.createTable(SESSIONS.timeToLive("expires"), Waiting.none());
        assertThat(dynamo.describeTimeToLive("sessions")).contains(ON);
    }
}
