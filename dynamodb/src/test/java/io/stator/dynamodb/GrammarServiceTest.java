package io.stator.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.dynamodb.junit.DynamoDbLocal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeyType;

/** Sentences that are nearly right: what we read the service reads, and what we refuse the service refuses too. */
final class GrammarServiceTest {
    @RegisterExtension
    static final DynamoDbLocal local = DynamoDbLocal.start();

    private static final int ITERATIONS = 1000;

    private static final List<String> SENTENCES = List.of(
            "aa = ?",
            "NOT aa < bb AND ( cc >= ? OR dd <> ? )",
            "aa . bb [0] BETWEEN ? AND cc",
            "aa IN ( ? , bb , ? ) OR size ( cc ) > ?",
            "attribute_exists ( aa . bb ) AND begins_with ( cc , ? )",
            "contains ( aa , size ( bb ) ) OR NOT ( attribute_not_exists ( cc ) )",
            "SET aa = ? , bb . cc [1] = dd + ?",
            "SET aa = if_not_exists ( bb , ? ) - ? REMOVE cc , dd",
            "SET aa = list_append ( bb , ? ) ADD cc ? DELETE dd ?",
            "REMOVE aa [0] , bb ADD cc ?",
            "SET aa = ( bb + ? )");

    private static final List<String> WORDS = List.of(
            "aa",
            "bb",
            "?",
            "(",
            ")",
            ",",
            ".",
            "[0]",
            "=",
            "<",
            ">=",
            "<>",
            "+",
            "-",
            "AND",
            "OR",
            "NOT",
            "BETWEEN",
            "IN",
            "SET",
            "REMOVE",
            "ADD",
            "DELETE",
            "size",
            "contains",
            "attribute_exists",
            "if_not_exists",
            "list_append");

    @BeforeAll
    static void createTable() {
        local.client()
                .createTable(table -> table.tableName(Shelf.TABLE)
                        .billingMode("PAY_PER_REQUEST")
                        .attributeDefinitions(Shelf.attribute("id", "S"))
                        .keySchema(Shelf.key("id", KeyType.HASH)));
    }

    @Test
    void theServiceAgrees() {
        long seed = Objects.requireNonNullElse(Long.getLong("stator.seed"), 7L);
        Random random = new Random(seed);
        int read = 0;
        for (int i = 0; i < ITERATIONS; i++) {
            String sentence = String.join(" ", changed(random));
            Optional<Expression> expression = read(sentence);
            String raw = refusal(raw(sentence), null, rawValues(sentence));
            String place = "seed %s, iteration %s: %s; the service says: %s".formatted(seed, i, sentence, raw);
            if (expression.isEmpty()) {
                assertThat(raw).as(place).isNotEmpty();
                continue;
            }
            read++;
            ExpressionWriter writer = new ExpressionWriter(Codecs.standard());
            String written = writer.write(expression.get());
            assertThat(refusal(written, writer.names(), writer.values()))
                    .as(place + "; written: " + written)
                    .doesNotContain(
                            "Syntax error", "redundant parentheses", "Invalid function name", "only be used once");
        }
        assertThat(read).as("sentences that are right").isBetween(ITERATIONS / 20, ITERATIONS);
    }

    private static List<String> changed(Random random) {
        List<String> words = new ArrayList<>(
                List.of(SENTENCES.get(random.nextInt(SENTENCES.size())).split(" ")));
        for (int changes = random.nextInt(4); changes > 0; changes--) {
            int place = random.nextInt(words.size());
            switch (random.nextInt(5)) {
                case 0 -> words.add(place, WORDS.get(random.nextInt(WORDS.size())));
                case 1 -> words.set(place, WORDS.get(random.nextInt(WORDS.size())));
                case 2 -> words.add(words.get(place));
                case 3 -> Collections.swap(words, place, random.nextInt(words.size()));
                default -> {
                    if (words.size() > 1) {
                        words.remove(place);
                    }
                }
            }
        }
        return words;
    }

    private static Optional<Expression> read(String sentence) {
        Object[] values = Collections.nCopies(
                        (int) sentence.chars()
                                .filter(character -> character == '?')
                                .count(),
                        1)
                .toArray();
        // IN ? is ours alone, and needs a collection.
        for (int at = sentence.indexOf('?'), number = 0; at >= 0; at = sentence.indexOf('?', at + 1), number++) {
            values[number] = sentence.substring(0, at).endsWith(" IN ") ? List.of(1) : 1;
        }
        try {
            return Optional.of(Expression.expression(sentence, values));
        } catch (DynamoException.InvalidRequest refused) {
            return Optional.empty();
        }
    }

    private static String raw(String sentence) {
        StringBuilder raw = new StringBuilder();
        int number = 0;
        for (String word : sentence.split(" ")) {
            raw.append(word.equals("?") ? ":v" + number++ : word).append(" ");
        }
        return raw.toString();
    }

    private static Map<String, AttributeValue> rawValues(String sentence) {
        Map<String, AttributeValue> values = new HashMap<>();
        int count = (int) sentence.chars().filter(character -> character == '?').count();
        for (int i = 0; i < count; i++) {
            values.put(":v" + i, AttributeValue.fromN("1"));
        }
        return values.isEmpty() ? null : values;
    }

    /** Returns why the service cannot read a text as a condition and as an update, or nothing if it can. */
    private static String refusal(String text, Map<String, String> names, Map<String, AttributeValue> values) {
        boolean update = text.matches("(SET|REMOVE|ADD|DELETE) [^=<>].*");
        try {
            if (update) {
                local.client()
                        .updateItem(request -> request.tableName(Shelf.TABLE)
                                .key(Map.of("id", AttributeValue.fromS("x")))
                                .updateExpression(text)
                                .expressionAttributeNames(names)
                                .expressionAttributeValues(values));
            } else {
                local.client()
                        .scan(request -> request.tableName(Shelf.TABLE)
                                .filterExpression(text)
                                .expressionAttributeNames(names)
                                .expressionAttributeValues(values));
            }
            return "";
        } catch (DynamoDbException refused) {
            String message = refused.awsErrorDetails().errorMessage();
            return message.startsWith("Invalid UpdateExpression") || message.startsWith("Invalid FilterExpression")
                    ? message
                    : "";
        }
    }
}
