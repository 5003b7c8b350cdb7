package io.stator.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.dynamodb.StubServer.Answer;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ListTablesResponse;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;

final class StubServerTest {
    private final StubServer stub = StubServer.start();
    private final DynamoDbClient client = stub.client();

    StubServerTest() throws IOException {}

    @AfterEach
    void stop() {
        client.close();
        stub.close();
    }

    @Test
    void scriptedAnswersComeFirstThenTheRule() {
        stub.script("ListTables", Answer.ok("{\"TableNames\":[\"one\"]}"), Answer.ok("{\"TableNames\":[\"two\"]}"))
                .always("ListTables", Answer.ok("{\"TableNames\":[]}"));
        assertThat(client.listTables().tableNames()).containsExactly("one");
        assertThat(client.listTables().tableNames()).containsExactly("two");
        assertThat(client.listTables().tableNames()).isEmpty();
        assertThat(client.listTables().tableNames()).isEmpty();
        client.listTables(request -> request.limit(7));
        assertThat(stub.requests("ListTables")).hasSize(5);
        assertThat(stub.requests().get(4).body()).isEqualTo("{\"Limit\":7}");
    }

    @Test
    void errorsAreThoseOfTheService() {
        stub.script("ListTables", Answer.error(400, "ProvisionedThroughputExceededException", "slow down"));
        assertThatThrownBy(client::listTables)
                .isInstanceOf(ProvisionedThroughputExceededException.class)
                .hasMessageContaining("slow down");
        assertThatThrownBy(client::listTables)
                .isInstanceOf(DynamoDbException.class)
                .hasMessageContaining("the stub has no answer for ListTables");
    }

    @Test
    void aConnectionBreaks() {
        stub.always("ListTables", Answer.dropped());
        assertThatThrownBy(client::listTables).isInstanceOf(SdkClientException.class);
    }

    @Test
    void anAnswerWaitsForItsLatch() {
        CountDownLatch gate = new CountDownLatch(1);
        stub.script("ListTables", Answer.ok("{\"TableNames\":[\"late\"]}").after(gate))
                .always("ListTables", Answer.ok("{\"TableNames\":[\"early\"]}"));
        try (DynamoDbAsyncClient async = stub.asyncClient()) {
            CompletableFuture<ListTablesResponse> late = async.listTables();
            while (stub.requests().isEmpty()) {
                Thread.onSpinWait();
            }
            assertThat(client.listTables().tableNames()).containsExactly("early");
            assertThat(late).isNotDone();
            gate.countDown();
            assertThat(late.join().tableNames()).containsExactly("late");
        }
    }
}
