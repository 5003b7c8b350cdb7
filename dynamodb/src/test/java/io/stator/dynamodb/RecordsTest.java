package io.stator.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Records as items and back. */
final class RecordsTest {
    private static final Codecs CODECS = Codecs.standard();

    private enum State {
        OPEN,
        SHIPPED
    }

    private record Price(BigDecimal amount, String currency) {}

    private record Line(String product, int count, @Nullable Price price) {}

    private record Order(
            @PartitionKey UUID id,
            @SortKey @Named("created-at") Instant created,
            State state,
            List<Line> lines,
            Map<String, Price> fees,
            Map<State, Integer> counts,
            Set<String> tags,
            Optional<Line> gift,
            OptionalLong weight,
            double[] place,
            @Nullable String note,
            boolean paid,
            @Version long version,
            @TimeToLive Instant expires) {}

    private record Tree(String name, List<Tree> children, Optional<Tree> friend) {}

    private record Pair<A, B>(A first, B second) {}

    private record Pairs(Pair<String, Integer> one, List<Pair<Long, List<String>>> many) {}

    private record Positive(int value) {
        Positive {
            if (value <= 0) {
                throw new IllegalArgumentException("value must be positive: " + value);
            }
        }
    }

    private record Holder(List<Positive> numbers) {}

    private record Nothing() {}

    private record Kinds(
            byte b,
            short s,
            int i,
            long l,
            float f,
            double d,
            boolean z,
            char c,
            Byte bb,
            @Nullable Long ll) {}

    private record Time(@TimeToLive Optional<Instant> at) {}

    private record Seconds(@TimeToLive long at) {}

    private record TwoNames(int a, @Named("a") int b) {}

    private record TwoVersions(@Version int a, @Version int b) {}

    private record TextVersion(@Version String a) {}

    private record Loose(Object any, List<?> wild, Map<String, ? extends Number> numbers) {}

    private static <R> R stored(Record record, Class<R> type) {
        return Item.read(Item.from(record).attributes(CODECS), CODECS).as(type);
    }

    private static Order order() {
        Line line = new Line("tea", 2, new Price(new BigDecimal("1.50"), "EUR"));
        return new Order(
                new UUID(1, 2),
                Instant.parse("2026-01-31T12:00:00.5Z"),
                State.SHIPPED,
                List.of(line, new Line("cup", 1, null)),
                Map.of("post", new Price(BigDecimal.TEN, "EUR")),
                Map.of(State.OPEN, 3),
                Set.of("a", "b"),
                Optional.of(line),
                OptionalLong.empty(),
                new double[] {1.5, -2},
                null,
                true,
                7,
                Instant.ofEpochSecond(1_800_000_000));
    }

    @Test
    void aRecordBecomesAnItemAndTheItemTheRecord() {
        Order order = order();
        Order back = stored(order, Order.class);
        assertThat(back).usingRecursiveComparison().isEqualTo(order);
        assertThat(Item.from(order).as(Order.class)).usingRecursiveComparison().isEqualTo(order);
        assertThat(Item.from(back)).isEqualTo(Item.from(order));
    }

    @Test
    void theAttributesAreThoseOfTheComponents() {
        Map<String, AttributeValue> attributes = Item.from(order()).attributes(CODECS);
        assertThat(attributes)
                .containsOnlyKeys(
                        "id",
                        "created-at",
                        "state",
                        "lines",
                        "fees",
                        "counts",
                        "tags",
                        "gift",
                        "place",
                        "paid",
                        "version",
                        "expires")
                .containsEntry("expires", AttributeValue.fromN("1800000000"))
                .containsEntry("version", AttributeValue.fromN("7"))
                .containsEntry("counts", AttributeValue.fromM(Map.of("OPEN", AttributeValue.fromN("3"))))
                .containsEntry("state", AttributeValue.fromS("SHIPPED"));
        assertThat(attributes.get("lines")).isEqualTo(CODECS.write(order().lines(), "lines"));
        assertThat(CODECS.write(order(), "order").m()).isEqualTo(attributes);
    }

    @Test
    void recordsHoldThemselvesAndTypeVariables() {
        Tree tree = new Tree(
                "root",
                List.of(new Tree("leaf", List.of(), Optional.empty())),
                Optional.of(new Tree("other", List.of(), Optional.empty())));
        assertThat(stored(tree, Tree.class)).isEqualTo(tree);
        Pairs pairs = new Pairs(new Pair<>("a", 1), List.of(new Pair<>(2L, List.of("x", "y"))));
        assertThat(stored(pairs, Pairs.class)).isEqualTo(pairs);
        assertThat(stored(new Pair<>("a", 1), Pair.class)).isEqualTo(new Pair<>("a", 1L));
        assertThat(stored(new Loose("a", List.of(1), Map.of("x", 1)), Loose.class))
                .isEqualTo(new Loose("a", List.of(1L), Map.of("x", 1L)));
    }

    @Test
    void everyPrimitiveComesBack() {
        Kinds kinds = new Kinds((byte) 1, (short) 2, 3, 4, 0.1f, 0.2, true, 'x', (byte) 5, null);
        assertThat(stored(kinds, Kinds.class)).isEqualTo(kinds);
        assertThat(stored(new Nothing(), Nothing.class)).isEqualTo(new Nothing());
    }

