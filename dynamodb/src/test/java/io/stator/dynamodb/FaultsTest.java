package io.stator.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.dynamodb.junit.DynamoDbLocal;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ListTablesRequest;
import software.amazon.awssdk.services.dynamodb.model.ListTablesResponse;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

final class FaultsTest {
    @RegisterExtension
    static final DynamoDbLocal local = DynamoDbLocal.start().databasePerMethod();

    private final Faults faults = new Faults();
    private DynamoDbClient client;
    private DynamoDbAsyncClient async;

    private DynamoDbClient client() {
        client = faults.client(local);
        return client;
    }

    private DynamoDbAsyncClient async() {
        async = faults.asyncClient(local);
        return async;
    }

    @AfterEach
    void close() {
        if (client != null) {
            client.close();
        }
        if (async != null) {
            async.close();
        }
    }

    private static void create(CreateTableRequest.Builder request) {
        request.tableName("made")
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(attribute -> attribute.attributeName("id").attributeType(ScalarAttributeType.S))
                .keySchema(key -> key.attributeName("id").keyType(KeyType.HASH));
    }

    @Test
    void theCallOfThatNumberFailsAndIsNotSent() {
        RuntimeException failure = Faults.throttled();
        faults.fail("CreateTable", 1, failure);
        DynamoDbClient sync = client();
        assertThatThrownBy(() -> sync.createTable(FaultsTest::create)).isSameAs(failure);
        assertThat(local.client().listTables().tableNames()).isEmpty();
        sync.createTable(FaultsTest::create);
        assertThat(local.client().listTables().tableNames()).containsExactly("made");
        assertThat(faults.calls("CreateTable")).isEqualTo(2);
        assertThat(faults.calls("ListTables")).isZero();
    }

    @Test
    void theCallIsDoneThoughItsAnswerIsLost() {
        faults.loseAnswer("CreateTable", 1);
        DynamoDbClient sync = client();
        assertThatThrownBy(() -> sync.createTable(FaultsTest::create)).isInstanceOf(SdkClientException.class);
        assertThat(local.client().listTables().tableNames()).containsExactly("made");
        assertThat(faults.calls("CreateTable")).isEqualTo(1);
    }

    @Test
    void asynchronousCallsFailInTheSameWays() {
        faults.fail("ListTables", 1, Faults.throttled()).loseAnswer("CreateTable", 1);
        DynamoDbAsyncClient client = async();
        assertThatThrownBy(() -> client.listTables().join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(ProvisionedThroughputExceededException.class);
        assertThatThrownBy(() -> client.createTable(FaultsTest::create).join())
                .hasCauseInstanceOf(SdkClientException.class);
        assertThat(client.listTables().join().tableNames()).containsExactly("made");
        assertThat(faults.calls("CreateTable")).isEqualTo(1);
    }

    @Test
    void requestsAndAnswersAreChanged() {
        client().createTable(FaultsTest::create);
        faults.changeRequest(
                        "ListTables",
                        request -> ((ListTablesRequest) request)
                                .toBuilder().exclusiveStartTableName("made").build())
                .changeAnswer(
                        "ListTables",
                        (call, answer) -> call == 2
                                ? ((ListTablesResponse) answer)
                                        .toBuilder().tableNames("changed").build()
                                : answer);
        assertThat(client.listTables().tableNames()).isEmpty();
        assertThat(client.listTables().tableNames()).containsExactly("changed");
        assertThat(((ListTablesRequest) faults.requests("ListTables").get(0)).exclusiveStartTableName())
                .isNull();
    }
}
