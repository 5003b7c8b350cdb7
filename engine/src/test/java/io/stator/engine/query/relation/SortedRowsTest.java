package io.stator.engine.query.relation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Rows in the order of longs, and that it can be ended while they are put there. */
final class SortedRowsTest {
    private static final int MANY = 200_000;
    private static final int STEPS_MAX = 1 << 14;

    @Test
    void rowsAreInTheOrderOfTheirValuesAndThoseOfOneValueInTheirOwn() {
        SplittableRandom random = new SplittableRandom(20261130);
        for (int size : new int[] {0, 1, 2, 100, 1 << 14, (1 << 14) + 1, 3 << 14, 100_001}) {
            for (long bound : new long[] {1, 10, 1_000, Long.MAX_VALUE}) {
                long[] values = random.longs(size + 3, -bound, bound).toArray();
                if (size > 1) {
                    values[0] = Long.MIN_VALUE;
                    values[1] = Long.MAX_VALUE;
                }
                for (boolean descending : new boolean[] {false, true}) {
                    Comparator<Integer> order = Comparator.comparingLong(row -> values[row]);
                    int[] expected = IntStream.range(0, size)
                            .boxed()
                            .sorted(descending ? order.reversed() : order)
                            .mapToInt(Integer::intValue)
                            .toArray();
                    int[] found = SortedRows.of(values, size, descending, count -> {});
                    assertThat(Arrays.stream(found)
                                    .mapToLong(row -> values[row])
                                    .toArray())
                            .as("size %s, bound %s, descending %s", size, bound, descending)
                            .isEqualTo(Arrays.stream(expected)
                                    .mapToLong(row -> values[row])
                                    .toArray());
                    assertThat(Arrays.stream(found).sorted().toArray())
                            .isEqualTo(IntStream.range(0, size).toArray());
                }
            }
        }
    }

    @Test
    void everyStepIsTold() {
        long[] values = new SplittableRandom(1).longs(MANY).toArray();
        long[] told = {0};
        SortedRows.of(values, MANY, false, count -> {
            assertThat(count).isLessThanOrEqualTo(STEPS_MAX);
            told[0] += count;
        });
        assertThat(told[0]).isGreaterThan(4L * MANY);
        assertThatThrownBy(() -> SortedRows.of(values, MANY, false, count -> {
                    throw new IllegalStateException("enough");
                }))
                .hasMessage("enough");
    }
}
