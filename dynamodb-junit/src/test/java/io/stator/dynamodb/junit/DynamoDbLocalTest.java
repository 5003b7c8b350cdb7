package io.stator.dynamodb.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.dynamodb.DynamoDb;
import java.net.URI;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class DynamoDbLocalTest {
    @RegisterExtension
    static final DynamoDbLocal local = DynamoDbLocal.start();

    // What a static initialiser opens is the database of the class.
    private static final DynamoDbClient EARLY = local.client();

    static CreateTableRequest table(String name) {
        return CreateTableRequest.builder()
                .tableName(name)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(AttributeDefinition.builder()
                        .attributeName("id")
                        .attributeType(ScalarAttributeType.S)
                        .build())
                .keySchema(KeySchemaElement.builder()
                        .attributeName("id")
                        .keyType(KeyType.HASH)
                        .build())
                .build();
    }

    @Test
    @Order(1)
    void theDatabaseIsEmptyAtFirst(DynamoDbClient client) {
        assertThat(client).isSameAs(EARLY);
        assertThat(client.listTables().tableNames()).isEmpty();
        client.createTable(table("kept"));
    }

    @Test
    @Order(2)
    void theMethodsOfAClassShareItsDatabase(DynamoDbClient client) {
        assertThat(client.listTables().tableNames()).containsExactly("kept");
    }

    @Test
    @Order(2)
    void everyKindOfClientIsHandedIn(
            DynamoDbAsyncClient async, DynamoDbStreamsClient streams, URI endpoint, DynamoDb dynamo) {
        assertThat(dynamo).isSameAs(local.dynamoDb());
        assertThat(dynamo.listTables()).containsExactly("kept");
        try (DynamoDb other = DynamoDb.open(local.config())) {
            assertThat(other.describeTable("kept")).isPresent();
        }
        assertThat(async.listTables().join().tableNames()).containsExactly("kept");
        assertThat(streams.listStreams(request -> {}).streams()).isEmpty();
        assertThat(endpoint).isEqualTo(local.endpoint()).hasHost("127.0.0.1");
        assertThat(async).isSameAs(local.asyncClient());
        assertThat(streams).isSameAs(local.streamsClient());
    }

    @Nested
    final class Inside {
        @Test
        void aNestedClassUsesTheDatabaseAroundIt(DynamoDbClient client) {
            assertThat(client).isSameAs(EARLY);
            assertThat(client.listTables().tableNames()).contains("kept");
        }
    }

    @Test
    @Order(3)
    void tablesAreActiveAtOnce(DynamoDbClient client) {
        assertThat(client.createTable(table("prompt")).tableDescription().tableStatus())
                .isEqualTo(TableStatus.ACTIVE);
        client.deleteTable(request -> request.tableName("prompt"));
    }
}
