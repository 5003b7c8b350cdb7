package io.stator.dynamodb.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

@WithDynamoDbLocal(databasePerMethod = true, delayTransientStatuses = true)
final class WithDynamoDbLocalTest {
    @RepeatedTest(2)
    void eachMethodHasAnEmptyDatabase(DynamoDbClient client, URI endpoint) {
        assertThat(endpoint)
                .isEqualTo(LocalServers.get(LocalServers.Kind.DELAYED).endpoint());
        assertThat(client.listTables().tableNames()).isEmpty();
        client.createTable(DynamoDbLocalTest.table("made"));
    }

    @Nested
    final class Inside {
        @Test
        void soHasANestedOne(DynamoDbClient client) {
            assertThat(client.listTables().tableNames()).isEmpty();
            client.createTable(DynamoDbLocalTest.table("made"));
        }
    }
}
