package io.stator.dynamodb;

import static io.stator.dynamodb.Expression.expression;
import static io.stator.dynamodb.Expression.quoted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.dynamodb.junit.DynamoDbLocal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;

/** What is written is what the service reads. */
final class ExpressionServiceTest {
    @RegisterExtension
    static final DynamoDbLocal local = DynamoDbLocal.start();

    private static final String TABLE = "expressions";
    private static final int ITERATIONS = 200;
    private static final Codecs CODECS = Codecs.standard();

    @BeforeAll
    static void createTable() {
        local.client()
                .createTable(table -> table.tableName(TABLE)
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .attributeDefinitions(AttributeDefinition.builder()
                                .attributeName("id")
                                .attributeType("N")
                                .build())
                        .keySchema(KeySchemaElement.builder()
                                .attributeName("id")
                                .keyType(KeyType.HASH)
                                .build()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyReservedWordIsAName(boolean lowerCase) throws IOException {
        List<String> words = reservedWords().stream()
                .map(word -> lowerCase ? word.toLowerCase(Locale.ROOT) : word)
                .toList();
        assertThat(words).hasSize(573);
        for (int start = 0; start < words.size(); start += 100) {
            List<String> some = words.subList(start, Math.min(words.size(), start + 100));
            Map<String, Integer> expected = new LinkedHashMap<>();
            some.forEach(word -> expected.put(word, word.length()));
            String set = some.stream().map(word -> word + " = ?").collect(Collectors.joining(", "));
            Item updated = update(
                    1,
                    expression(
                            "SET " + set + " REMOVE nothing", expected.values().toArray()));
            assertThat(updated.only(some.toArray(String[]::new))).isEqualTo(Item.copyOf(expected));
            String where = some.stream().map(word -> word + " = ?").collect(Collectors.joining(" AND "));
            assertThat(matching(expression(where, expected.values().toArray()))).containsExactly(1);
            assertThat(project(1, String.join(", ", some))).isEqualTo(Item.copyOf(expected));
            update(1, expression("REMOVE " + String.join(", ", some)));
        }
        for (String word : words) {
            assertThat(expression(word + " = ? AND NOT " + word + " = ?", 1, 2).isUpdate())
                    .isFalse();
            assertThat(expression("SET " + word + " = " + quoted(word) + " + ?", 1)
                            .isUpdate())
                    .isTrue();
        }
    }

    @Test
    void theServicesOwnLimitsAreTheSame() {
        assertThat(matching(expression(
                        "a = ?" + " OR a = ?".repeat(149),
                        Collections.nCopies(150, -1).toArray())))
                .isEmpty();
        assertThat(matching(expression("a IN ?", Collections.nCopies(100, -1)))).isEmpty();
        String deep = "(".repeat(3) + "a = ? OR (".repeat(149) + "a = ?" + ")".repeat(152);
        assertThat(matching(expression(deep, Collections.nCopies(150, -1).toArray())))
                .isEmpty();
        String text = "a" + ".b".repeat(31) + " = ?";
        assertThat(matching(expression(text, -1))).isEmpty();
    }

    @Test
    void anUpdateThatTheServiceRefusesIsNotHidden() {
        assertThatThrownBy(() -> update(1, expression("SET a = ?, a.b = ?", 1, 2)))
                .isInstanceOf(DynamoDbException.class)
                .hasMessageContaining("overlap");
    }

    @Test
    void randomConditionsHoldForTheItemsTheyShould() {
        long seed = seed();
        Random random = new Random(seed);
        List<Map<String, Integer>> items =
                IntStream.range(100, 108).mapToObj(id -> randomItem(id, random)).toList();
        items.forEach(item -> put(item));
        for (int i = 0; i < ITERATIONS; i++) {
            RandomExpressions.Condition condition = new RandomExpressions(random).condition(4);
            String guarded = "id >= ? AND id < ? AND (" + condition.text() + ")";
            List<Object> values = new ArrayList<>(List.of(100, 108));
            values.addAll(condition.values());
            Set<Integer> expected = items.stream()
                    .filter(condition::holds)
                    .map(item -> item.get("id"))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(matching(expression(guarded, values.toArray())))
                    .as("seed %s, iteration %s: %s with %s on %s", seed, i, condition.text(), condition.values(), items)
                    .isEqualTo(expected);
        }
    }

    @Test
    void randomUpdatesChangeWhatTheyShould() {
        long seed = seed();
        Random random = new Random(seed);
        for (int i = 0; i < ITERATIONS; i++) {
            Map<String, Integer> item = randomItem(50, random);
            put(item);
            RandomExpressions.Change change = new RandomExpressions(random).change(item);
            assertThat(update(50, expression(change.text(), change.values().toArray())))
                    .as("seed %s, iteration %s: %s with %s on %s", seed, i, change.text(), change.values(), item)
                    .isEqualTo(Item.copyOf(change.after()));
        }
    }

    private static long seed() {
        return Objects.requireNonNullElse(Long.getLong("stator.seed"), 42L);
    }

    private static Map<String, Integer> randomItem(int id, Random random) {
        Map<String, Integer> item = new LinkedHashMap<>();
        RandomExpressions.NAMES.forEach(name -> {
            if (random.nextInt(4) > 0) {
                item.put(name, random.nextInt(6));
            }
        });
        item.put("id", id);
        return item;
    }

    private static void put(Map<String, Integer> item) {
        local.client()
                .putItem(request ->
                        request.tableName(TABLE).item(Item.copyOf(item).attributes(CODECS)));
    }

    private static Set<Integer> matching(Expression condition) {
        ExpressionWriter writer = new ExpressionWriter(CODECS);
        String text = writer.writeCondition(condition);
        return client()
                .scan(request -> request.tableName(TABLE)
                        .filterExpression(text)
                        .expressionAttributeNames(writer.names())
                        .expressionAttributeValues(writer.values()))
                .items()
                .stream()
                .map(item -> Integer.valueOf(item.get("id").n()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Item update(int id, Expression update) {
        ExpressionWriter writer = new ExpressionWriter(CODECS);
        String text = writer.writeUpdate(update);
        return Item.read(
                client().updateItem(request -> request.tableName(TABLE)
                                .key(Map.of("id", AttributeValue.fromN("" + id)))
                                .updateExpression(text)
                                .expressionAttributeNames(writer.names())
                                .expressionAttributeValues(writer.values())
                                .returnValues(ReturnValue.ALL_NEW))
                        .attributes(),
                CODECS);
    }

    private static Item project(int id, String paths) {
        ExpressionWriter writer = new ExpressionWriter(CODECS);
        String text = writer.writeProjection(paths);
        return Item.read(
                client().getItem(request -> request.tableName(TABLE)
                                .key(Map.of("id", AttributeValue.fromN("" + id)))
                                .projectionExpression(text)
                                .expressionAttributeNames(writer.names()))
                        .item(),
                CODECS);
    }

    private static DynamoDbClient client() {
        return local.client();
    }

    private static List<String> reservedWords() throws IOException {
        try (InputStream words = ExpressionServiceTest.class.getResourceAsStream("reserved-words.txt")) {
            return new String(words.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }
}
