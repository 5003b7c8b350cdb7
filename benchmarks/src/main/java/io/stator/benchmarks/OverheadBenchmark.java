package io.stator.benchmarks;

import io.stator.dynamodb.DynamoDb;
import io.stator.dynamodb.Item;
import io.stator.dynamodb.ItemResult;
import io.stator.dynamodb.Table;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;

/**
 * What a call costs before the client of the AWS SDK gets it and after it answers: the request and the reading of the answer, over a
 * client that answers without doing anything. The difference of the two sides is what the library adds to a call.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class OverheadBenchmark {
    private static final String TABLE = "customers";

    private final Customer ada = Customer.ADA;
    private final DynamoDbClient sdk = new Answering(
            GetItemResponse.builder().item(ada.attributes()).build(),
            PutItemResponse.builder().build());
    private final Table table = DynamoDb.of(sdk).table(TABLE);

    /** A client that has its answers ready. */
    private record Answering(GetItemResponse got, PutItemResponse put) implements DynamoDbClient {
        @Override
        public GetItemResponse getItem(GetItemRequest request) {
            return got;
        }

        @Override
        public PutItemResponse putItem(PutItemRequest request) {
            return put;
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {
            // There is nothing open.
        }
    }

    @Benchmark
    public Customer getSdk() {
        Map<String, AttributeValue> key = new HashMap<>(4);
        key.put("id", AttributeValue.fromS("customer-0001"));
        key.put("created", AttributeValue.fromN("1700000000000"));
        return Customer.of(
                sdk.getItem(GetItemRequest.builder().tableName(TABLE).key(key).build())
                        .item());
    }

    @Benchmark
    public Customer getStator() {
        return table.get(Item.of("id", "customer-0001").with("created", 1_700_000_000_000L))
                .as(Customer.class)
                .orElseThrow();
    }

    @Benchmark
    public PutItemResponse putSdk() {
        return sdk.putItem(
                PutItemRequest.builder().tableName(TABLE).item(ada.attributes()).build());
    }

    @Benchmark
    public ItemResult putStator() {
        return table.put(Item.of("id", ada.id())
                .with("created", ada.created())
                .with("name", ada.name())
                .with("email", ada.email())
                .with("visits", ada.visits())
                .with("rating", ada.rating())
                .with("active", ada.active())
                .with("city", ada.city())
                .with("balance", ada.balance())
                .with("tags", ada.tags()));
    }
}
