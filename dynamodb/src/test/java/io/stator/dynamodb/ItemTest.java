package io.stator.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Items: building, reading, comparing and showing them. */
final class ItemTest {
    private static final Codecs CODECS = Codecs.standard();

    private static Item stored(Item item) {
        return Item.read(item.attributes(CODECS), CODECS);
    }

    @Test
    void laterValuesWinAndKeepThePlaceOfTheFirst() {
        Item item =
                Item.of("a", 1, "b", 2).with("c", 3).with("a", 4).without("b").with("b", 5);
        assertThat(item.toMap()).containsExactly(Map.entry("a", 4), Map.entry("c", 3), Map.entry("b", 5));
        assertThat(item.attributes(CODECS)).containsOnlyKeys("a", "b", "c");
        assertThat(item.attributes(CODECS).get("a")).isEqualTo(AttributeValue.fromN("4"));
        assertThat(item.size()).isEqualTo(3);
        assertThat(item.names()).containsExactly("a", "c", "b");
    }

    @Test
    void anItemIsNotChangedByWhatIsMadeOfIt() {
        Item first = Item.of("a", 1);
        Item second = first.with("a", 2);
        Item third = second.without("a");
        assertThat(first.get("a")).isEqualTo(1);
        assertThat(second.get("a")).isEqualTo(2);
        assertThat(third.isEmpty()).isTrue();
    }

    @Test
    void manyAttributesAddedOneByOneAreAllThere() {
        Item item = Item.empty();
        Map<String, Object> expected = new HashMap<>();
        for (int i = 0; i < 1000; i++) {
            item = item.with("a" + i % 300, i);
            expected.put("a" + i % 300, i);
        }
        assertThat(item.toMap()).isEqualTo(expected);
        assertThat(item.attributes(CODECS)).hasSize(300);
    }

    @Test
    void anAttributeThatWasReadCanBeReplacedAndTheRestIsKept() {
        Item read = stored(Item.of("a", 1, "b", "x"));
        Item changed = read.with("a", 2).with("c", true);
        assertThat(changed.attributes(CODECS))
                .containsOnly(
                        Map.entry("a", AttributeValue.fromN("2")),
                        Map.entry("b", AttributeValue.fromS("x")),
                        Map.entry("c", AttributeValue.fromBool(true)));
        assertThat(read.get("a")).isEqualTo(1L);
    }

    @Test
    void whatIsChangedAfterItWasGivenStaysAsItWas() {
        List<Object> list = new ArrayList<>(List.of(1));
        byte[] bytes = {1, 2};
        int[] numbers = {1, 2};
        AtomicInteger counter = new AtomicInteger(7);
        StringBuilder text = new StringBuilder("a");
        Map<String, Object> map = new HashMap<>(Map.of("list", list));
        Item item = Item.of("list", list, "bytes", bytes, "numbers", numbers, "map", map)
                .with("counter", counter)
                .with("text", text);
        list.add(2);
        bytes[0] = 9;
        numbers[0] = 9;
        counter.set(9);
        text.append("b");
        map.clear();
        assertThat(item.get("list")).isEqualTo(List.of(1));
        assertThat(item.bytes("bytes")).containsExactly(1, 2);
        assertThat(item.list("numbers", Integer.class)).containsExactly(1, 2);
        assertThat(item.intValue("counter")).isEqualTo(7);
        assertThat(item.string("text")).isEqualTo("a");
        assertThat(item.get("map")).isEqualTo(Map.of("list", List.of(1)));
        byte[] given = item.get("bytes", byte[].class);
        assertThat(given).isNotNull();
        given[0] = 9;
        assertThat(item.bytes("bytes")).containsExactly(1, 2);
    }

    @Test
    void absentIsNotNull() {
        Item item = stored(Item.of("nothing", null));
        assertThat(item.has("nothing")).isTrue();
        assertThat(item.has("other")).isFalse();
        assertThat(item.get("nothing")).isNull();
        assertThat(item.get("other")).isNull();
        assertThat(item.find("nothing")).isEmpty();
        assertThat(item.find("other", String.class)).isEmpty();
        assertThat(item.toMap()).containsOnlyKeys("nothing");
    }

    @Test
    void anEmptyOptionalIsNoAttribute() {
        Item item = Item.of("a", Optional.of("x"), "b", Optional.empty(), "c", OptionalInt.empty());
        assertThat(item.names()).containsExactly("a");
        assertThat(item.with("a", Optional.empty()).isEmpty()).isTrue();
        assertThat(Item.copyOf(Map.of("a", Optional.empty())).isEmpty()).isTrue();
        assertThat(Item.of("list", List.of(Optional.empty(), Optional.of(1))).get("list"))
                .isEqualTo(Arrays.asList(null, 1));
    }