    @Test
    void localAndPrivateRecordsWork() {
        record Local(String a, int b) {}
        assertThat(stored(new Local("x", 1), Local.class)).isEqualTo(new Local("x", 1));
    }

    @Test
    void anItemOfARecordCanBeChanged() {
        Kinds kinds = new Kinds((byte) 1, (short) 2, 3, 4, 0.1f, 0.2, true, 'x', (byte) 5, null);
        Item item = Item.from(kinds);
        assertThat(item.with("i", 7).without("c").with("more", "y").attributes(CODECS))
                .containsEntry("i", AttributeValue.fromN("7"))
                .containsEntry("l", AttributeValue.fromN("4"))
                .containsEntry("more", AttributeValue.fromS("y"))
                .doesNotContainKeys("c", "ll")
                .hasSize(9);
        assertThat(item.attributes(CODECS))
                .containsEntry("i", AttributeValue.fromN("3"))
                .hasSize(9);
        assertThat(item.get("i")).isEqualTo(3);
        assertThat(item.has("ll")).isFalse();
        assertThat(item.names()).containsExactly("b", "s", "i", "l", "f", "d", "z", "c", "bb");
        assertThat(item).isEqualTo(Item.copyOf(item.toMap())).hasSameHashCodeAs(Item.copyOf(item.toMap()));
        assertThat(Items.withoutEmpties(item.with("none", List.of()))).isEqualTo(item);
    }

    @Test
    void whatChangesInARecordAfterwardsChangesNoItem() {
        Holder holder = new Holder(new ArrayList<>(List.of(new Positive(1))));
        Item item = Item.from(holder);
        holder.numbers().clear();
        assertThat(item.as(Holder.class).numbers()).containsExactly(new Positive(1));
    }

    @Test
    void attributesTheRecordHasNotAreLeftAside() {
        assertThat(Item.of("amount", 1, "currency", "EUR", "more", List.of()).as(Price.class))
                .isEqualTo(new Price(BigDecimal.ONE, "EUR"));
    }

    @Test
    void aMissingAttributeIsNullOrEmptyAndForAPrimitiveAnError() {
        assertThat(Item.of("name", "x").as(Tree.class).friend()).isEmpty();
        assertThat(Item.empty().as(Price.class)).isEqualTo(new Price(null, null));
        assertThat(Item.empty().as(Time.class).at()).isEmpty();
        assertThatThrownBy(() -> Item.of("product", "tea").as(Line.class))
                .isInstanceOf(DynamoException.InvalidValue.class)
                .hasMessageContaining("count must be there to be read as int: it is absent");
        assertThatThrownBy(() -> Item.of("product", "tea", "count", null).as(Line.class))
                .isInstanceOf(DynamoException.InvalidValue.class)
                .hasMessageContaining("it is null");
    }

    @Test
    void errorsNameThePath() {
        Item item = Item.from(order())
                .with("lines", List.of(Map.of("product", "tea", "count", 1), Map.of("product", "cup", "count", 1.5)));
        assertThatThrownBy(() -> item.as(Order.class))
                .isInstanceOf(DynamoException.InvalidValue.class)
                .hasMessageStartingWith("lines[1].count must be an integer: 1.5");
        assertThatThrownBy(() -> Item.of("order", new Pair<>("a", List.of(1, Double.NaN)))
                        .attributes(CODECS))
                .isInstanceOf(DynamoException.InvalidValue.class)
                .hasMessageStartingWith("order.second[1] must be a finite number");
    }

    @Test
    void whatTheConstructorThrowsIsTheCause() {
        assertThatThrownBy(() -> Item.of("numbers", List.of(Map.of("value", 1), Map.of("value", -1)))
                        .as(Holder.class))
                .isInstanceOf(DynamoException.InvalidValue.class)
                .hasMessageStartingWith("numbers[1] must be what record ")
                .hasMessageContaining("value must be positive: -1")
                .hasCauseInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Item.of("value", -1).as(Positive.class))
                .isInstanceOf(DynamoException.InvalidValue.class)
                .hasMessageStartingWith("the item must be what record ");
    }

    @Test
    void timeToLiveIsStoredAsWholeSeconds() {
        Instant at = Instant.parse("2026-01-31T12:00:00.9Z");
        Time time = new Time(Optional.of(at));
        assertThat(Item.from(time).attributes(CODECS)).containsEntry("at", AttributeValue.fromN("1769860800"));
        assertThat(stored(time, Time.class).at()).contains(Instant.parse("2026-01-31T12:00:00Z"));
        assertThat(stored(new Seconds(17), Seconds.class)).isEqualTo(new Seconds(17));
    }

    @Test
    void recordsThatContradictThemselvesAreRefused() {
        assertThatThrownBy(() -> Item.from(new TwoNames(1, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("component b")
                .hasMessageContaining("\"a\"");
        assertThatThrownBy(() -> Item.from(new TwoVersions(1, 2))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Item.empty().as(TextVersion.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("@Version");
    }

    @Test
    void anItemIsReadAsOtherTypesToo() {
        Item item = Item.of("a", 1);
        assertThat(item.as(Map.class)).isEqualTo(Map.of("a", 1L));
        assertThat(item.as(Item.class)).isEqualTo(item);
        assertThatThrownBy(() -> item.as(Thread.class)).isInstanceOf(DynamoException.InvalidValue.class);
    }
}
