package io.stator.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Helpers for several items and for all values of one. */
final class ItemsTest {
    private static Item full() {
        Map<String, @Nullable Object> inner = new HashMap<>();
        inner.put("a", "b");
        inner.put("c", List.of(List.of()));
        inner.put("d", Set.of());
        return Item.of("a", null, "b", List.of(inner, Map.of()), "text", "", "tags", Set.of(""))
                .with("bytes", new byte[0])
                .with("zero", 0)
                .with("no", false)
                .with("list", Arrays.asList(null, List.of()))
                .with("item", Item.of("x", null));
    }

    @Test
    void emptiesAreRemovedAtAnyDepth() {
        Item expected = Item.of("b", List.of(Map.of("a", "b")), "text", "", "tags", Set.of(""), "bytes", new byte[0])
                .with("zero", 0)
                .with("no", false);
        assertThat(Items.withoutEmpties(full())).isEqualTo(expected);
    }

    @Test
    void emptiesOfAnItemThatWasReadAreRemoved() {
        Item built = full().with("b", List.of(Map.of("c", List.of(List.of()), "a", "b"), Map.of()));
        Item read = Item.read(built.attributes(Codecs.standard()), Codecs.standard());
        assertThat(Items.withoutEmpties(read)).isEqualTo(Items.withoutEmpties(built));
        assertThat(Items.withoutEmpties(read).names())
                .containsExactlyInAnyOrder("b", "text", "tags", "bytes", "zero", "no");
    }

    @Test
    void itemsAreFoundByTheirAttributes() {
        Item one = Item.of("artist", "A", "year", 1, "title", "x");
        Item two = Item.of("artist", "B", "year", 1, "title", "y");
        Item three = Item.of("artist", "A", "year", 2, "title", "z");
        List<Item> items = List.of(one, two, three, Item.of("year", 3));
        assertThat(Items.by(items, "artist")).containsExactly(Map.entry("A", three), Map.entry("B", two));
        assertThat(Items.by(items, List.of("artist", "year")))
                .containsEntry(Item.of("year", 1L, "artist", "A"), one)
                .containsEntry(Item.of("year", 2, "artist", "A"), three)
                .hasSize(4);
        assertThatThrownBy(() -> Items.by(items, List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