    @Test
    void typedGettersGiveTheSameForWhatWasBuiltAndWhatWasRead() {
        UUID id = new UUID(1, 2);
        Instant at = Instant.parse("2026-01-31T12:00:00.5Z");
        Item built = Item.of("text", "a", "number", 42, "half", 0.5, "yes", true)
                .with("id", id)
                .with("at", at)
                .with("map", Map.of("inner", Item.of("x", 1)))
                .with("list", List.of(1, 2))
                .with("set", Set.of("x"));
        for (Item item : List.of(built, stored(built))) {
            assertThat(item.string("text")).isEqualTo("a");
            assertThat(item.intValue("number")).isEqualTo(42);
            assertThat(item.longValue("number")).isEqualTo(42L);
            assertThat(item.doubleValue("half")).isEqualTo(0.5);
            assertThat(item.decimal("half")).isEqualTo(new BigDecimal("0.5"));
            assertThat(item.bool("yes")).isTrue();
            assertThat(item.uuid("id")).isEqualTo(id);
            assertThat(item.instant("at")).isEqualTo(at);
            assertThat(item.list("list", Long.class)).containsExactly(1L, 2L);
            assertThat(item.set("set", String.class)).containsExactly("x");
            Item map = item.item("map");
            assertThat(map).isNotNull();
            assertThat(map.item("inner")).isEqualTo(Item.of("x", 1));
            assertThat(item.map("map")).containsKey("inner");
        }
        assertThat(built).isEqualTo(stored(built)).hasSameHashCodeAs(stored(built));
    }

    @Test
    void primitivesNeedAValueOrADefault() {
        Item item = stored(Item.of("nothing", null, "text", "a"));
        assertThat(item.intValue("nothing", 3)).isEqualTo(3);
        assertThat(item.longValue("other", 4)).isEqualTo(4);
        assertThat(item.doubleValue("other", 0.5)).isEqualTo(0.5);
        assertThat(item.bool("other", true)).isTrue();
        assertThatThrownBy(() -> item.intValue("other"))
                .isInstanceOf(DynamoException.InvalidValue.class)
                .hasMessageContaining("other must be there");
        assertThatThrownBy(() -> item.bool("nothing"))
                .isInstanceOf(DynamoException.InvalidValue.class)
                .hasMessageContaining("nothing must be there");
        assertThatThrownBy(() -> item.longValue("text", 1))
                .isInstanceOf(DynamoException.InvalidValue.class)
                .hasMessageContaining("text must be a number: it is text, a");
    }

    @Test
    void itemsAreEqualWhenDynamoDbTakesThemForEqual() {
        assertThat(Item.of("a", 1, "b", "x"))
                .isEqualTo(Item.of("b", "x", "a", new BigDecimal("1.0")))
                .hasSameHashCodeAs(Item.of("b", "x", "a", 1L));
        assertThat(Item.of("s", Set.of(1, 2, 3))).isEqualTo(Item.of("s", Set.of(3.0, 2L, 1)));
        assertThat(Item.of("b", "x".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(Item.of("b", "x".getBytes(StandardCharsets.UTF_8)))
                .isNotEqualTo(Item.of("b", "x"));
        assertThat(Item.of("a", 1)).isNotEqualTo(Item.of("a", "1"));
        assertThat(Item.of("a", null)).isNotEqualTo(Item.empty());
        assertThat(Item.of("a", 100)).isEqualTo(Item.of("a", AttributeValue.fromN("1E+2")));
    }

    @Test
    void anItemOfTypesWithoutConversionIsEqualToItself() {
        Object strange = new Object();
        Item item = Item.of("a", strange, "b", List.of(strange));
        assertThat(item)
                .isEqualTo(Item.of("a", strange, "b", List.of(strange)))
                .isNotEqualTo(Item.of("a", new Object()));
        assertThat(item.get("a", Object.class)).isSameAs(strange);
    }

    @Test
    void falsyValuesComeBack() {
        Item item = stored(Item.of("no", false, "zero", 0, "empty", "")
                .with("list", List.of())
                .with("map", Map.of()));
        assertThat(item.get("no")).isEqualTo(false);
        assertThat(item.get("zero")).isEqualTo(0L);
        assertThat(item.get("empty")).isEqualTo("");
        assertThat(item.get("list")).isEqualTo(List.of());
        assertThat(item.get("map")).isEqualTo(Map.of());
    }

    @Test
    void theTextNamesEverything() {
        Item item = Item.of("artist", "Pink Floyd", "year", 1973, "tags", List.of("a", 1), "raw", new byte[3]);
        String expected = "{artist: \"Pink Floyd\", year: 1973, tags: [\"a\", 1], raw: 3 bytes}";
        assertThat(item).hasToString(expected);
        Item read = stored(item).only("artist", "year", "tags", "raw");
        assertThat(read).hasToString(expected);
    }

    @Test
    void namesMustNotBeEmpty() {
        assertThatThrownBy(() -> Item.of("", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Item.copyOf(Map.of("", 1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aValueThatContainsItselfIsRefused() {
        List<@Nullable Object> list = new ArrayList<>();
        list.add(list);
        assertThatThrownBy(() -> Item.of("loop", list))
                .isInstanceOf(DynamoException.InvalidValue.class)
                .hasMessageStartingWith("loop[0]")
                .hasMessageContaining("contain itself");
    }

    @Test
    void anItemHasAnyNumberOfAttributes() {
        Item item = Item.of("a", 1, "b", 2, "c", 3, "d", 4, "e", 5, "f", null, "g", Optional.empty());
        assertThat(item.names()).containsExactly("a", "b", "c", "d", "e", "f");
        assertThat(Item.of("a", 1, "b", 2, "c", 3, "d", 4, "e", 5)).isEqualTo(item.without("f"));
        assertThatThrownBy(() -> Item.of("a", 1, "b", 2, "c", 3, "d", 4, "e", 5, "f"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Item.of("a", 1, "b", 2, "c", 3, "d", 4, "e", 5, 6, "f"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("each name a String: 6");
    }
}
