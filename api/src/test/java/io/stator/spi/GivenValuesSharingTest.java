package io.stator.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.edn.Edn;
import io.stator.edn.EdnList;
import io.stator.edn.EdnVector;
import io.stator.edn.Positioned;
import io.stator.edn.Symbol;
import io.stator.edn.Tagged;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Values are taken in and let out in time that grows with what they are, not with how they look when written. */
final class GivenValuesSharingTest {
    private static final int DOUBLINGS = 200;

    /** Returns a value that holds another twice, again and again. */
    private static Object doubled(Object leaf, boolean edn) {
        Object value = leaf;
        for (int i = 0; i < DOUBLINGS; i++) {
            value = i % 2 == 0
                    ? edn ? EdnVector.of(value, value) : Arrays.asList(value, value)
                    : Map.of("left", value, "right", edn ? EdnList.of(value) : List.of(value));
        }
        return value;
    }

    private static Object leaf(@Nullable Object value) {
        Object next = Objects.requireNonNull(value);
        while (next instanceof Collection || next instanceof Map) {
            Collection<?> parts = next instanceof Map<?, ?> map ? map.values() : (Collection<?>) next;
            next = Objects.requireNonNull(parts.iterator().next());
        }
        return next;
    }

    @Test
    void sharedPartsAreTakenOnce() {
        for (boolean edn : new boolean[] {true, false}) {
            assertThat(leaf(GivenValues.take(doubled(5, edn)))).isEqualTo(5L);
            assertThat(leaf(GivenValues.take(doubled(5L, edn)))).isEqualTo(5L);
        }
    }

    @Test
    void sharedPartsAreLetOutOnce() {
        byte[] bytes = {1};
        Object kept = doubled(bytes, true);
        Object given = leaf(GivenValues.give(kept));
        assertThat(given).isEqualTo(bytes).isNotSameAs(bytes);
        Object plain = doubled("leaf", true);
        assertThat(GivenValues.give(plain)).isSameAs(plain);
    }

    @Test
    void valuesOfAnyDepthAreLetOut() {
        Object deep = "leaf";
        for (int i = 0; i < 100_000; i++) {
            deep = EdnVector.of(deep);
        }
        assertThat(GivenValues.give(deep)).isSameAs(deep);
    }

    @Test
    void depthIsLimitedWhenTheyAreTaken() {
        Object deep = 5;
        for (int i = 0; i <= GivenValues.DEPTH_MAX; i++) {
            deep = List.of(deep);
        }
        Object tooDeep = deep;
        assertThatThrownBy(() -> GivenValues.take(tooDeep)).isInstanceOf(Anomaly.Incorrect.class);
        List<Object> itself = new ArrayList<>();
        itself.add(itself);
        assertThatThrownBy(() -> GivenValues.take(itself)).isInstanceOf(Anomaly.Incorrect.class);
    }

    @Test
    void everyKindOfNestingCounts() {
        Map<String, UnaryOperator<Object>> kinds = Map.of(
                "list", List::of,
                "set", Set::of,
                "key", value -> Map.of(value, 1L),
                "value", value -> Map.of(1L, value),
                "key of an entry", value -> Map.entry(value, 1L),
                "value of an entry", value -> Map.entry(1L, value),
                "array", value -> new Object[] {value},
                "tagged", value -> new Tagged(Symbol.of("my", "tag"), value));
        kinds.forEach((kind, around) -> {
            Object atTheLimit = nested(GivenValues.DEPTH_MAX, around);
            assertThatCode(() -> GivenValues.take(atTheLimit)).as(kind).doesNotThrowAnyException();
            Object beyond = around.apply(around.apply(atTheLimit));
            assertThatThrownBy(() -> GivenValues.take(beyond)).as(kind).isInstanceOf(Anomaly.Incorrect.class);
        });
    }

    /** A value to which depth is counted, within so many of a kind. */
    private static Object nested(int depth, UnaryOperator<Object> around) {
        Object value = 5;
        for (int i = 0; i < depth; i++) {
            value = around.apply(value);
        }
        return value;
    }

    @Test
    void whatWasReadKeepsItsPlaceUnlessItIsChanged() {
        Object read = Objects.requireNonNull(Edn.read("[1 {:a [2 #{3}]} (4)]"));
        assertThat(GivenValues.take(read)).isSameAs(read);
        Object bytes = Objects.requireNonNull(Edn.read("[1 [2] [#bytes \"AQID\"]]"));
        Object taken = Objects.requireNonNull(GivenValues.take(bytes));
        assertThat(taken).isNotSameAs(bytes);
        assertThat(((List<?>) taken).get(1)).isSameAs(((List<?>) bytes).get(1)).isInstanceOf(Positioned.class);
        assertThat((List<?>) taken).hasSize(3);
    }

    @Test
    void keysThatMeanTheSameAreRefused() {
        Map<Object, Object> keys = new HashMap<>();
        keys.put(1, "a");
        keys.put(1L, "b");
        assertThatThrownBy(() -> GivenValues.take(keys))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("must not mean the same: key=1");
    }

    @Test
    void aCollectionThatFailsIsRefused() {
        List<Object> failing = new ArrayList<>() {
            private static final long serialVersionUID = 1L;

            @Override
            public Iterator<Object> iterator() {
                throw new ConcurrentModificationException();
            }
        };
        assertThatThrownBy(() -> GivenValues.take(failing))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("must not change or fail while it is read");
    }
}
