package io.stator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RowTest {
    @Test
    void aRowEqualsEveryListOfItsValues() {
        Row row = Row.of("a", 1L, null);
        List<Object> list = Arrays.asList("a", 1L, null);
        assertThat(row.equals(list)).isTrue();
        assertThat(list.equals(row)).isTrue();
        assertThat(row.equals(EdnVector.copyOf(list))).isTrue();
        assertThat(EdnVector.copyOf(list).equals(row)).isTrue();
        assertThat(row).hasSameHashCodeAs(list).hasSameHashCodeAs(EdnVector.copyOf(list));
        assertThat(row.equals(Row.named(List.of("x", "y", "z"), "a", 1L, null))).isTrue();
        assertThat(row.equals(List.of("a", 1L))).isFalse();
        assertThat(row.equals(Row.of("a", 2L, null))).isFalse();
        assertThat(Row.of().equals(List.of())).isTrue();
        assertThat(Row.of()).hasSameHashCodeAs(List.of());
    }

    @Test
    void valuesAreFoundByPosition() {
        Row row = Row.of("a", 1L, 2.5, 3, new BigDecimal("4.5"));
        assertThat(row.string(0)).isEqualTo("a");
        assertThat(row.integer(1)).isEqualTo(1);
        assertThat(row.integer(3)).isEqualTo(3);
        assertThat(row.real(2)).isEqualTo(2.5);
        assertThat(row.real(1)).isEqualTo(1.0);
        assertThat(row.real(4)).isEqualTo(4.5);
        assertThat(row.get(1, Long.class)).isEqualTo(1);
        assertThat(row.get(1, Integer.class)).isEqualTo(1);
    }

    @Test
    void aValueThatDoesNotFitIsRefusedWithItsColumn() {
        Row row = Row.of("a", 2.5, null);
        assertThatThrownBy(() -> row.integer(0))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("column 0");
        assertThatThrownBy(() -> row.integer(1))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("2.5");
        assertThatThrownBy(() -> row.string(2))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("column 2");
        assertThatThrownBy(() -> row.get(3)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void valuesAreFoundByName() {
        Row row = Row.named(List.of(Keyword.of("title"), "year", Symbol.of("mpaa")), "Repo Man", 1984L, "R");
        assertThat(row.get("title")).isEqualTo("Repo Man");
        assertThat(row.get(":title")).isEqualTo("Repo Man");
        assertThat(row.get("year")).isEqualTo(1984L);
        assertThat(row.get("mpaa")).isEqualTo("R");
        assertThat(row.asMap())
                .isEqualTo(Map.of(Keyword.of("title"), "Repo Man", "year", 1984L, Symbol.of("mpaa"), "R"));
        assertThatThrownBy(() -> row.get("director"))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("director");
    }

    @Test
    void namesAreAsManyAsValues() {
        assertThatThrownBy(() -> Row.named(List.of("a"), 1L, 2L)).isInstanceOf(Anomaly.Incorrect.class);
        assertThat(Row.of(1L).names()).isEmpty();
        assertThat(Row.of(1L).asMap()).isEmpty();
    }

    @Test
    void aRowCannotBeChanged() {
        assertThatThrownBy(() -> Row.of(1L).set(0, 2L)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> Row.of(1L).clear()).isInstanceOf(UnsupportedOperationException.class);
    }
}
