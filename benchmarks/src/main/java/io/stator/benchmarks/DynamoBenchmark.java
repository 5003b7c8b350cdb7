package io.stator.benchmarks;

import static io.stator.dynamodb.Expression.expression;

import io.stator.dynamodb.DynamoDb;
import io.stator.dynamodb.Item;
import io.stator.dynamodb.ItemResult;
import io.stator.dynamodb.Table;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbEnhancedClient;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbTable;
import software.amazon.awssdk.enhanced.dynamodb.Key;
import software.amazon.awssdk.enhanced.dynamodb.TableSchema;
import software.amazon.awssdk.enhanced.dynamodb.model.QueryConditional;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/** The same calls through the AWS SDK, this library and the AWS Enhanced Client, over a stub that answers at once. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
public class DynamoBenchmark {
    private static final String TABLE = "customers";
    private static final int PAGE_ITEMS = 100;
    private static final Map<String, byte[]> ANSWERS = answers();

    private final DynamoDbClient sdk = DynamoDbClient.builder()
            .endpointOverride(URI.create("http://127.0.0.1:1"))
            .region(Region.US_EAST_1)
            .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
            .httpClient(new AnsweringHttpClient((operation, request) -> ANSWERS.get(operation)))
            .build();
    private final DynamoDb dynamo = DynamoDb.of(sdk);
    private final Table table = dynamo.table(TABLE);
    private final DynamoDbTable<CustomerBean> beans = DynamoDbEnhancedClient.builder()
            .dynamoDbClient(sdk)
            .extensions(List.of())
            .build()
            .table(TABLE, TableSchema.fromBean(CustomerBean.class));
    private final Customer ada = Customer.ADA;
    private final CustomerBean bean = CustomerBean.of(ada);

    private static Map<String, byte[]> answers() {
        String item = Customer.ADA.json();
        String page = IntStream.range(0, PAGE_ITEMS).mapToObj(each -> item).collect(Collectors.joining(","));
        Map<String, String> texts = Map.of(
                "GetItem", "{\"Item\":" + item + "}",
                "PutItem", "{}",
                "Query", "{\"Items\":[" + page + "],\"Count\":100,\"ScannedCount\":100}",
                "BatchGetItem", "{\"Responses\":{\"customers\":[" + batch() + "]},\"UnprocessedKeys\":{}}");
        Map<String, byte[]> answers = new HashMap<>();
        texts.forEach((operation, text) -> answers.put(operation, text.getBytes(StandardCharsets.UTF_8)));
        return answers;
    }

    private static String batch() {
        return IntStream.range(0, PAGE_ITEMS)
                .mapToObj(each -> Customer.ADA.json().replace("customer-0001", "customer-" + each))
                .collect(Collectors.joining(","));
    }

    /** Closes the clients. */
    @TearDown
    public void close() {
        dynamo.close();
        sdk.close();
    }

    private static Map<String, AttributeValue> key(String id) {
        Map<String, AttributeValue> key = new HashMap<>(4);
        key.put("id", AttributeValue.fromS(id));
        key.put("created", AttributeValue.fromN("1700000000000"));
        return key;
    }

    @Benchmark
    public Map<String, AttributeValue> getSdk() {
        return sdk.getItem(GetItemRequest.builder()
                        .tableName(TABLE)
                        .key(key("customer-0001"))
                        .build())
                .item();
    }

    @Benchmark
    public ItemResult getStator() {
        return table.get(Item.of("id", "customer-0001").with("created", 1_700_000_000_000L));
    }

    @Benchmark
    public Customer getRecordSdk() {
        return Customer.of(getSdk());
    }

    @Benchmark
    public Customer getRecordStator() {
        return table.get(Item.of("id", "customer-0001").with("created", 1_700_000_000_000L))
                .as(Customer.class)
                .orElseThrow();
    }

    @Benchmark
    public CustomerBean getRecordEnhanced() {
        return beans.getItem(Key.builder()
                .partitionValue("customer-0001")
                .sortValue(1_700_000_000_000L)
                .build());
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

    @Benchmark
    public ItemResult putRecordStator() {
        return table.put(Item.from(ada));
    }

    @Benchmark
    public CustomerBean putRecordEnhanced() {
        beans.putItem(bean);
        return bean;
    }

    @Benchmark
    public List<Customer> querySdk() {
        Map<String, AttributeValue> values = new HashMap<>(4);
        values.put(":v0", AttributeValue.fromS("customer-0001"));
        Map<String, String> names = new HashMap<>(4);
        names.put("#n0", "id");
        List<Customer> customers = new ArrayList<>();
        sdk.query(QueryRequest.builder()
                        .tableName(TABLE)
                        .keyConditionExpression("#n0 = :v0")
                        .expressionAttributeNames(names)
                        .expressionAttributeValues(values)
                        .build())
                .items()
                .forEach(item -> customers.add(Customer.of(item)));
        return customers;
    }

    @Benchmark
    public List<Customer> queryStator() {
        return table.query(expression("id = ?", "customer-0001"))
                .as(Customer.class)
                .list();
    }

    @Benchmark
    public List<CustomerBean> queryEnhanced() {
        return beans
                .query(QueryConditional.keyEqualTo(
                        Key.builder().partitionValue("customer-0001").build()))
                .items()
                .stream()
                .toList();
    }

    @Benchmark
    public @Nullable List<Map<String, AttributeValue>> batchGetSdk() {
        List<Map<String, AttributeValue>> keys = new ArrayList<>(PAGE_ITEMS);
        for (int each = 0; each < PAGE_ITEMS; each++) {
            keys.add(key("customer-" + each));
        }
        return sdk.batchGetItem(BatchGetItemRequest.builder()
                        .requestItems(Map.of(
                                TABLE, KeysAndAttributes.builder().keys(keys).build()))
                        .build())
                .responses()
                .get(TABLE);
    }

    @Benchmark
    public Object batchGetStator() {
        List<Item> keys = new ArrayList<>(PAGE_ITEMS);
        for (int each = 0; each < PAGE_ITEMS; each++) {
            keys.add(Item.of("id", "customer-" + each).with("created", 1_700_000_000_000L));
        }
        return table.getAll(keys);
    }
}
