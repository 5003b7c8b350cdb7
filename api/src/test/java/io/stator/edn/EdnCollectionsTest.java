package io.stator.edn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.RandomAccess;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EdnCollectionsTest {
    private static Map<?, ?> readMap(String text) {
        return (Map<?, ?>) Edn.read(text);
    }

    private static Set<?> readSet(String text) {
        return (Set<?>) Edn.read(text);
    }

    /** Returns the text of a map, or of a set, with this many entries. */
    private static String text(String opening, int size, boolean values) {
        StringBuilder text = new StringBuilder(opening);
        for (int i = 0; i < size; i++) {
            text.append(":k").append(i).append(values ? " " + i : "").append(' ');
        }
        return text.append('}').toString();
    }

    @Test
    void vectorsAndListsEqualAnyListWithTheSameElements() {
        List<Object> plain = Arrays.asList(1L, null, "a");

        assertThat(EdnVector.of(1L, null, "a")).isEqualTo(plain).hasSameHashCodeAs(plain);
        assertThat(EdnList.of(1L, null, "a")).isEqualTo(plain).isEqualTo(EdnVector.copyOf(plain));
        assertThat(plain).isEqualTo(EdnVector.of(1L, null, "a"));
    }

    @Test
    void positionsDoNotMatterForEquality() {
        assertThat(Edn.read("\n\n   [1 2]")).isEqualTo(Edn.read("[1 2]")).isEqualTo(EdnVector.of(1L, 2L));
        assertThat(Edn.read("\n {:a #{1}}")).isEqualTo(Map.of(Keyword.of("a"), Set.of(1L)));
    }

    @Test
    void sequencesAreImmutableAndDoNotShareTheirSource() {
        Object[] source = {1L, 2L};
        EdnVector vector = EdnVector.of(source);
        source[0] = 9L;
        vector.toArray()[1] = 9L;

        assertThat(vector).containsExactly(1L, 2L).isInstanceOf(RandomAccess.class);
        assertThatThrownBy(() -> vector.set(0, 3L)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> vector.add(3L)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> vector.get(2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void copyOfASequenceOfTheSameKindIsThatSequence() {
        EdnVector vector = EdnVector.of(1L);
        EdnList list = EdnList.of(1L);

        assertThat(EdnVector.copyOf(vector)).isSameAs(vector);
        assertThat(EdnList.copyOf(list)).isSameAs(list);
        assertThat(EdnList.copyOf(vector)).isInstanceOf(EdnList.class).isEqualTo(vector);
    }

    @Test
    void collectionsKnowWhereTheyWereRead() {
        EdnVector vector = (EdnVector) Edn.read("; films\n  [(a) {:b #{1}}]");
        Positioned list = (Positioned) vector.get(0);
        Map<?, ?> map = (Map<?, ?>) vector.get(1);
        Positioned set = (Positioned) map.get(Keyword.of("b"));

        assertThat(List.of(vector.line(), vector.column())).containsExactly(2, 3);
        assertThat(List.of(list.line(), list.column())).containsExactly(2, 4);
        assertThat(List.of(((Positioned) map).line(), ((Positioned) map).column()))
                .containsExactly(2, 8);
        assertThat(List.of(set.line(), set.column())).containsExactly(2, 12);
        assertThat(List.of(EdnVector.of().line(), EdnVector.of().column())).containsExactly(0, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 11, 12, 13, 14, 100, 5000})
    void mapsKeepTheOrderOfTheText(int size) {
        Map<Object, Object> expected = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            expected.put(Keyword.of("k" + i), (long) i);
        }
        Map<?, ?> map = readMap(text("{", size, true));

        assertThat(map).hasSize(size).hasSameHashCodeAs(expected);
        assertThat((Object) map).isEqualTo(expected);
        assertThat(List.copyOf(map.keySet())).isEqualTo(List.copyOf(expected.keySet()));
        assertThat(map.get(Keyword.of("absent"))).isNull();
        assertThat(map.containsKey(Keyword.of("absent"))).isFalse();
        for (int i = 0; i < size; i++) {
            assertThat(map.get(Keyword.of("k" + i))).isEqualTo((long) i);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 12, 13, 14, 5000})
    void setsKeepTheOrderOfTheText(int size) {
        Set<Object> expected = new LinkedHashSet<>();
        for (int i = 0; i < size; i++) {
            expected.add(Keyword.of("k" + i));
        }
        Set<?> set = readSet(text("#{", size, false));

        assertThat((Object) set).isEqualTo(expected).hasSameHashCodeAs(expected);
        assertThat(List.copyOf(set)).isEqualTo(List.copyOf(expected));
        assertThat(set.contains(Keyword.of("absent"))).isFalse();
    }

    @Test
    void mapsAndSetsMayHoldNull() {
        assertThat(readMap("{nil nil}").containsKey(null)).isTrue();
        assertThat(readMap("{:a nil}").containsKey(Keyword.of("a"))).isTrue();
        assertThat(readSet("#{nil 1}").contains(null)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{:a 1}"})
    void mapsAreUnmodifiable(String text) {
        Map<Object, Object> map = new LinkedHashMap<>(readMap(text));
        @SuppressWarnings("unchecked")
        Map<Object, Object> read = (Map<Object, Object>) readMap(text);

        assertThatThrownBy(() -> read.put(1L, 2L)).isInstanceOf(UnsupportedOperationException.class);
        for (Map.Entry<Object, Object> entry : read.entrySet()) {
            assertThatThrownBy(() -> entry.setValue(2L)).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> read.remove(entry.getKey())).isInstanceOf(UnsupportedOperationException.class);
        }
        assertThat(read).isEqualTo(map);
    }

    @Test
    void setsAreUnmodifiable() {
        @SuppressWarnings("unchecked")
        Set<Object> set = (Set<Object>) readSet("#{1}");

        assertThatThrownBy(() -> set.add(2L)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> set.remove(1L)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void iteratorsEndWithTheCollection() {
        var entries = readMap("{1 2}").entrySet().iterator();
        var elements = readSet("#{1}").iterator();
        entries.next();
        elements.next();

        assertThatThrownBy(entries::next).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(elements::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void keysWithTheSameHashCodeStayFast() {
        StringBuilder text = new StringBuilder("#{");
        for (int i = 0; i < 1 << 14; i++) {
            text.append('"');
            for (int bit = 0; bit < 14; bit++) {
                text.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            text.append("\" ");
        }

        assertThat(readSet(text.append('}').toString())).hasSize(1 << 14);
    }
}
