package io.stator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.dynamodb.junit.DynamoDbLocal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DeleteRequest;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.PutRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** The simulated service does what DynamoDB Local does, call by call, for what our storage asks it. */
final class TableServiceTest {
    private static final long SEED = Long.getLong("stator.seed", 20261130L);
    private static final int STEPS = 1_500;
    private static final String TABLE = "duel";
    private static final String[] CONDITIONS = {
        "attribute_not_exists(#p)",
        "#f = :f",
        "attribute_not_exists(p) OR (attribute_exists(#f) AND #n <= :n)",
        "#n = :n AND #f = :f",
        "#n <> :n",
        "NOT #n > :n",
        "#n < :n OR #n >= :n AND #f = :f",
        "begins_with(#f, :f)",
        "(#f = :f OR #n = :n) AND attribute_exists(#p)"
    };
    private static final String[] RANGES = {"p = :p", "p = :p AND begins_with(s, :s)", "p = :p AND s >= :s"};

    @RegisterExtension
    static final DynamoDbLocal LOCAL = DynamoDbLocal.start();

    private final Random random = new Random(SEED);
    private final DynamoDbClient real = LOCAL.client();
    private final DynamoDbClient simulated = new TableService(() -> 0, TableService.Whims.NONE);

    private static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }

    private Map<String, AttributeValue> key() {
        String sort =
                random.nextInt(8) == 0 ? "ä\uD83D\uDE00\uFFFD".substring(random.nextInt(2)) : "s" + random.nextInt(12);
        return new HashMap<>(Map.of("p", text("p" + random.nextInt(3)), "s", text(sort)));
    }

    private AttributeValue number() {
        String[] numbers = {"0", "1", "1.0", "2", "10", "-3", "1e1"};
        return AttributeValue.fromN(numbers[random.nextInt(numbers.length)]);
    }

    private Map<String, AttributeValue> item() {
        Map<String, AttributeValue> item = key();
        if (random.nextBoolean()) {
            item.put("n", random.nextInt(9) == 0 ? text("1") : number());
        }
        if (random.nextBoolean()) {
            item.put("f", text("f" + random.nextInt(3)));
        }
        item.put("b", AttributeValue.fromB(SdkBytes.fromByteArray(new byte[] {(byte) random.nextInt(), 1})));
        return item;
    }

    private static Object outcome(Function<DynamoDbClient, Object> call, DynamoDbClient client) {
        try {
            return call.apply(client);
        } catch (ConditionalCheckFailedException failure) {
            return "not " + (failure.hasItem() ? canonical(failure.item()) : "");
        } catch (DynamoDbException failure) {
            return failure.awsErrorDetails().errorCode();
        }
    }

    /** Returns an item whose numbers are equal if they have the same value. */
    private static Object canonical(Map<String, AttributeValue> item) {
        Map<String, Object> canonical = new HashMap<>();
        item.forEach((name, value) -> canonical.put(
                name, value.n() == null ? value : new java.math.BigDecimal(value.n()).stripTrailingZeros()));
        return canonical;
    }

    private static Object canonical(List<Map<String, AttributeValue>> items) {
        return items.stream().map(TableServiceTest::canonical).toList();
    }

    private Function<DynamoDbClient, Object> put() {
        Map<String, AttributeValue> item = item();
        String condition = random.nextInt(4) == 0 ? null : CONDITIONS[random.nextInt(CONDITIONS.length)];
        Map<String, String> names = new HashMap<>();
        Map<String, AttributeValue> values = new HashMap<>();
        if (condition != null) {
            for (String name : new String[] {"p", "f", "n"}) {
                if (condition.contains("#" + name)) {
                    names.put("#" + name, name);
                }
            }
            if (condition.contains(":f")) {
                values.put(":f", text("f" + random.nextInt(3)));
            }
            if (condition.contains(":n")) {
                values.put(":n", number());
            }
        }
        boolean shown = random.nextBoolean();
        return client -> {
            client.putItem(put -> put.tableName(TABLE)
                    .item(item)
                    .conditionExpression(condition)
                    .expressionAttributeNames(names.isEmpty() ? null : names)
                    .expressionAttributeValues(values.isEmpty() ? null : values)
                    .returnValuesOnConditionCheckFailure(
                            shown
                                    ? ReturnValuesOnConditionCheckFailure.ALL_OLD
                                    : ReturnValuesOnConditionCheckFailure.NONE));
            return "put";
        };
    }

    private Function<DynamoDbClient, Object> query() {
        String range = RANGES[random.nextInt(RANGES.length)];
        Map<String, AttributeValue> values = new HashMap<>(Map.of(":p", text("p" + random.nextInt(3))));
        if (range.contains(":s")) {
            values.put(":s", text(random.nextInt(4) == 0 ? "s" : "s" + random.nextInt(12)));
        }
        Integer limit = random.nextBoolean() ? null : 1 + random.nextInt(4);
        boolean descending = random.nextBoolean();
        String projection = random.nextInt(3) == 0 ? "s, f" : null;
        return client -> {
            List<Object> pages = new ArrayList<>();
            Map<String, AttributeValue> from = null;
            do {
                Map<String, AttributeValue> start = from;
                QueryResponse page = client.query(query -> query.tableName(TABLE)
                        .keyConditionExpression(range)
                        .expressionAttributeValues(values)
                        .limit(limit)
                        .scanIndexForward(!descending)
                        .projectionExpression(projection)
                        .exclusiveStartKey(start)
                        .consistentRead(true));
                if (page.hasItems() && !page.items().isEmpty()) {
                    pages.add(canonical(page.items())); // an empty page may come last, or not
                }
                from = page.hasLastEvaluatedKey() ? page.lastEvaluatedKey() : null;
            } while (from != null);
            return pages;
        };
    }

    private List<Map<String, AttributeValue>> keys(int max) {
        List<Map<String, AttributeValue>> keys = new ArrayList<>();
        for (int i = random.nextInt(max); i >= 0; i--) {
            keys.add(key());
        }
        return random.nextInt(4) == 0 ? keys : new ArrayList<>(new java.util.LinkedHashSet<>(keys));
    }

    private Function<DynamoDbClient, Object> batchGet() {
        List<Map<String, AttributeValue>> keys = keys(8);
        return client -> {
            List<Map<String, AttributeValue>> found =
                    new ArrayList<>(client.batchGetItem(batch -> batch.requestItems(Map.of(
                                    TABLE,
                                    KeysAndAttributes.builder()
                                            .keys(keys)
                                            .consistentRead(true)
                                            .build())))
                            .responses()
                            .getOrDefault(TABLE, List.of()));
            found.sort(Comparator.comparing(
                    item -> item.get("p").s() + "/" + item.get("s").s()));
            return canonical(found);
        };
    }

    private Function<DynamoDbClient, Object> batchWrite() {
        List<WriteRequest> writes = keys(8).stream()
                .map(key -> {
                    Map<String, AttributeValue> item = item();
                    item.putAll(key);
                    return random.nextBoolean()
                            ? WriteRequest.builder()
                                    .putRequest(PutRequest.builder().item(item).build())
                                    .build()
                            : WriteRequest.builder()
                                    .deleteRequest(
                                            DeleteRequest.builder().key(key).build())
                                    .build();
                })
                .toList();
        return client -> client.batchWriteItem(batch -> batch.requestItems(Map.of(TABLE, writes)))
                .unprocessedItems()
                .isEmpty();
    }

    private Function<DynamoDbClient, Object> get() {
        Map<String, AttributeValue> key = key();
        if (random.nextInt(20) == 0) {
            key.remove("s");
        }
        return client -> {
            var answer = client.getItem(get -> get.tableName(TABLE).key(key).consistentRead(true));
            return answer.hasItem() ? canonical(answer.item()) : "nothing";
        };
    }

    private Function<DynamoDbClient, Object> call() {
        return switch (random.nextInt(6)) {
            case 0, 1 -> put();
            case 2 -> query();
            case 3 -> batchGet();
            case 4 -> batchWrite();
            default -> get();
        };
    }

    @Test
    void everyCallHasTheOutcomeThatItHasOnDynamoDbLocal() {
        for (DynamoDbClient client : List.of(real, simulated)) {
            client.createTable(table -> table.tableName(TABLE)
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .keySchema(
                            KeySchemaElement.builder()
                                    .attributeName("p")
                                    .keyType(KeyType.HASH)
                                    .build(),
                            KeySchemaElement.builder()
                                    .attributeName("s")
                                    .keyType(KeyType.RANGE)
                                    .build())
                    .attributeDefinitions(
                            AttributeDefinition.builder()
                                    .attributeName("p")
                                    .attributeType(ScalarAttributeType.S)
                                    .build(),
                            AttributeDefinition.builder()
                                    .attributeName("s")
                                    .attributeType(ScalarAttributeType.S)
                                    .build()));
        }
        for (int i = 0; i < STEPS; i++) {
            Function<DynamoDbClient, Object> call = call();
            assertThat(outcome(call, simulated)).as("seed %s, step %s", SEED, i).isEqualTo(outcome(call, real));
        }
    }
}
