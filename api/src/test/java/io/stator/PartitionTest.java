package io.stator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.edn.Keyword;
import org.junit.jupiter.api.Test;

final class PartitionTest {
    @Test
    void implicitPartitionsHaveTheIdsOfDatomic() {
        assertThat(Partition.implicit(0)).isEqualTo(2305843009213693952L);
        assertThat(Partition.implicit(343)).isEqualTo(2307351539167002624L);
        assertThat(Partition.implicit(524287)).isEqualTo(4611681620380876800L);
        assertThat(Partition.implicitNumber(2307351539167002624L)).hasValue(343);
        assertThat(Partition.implicitNumber(4)).isEmpty();
        assertThat(Partition.implicitNumber(2307351539167002625L)).isEmpty();
    }

    @Test
    void anEntityTellsItsPartition() {
        assertThat(Partition.of(17592186044416L)).isEqualTo(4);
        assertThat(Partition.of(13194139534318L)).isEqualTo(3);
        assertThat(Partition.of(10)).isEqualTo(0);
        assertThat(Partition.of(4611681620380877824L)).isEqualTo(4611681620380876800L);
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        for (int number : new int[] {-1, 524288}) {
            assertThatThrownBy(() -> Partition.implicit(number))
                    .isInstanceOf(Anomaly.Incorrect.class)
                    .satisfies(failed -> assertThat(((Anomaly) failed).error())
                            .isEqualTo(Keyword.of("db.error", "implicit-part-out-of-range")));
        }
    }
}
