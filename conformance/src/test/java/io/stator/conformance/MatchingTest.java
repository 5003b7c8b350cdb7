package io.stator.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the cases take for equal, and what not. */
final class MatchingTest {
    private final Names names = new Names(6);
    private final Matching matching = new Matching(names, steps -> {
        throw new AssertionError("no database is needed");
    });

    private boolean matches(String expected, Object actual) {
        return matching.matches(Edn.read(expected), actual);
    }

    private boolean anyOrder(String expected, List<?> actual) {
        return matching.matchesInAnyOrder((List<?>) Edn.read(expected), actual);
    }

    @Test
    void rowsMatchInAnyOrderEachAsOften() {
        assertThat(anyOrder("[[1] [2]]", List.of(List.of(2L), List.of(1L)))).isTrue();
        assertThat(anyOrder("[[1] [1]]", List.of(List.of(2L), List.of(1L)))).isFalse();
        assertThat(anyOrder("[[1]]", List.of(List.of(1L), List.of(1L)))).isFalse();
        assertThat(anyOrder("[]", List.of(List.of(1L)))).isFalse();
    }

    @Test
    void theValuesOfARowMatchInOrder() {
        assertThat(matches("[1 2]", List.of(2L, 1L))).isFalse();
        assertThat(matches("[1 2]", List.of(1L, 2L))).isTrue();
    }

    @Test
    void mapsInAVectorMatchInAnyOrder() {
        List<?> maps = List.of(Map.of(Keyword.of("a"), 2L), Map.of(Keyword.of("a"), 1L));
        assertThat(matches("[{:a 1} {:a 2}]", maps)).isTrue();
        assertThat(matches("[{:a 1} {:a 1}]", maps)).isFalse();
    }

    @Test
    void mapsMatchOnlyWithTheSameKeys() {
        assertThat(matches("{:a 1}", Map.of(Keyword.of("a"), 1L, Keyword.of("b"), 1L)))
                .isFalse();
        assertThat(matches("{:a 1 :b 1}", Map.of(Keyword.of("a"), 1L))).isFalse();
    }

    @Test
    void numbersMatchByClassAndDecimalsByScale() {
        assertThat(matches("1", 1.0)).isFalse();
        assertThat(matches("1.0", 1.0f)).isTrue();
        assertThat(matches("1.0M", new java.math.BigDecimal("1.00"))).isFalse();
        assertThat(matches("##NaN", Double.NaN)).isTrue();
    }

    @Test
    void aNewNameIsTheFirstEntityItMeetsAndStaysThat() {
        assertThat(matches("[#eid a #eid b #eid a]", List.of(7L, 8L, 7L))).isTrue();
        assertThat(matches("#eid a", 8L)).isFalse();
        assertThat(matches("#eid b", 8L)).isTrue();
    }

    @Test
    void transactionsAreCountedFromTheFirstOfTheScenario() {
        assertThat(matches("[#t 1 #tx 2]", List.of(6L, (3L << 42) + 7))).isTrue();
    }

    @Test
    void nothingIsAnEmptyMap() {
        assertThat(matches("{}", null)).isTrue();
        assertThat(matches("{:a 1}", null)).isFalse();
        assertThat(matches("nil", Map.of())).isFalse();
    }
}
