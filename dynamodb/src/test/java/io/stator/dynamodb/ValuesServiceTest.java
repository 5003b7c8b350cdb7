package io.stator.dynamodb;

import static io.stator.dynamodb.Expression.expression;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.dynamodb.junit.DynamoDbLocal;
import io.stator.nippy.Keyword;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** Values through the service: what is put is what comes back, and what we refuse the service refuses. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ValuesServiceTest {
    @RegisterExtension
    static final DynamoDbLocal LOCAL = DynamoDbLocal.start();

    private static final long SEED = Long.getLong("stator.seed", 20_261_122L);
    private static final int RANDOM_ITEMS = 150;

    private DynamoDb dynamo;
    private Table table;

    @BeforeAll
    void makeTable() {
        dynamo = DynamoDb.of(LOCAL.client(), LOCAL.asyncClient());
        table = dynamo.table("values");
        LOCAL.client()
                .createTable(create -> create.tableName("values")
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .attributeDefinitions(each -> each.attributeName("id").attributeType(ScalarAttributeType.N))
                        .keySchema(each -> each.attributeName("id").keyType(KeyType.HASH)));
    }

    private Item roundTrip(Item item) {
        Item whole = item.with("id", 1);
        table.put(whole);
        return table.get(Item.of("id", 1)).orElseThrow().without("id");
    }

    private @Nullable Object roundTrip(@Nullable Object value) {
        return roundTrip(Item.of("value", value)).get("value");
    }

    /** A record of a program that has keywords. */
    record Tagged(Keyword kind, Set<Keyword> tags) {}

    @Test
    void keywordsAreTextAsForClojure() {
        Item item = Item.of("kind", Keyword.of("film/short"), "tags", Set.of(Keyword.of("a")))
                .with("inside", List.of(Keyword.of("b")));
        Item read = roundTrip(item);
        assertThat(read.toMap()).isEqualTo(Map.of("kind", "film/short", "tags", Set.of("a"), "inside", List.of("b")));
        assertThat(read.get("kind", Keyword.class)).isEqualTo(Keyword.of("film/short"));
        assertThat(read.as(Tagged.class)).isEqualTo(new Tagged(Keyword.of("film/short"), Set.of(Keyword.of("a"))));
        Tagged tagged = new Tagged(Keyword.of("x"), Set.of(Keyword.of("y")));
        assertThat(roundTrip(Item.from(tagged)).as(Tagged.class)).isEqualTo(tagged);
        assertThat(table.scan()
                        .filter(Expression.expression("kind = ?", Keyword.of("x")))
                        .count())
                .isEqualTo(1);
        assertThatThrownBy(() -> Item.of("kind", 1).get("kind", Keyword.class))
                .isInstanceOf(DynamoException.InvalidValue.class);
    }

    @Test
    void everyTypeComesBack() {
        for (Object row : Stream.of(ValuesTest.numbers(), ValuesTest.scalars(), ValuesTest.containers())
                .flatMap(List::stream)
                .toList()) {
            ValuesTest.Row expected = (ValuesTest.Row) row;
            if (expected.value() instanceof java.util.Optional<?> optional && optional.isEmpty()) {
                continue;
            }
            Object read = roundTrip(expected.value());
            if (expected.read() instanceof BigDecimal decimal) {
                assertThat((BigDecimal) read).as("%s", expected).isEqualByComparingTo(decimal);
            } else {
                assertThat(read).as("%s", expected).isEqualTo(expected.read());
            }
        }
        for (Object value : ValuesTest.typed()) {
            Item item = Item.of("value", value);
            assertThat(roundTrip(item)).as("%s", value).isEqualTo(item);
        }
    }

    @Test
    void falsyValuesAreNotNull() {
        assertThat(roundTrip("a\u0000b\uD83D\uDE00")).isEqualTo("a\u0000b\uD83D\uDE00");
        Item item = Item.of("no", false, "zero", 0, "empty", "", "nothing", null);
        assertThat(roundTrip(item).toMap())
                .isEqualTo(new LinkedHashMap<>(item.with("zero", 0L).toMap()));
    }

    @Test
    void bytesAreStoredAsTheyAre() {
        byte[] bytes = {0, 1, 2, -1};
        assertThat(roundTrip(bytes)).isEqualTo(bytes);
        assertThat(roundTrip(ByteBuffer.wrap(bytes))).isEqualTo(bytes);
        Map<String, AttributeValue> raw = LOCAL.client()
                .getItem(get -> get.tableName("values").key(Map.of("id", AttributeValue.fromN("1"))))
                .item();
        assertThat(raw.get("value"))
                .isEqualTo(AttributeValue.fromB(software.amazon.awssdk.core.SdkBytes.fromByteArray(bytes)));
    }

    @Test
    void aListIsOneValueAndNeverSeveralItems() {
        table.put(Item.of("id", 5, "values", List.of(1, 2, 3)));
        Item read = table.get(Item.of("id", 5)).orElseThrow();
        assertThat(read.get("values")).isEqualTo(List.of(1L, 2L, 3L));
        assertThatThrownBy(() -> table.put(Item.of("id", List.of(6, 7))))
                .isInstanceOf(DynamoException.InvalidRequest.class);
        assertThat(table.get(Item.of("id", 6)).isEmpty()).isTrue();
    }

    @Test
    void setsAndNumbersAndMapsAreUpdated() {
        Item key = Item.of("id", 8);
        table.put(key.with("tags", Set.of("a")).with("count", 1).with("map", Map.of("x", 1)));
        Item updated = table.update(
                key,
                expression(
                        "SET map.y = ?, flag = ?, nothing = ? ADD tags ?, count ? ",
                        List.of(2),
                        false,
                        null,
                        Set.of("b"),
                        2.5));
        assertThat(updated.get("tags")).isEqualTo(Set.of("a", "b"));
        assertThat(updated.decimal("count")).isEqualByComparingTo("3.5");
        assertThat(updated.get("map")).isEqualTo(Map.of("x", 1L, "y", List.of(2L)));
        assertThat(updated.bool("flag")).isFalse();
        assertThat(updated.has("nothing")).isTrue();
        Item without = table.update(key, expression("DELETE tags ?", Set.of("a", "b")));
        assertThat(without.has("tags")).isFalse();
    }

    @Test
    void emptySetsAreRefusedWithTheirName() {
        assertThatThrownBy(() -> table.put(Item.of("id", 1, "map", Map.of("tags", Set.of()))))
                .isInstanceOf(DynamoException.InvalidValue.class)
                .hasMessageStartingWith("PutItem on values: map.tags must not be an empty set");
        assertThat(roundTrip(Items.withoutEmpties(Item.of("map", Map.of("tags", Set.of(), "a", 1)))))
                .isEqualTo(Item.of("map", Map.of("a", 1)));
    }

    @Test
    void lazySequencesAreRefusedAndListsOfThemStored() {
        assertThatThrownBy(() -> table.put(Item.of("id", 1, "lazy", Stream.iterate(1, n -> n + 1))))
                .isInstanceOf(DynamoException.InvalidValue.class)
                .hasMessageContaining("lazy must be a List");
        assertThat(roundTrip(Stream.of(1, 2).toList())).isEqualTo(List.of(1L, 2L));
    }

    @Test
    void aCodecOfTheConfigurationWorksInBothDirections() {
        Codecs codecs = Codecs.standard().with(Codec.of(Date.class, Date::getTime, stored -> new Date((Long) stored)));
        Table dates = DynamoDb.open(
                        DynamoConfig.standard().client(LOCAL.client()).codecs(codecs))
                .table("values");
        dates.put(Item.of("id", 9, "at", new Date(17), "all", Set.of(new Date(18))));
        Item read = dates.get(Item.of("id", 9)).orElseThrow();
        assertThat(read.get("at", Date.class)).isEqualTo(new Date(17));
        assertThat(read.set("all", Date.class)).containsExactly(new Date(18));
        assertThat(dates.update(Item.of("id", 9), expression("SET at = ?", new Date(19)))
                        .get("at"))
                .isEqualTo(19L);
        table.put(Item.of("id", 9, "at", new Date(17)));
        assertThat(table.get(Item.of("id", 9)).orElseThrow().string("at")).isEqualTo("1970-01-01T00:00:00.017000000Z");
        assertThatThrownBy(() -> table.put(Item.of("id", 9, "at", new Object())))
                .isInstanceOf(DynamoException.InvalidValue.class)
                .hasMessageContaining("at must be of a class the library can store: java.lang.Object; give a Codec");
    }

    @Test
    void theLimitsOfNumbersAreThoseOfTheService() {
        for (String stored : List.of(
                "1E-130", "-9." + "9".repeat(37) + "E+125", "1" + "0".repeat(125), "0." + "0".repeat(129) + "1")) {
            BigDecimal number = new BigDecimal(stored);
            assertThat(roundTrip(Item.of("value", number)).decimal("value")).isEqualByComparingTo(number);
        }
        for (String refused : List.of("1E+126", "9E-131", "1." + "0".repeat(37) + "1")) {
            assertThatThrownBy(() -> roundTrip(new BigDecimal(refused)))
                    .isInstanceOf(DynamoException.InvalidValue.class);
            assertThatThrownBy(() -> roundTrip(AttributeValue.fromN(refused)))
                    .isInstanceOf(DynamoException.InvalidRequest.class)
                    .hasCauseInstanceOf(DynamoDbException.class);
        }
    }

    @Test
    void theDepthIsThatOfTheService() {

        Object deepest = nested(Codecs.NESTING_MAX);
        assertThat(roundTrip(deepest)).isEqualTo(deepest);
        AttributeValue tooDeep = AttributeValue.fromL(List.of(Codecs.standard().write(deepest, "value")));
        assertThatThrownBy(() -> roundTrip(tooDeep)).isInstanceOf(DynamoException.InvalidRequest.class);
    }

    private static Object nested(int depth) {
        Object value = "x";
        for (int i = 0; i < depth; i++) {
            value = i % 2 == 0 ? List.of(value) : Map.of("k", value);
        }
        return value;
    }

    @Test
    void anyNestedValueComesBack() {
        Random random = new Random(SEED);
        for (int i = 0; i < RANDOM_ITEMS; i++) {
            Item item = Item.of("value", random(random, 4), "other", random(random, 1));
            assertThat(roundTrip(item)).as("item %s of seed %s", i, SEED).isEqualTo(item);
        }
    }

    private static @Nullable Object random(Random random, int depth) {
        int kind = random.nextInt(depth > 0 ? 12 : 8);
        return switch (kind) {
            case 0 -> random.nextBoolean() ? null : random.nextBoolean();
            case 1 -> random.nextInt();
            case 2 -> random.nextLong();
            case 3 -> new BigDecimal(new BigInteger(120, random), random.nextInt(200) - 80);
            case 4 -> random.nextGaussian() * 1e9;
            case 5 -> text(random);
            case 6 -> bytes(random);
            case 7 ->
                random.nextBoolean()
                        ? Set.of(text(random), "x" + text(random))
                        : Set.of(random.nextInt(), 0.5, 1L << 40);
            case 8, 9 -> Arrays.asList(random(random, depth - 1), random(random, depth - 1), random(random, depth - 1));
            case 10 -> Item.of(name(random), random(random, depth - 1), name(random), random(random, depth - 1));
            default -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    map.put(name(random), random(random, depth - 1));
                }
                yield map;
            }
        };
    }

    private static String name(Random random) {
        return "n" + random.nextInt(1000);
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.appendCodePoint(random.nextInt(4) == 0 ? 0x1F600 + random.nextInt(16) : 0x20 + random.nextInt(0x300));
        }
        return text.toString();
    }

    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(20)];
        random.nextBytes(bytes);
        return bytes;
    }
}
