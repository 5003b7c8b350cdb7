package io.stator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.edn.Keyword;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ValuesTest {
    private record Fact(long e, long a, Object v, long tx, boolean added) implements Datom {}

    @ParameterizedTest
    @EnumSource
    void anIndexIsFoundByItsNames(Index index) {
        assertThat(Index.of(index)).isEqualTo(index);
        assertThat(Index.of(index.keyword())).isEqualTo(index);
        assertThat(Index.of(index.keyword().toString())).isEqualTo(index);
        assertThat(Index.of(index.keyword().name())).isEqualTo(index);
    }

    @Test
    void anUnknownIndexIsRefused() {
        assertThatThrownBy(() -> Index.of(Keyword.of("tave")))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining(":eavt :aevt :avet :vaet: index=:tave");
    }

    @ParameterizedTest
    @EnumSource
    void aValueTypeHasAnIdent(ValueType type) {
        assertThat(type.ident().namespace()).isEqualTo("db.type");
        assertThat(type.ident().name()).isEqualToIgnoringCase(type.name());
        assertThat(type.javaClass()).isNotNull();
    }

    @Test
    void theFivePartsOfADatomHavePositions() {
        Datom datom = new Fact(1, 2, "v", 3, true);
        assertThat(List.of(datom.get(0), datom.get(1), datom.get(2), datom.get(3), datom.get(4)))
                .isEqualTo(List.of(1L, 2L, "v", 3L, true));
        assertThatThrownBy(() -> datom.get(Datom.SIZE)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void aLogEntryAndStatisticsKeepCopies() {
        List<Datom> data = new ArrayList<>(List.of(new Fact(1, 2, "v", 3, true)));
        Transaction transaction = new Transaction(3, data);
        Map<Keyword, Long> counts = new HashMap<>(Map.of(Keyword.of("a"), 1L));
        DatabaseStats stats = new DatabaseStats(1, counts);
        data.clear();
        counts.clear();
        assertThat(transaction.data()).hasSize(1);
        assertThat(stats.attributes()).containsEntry(Keyword.of("a"), 1L);
    }
}
