package io.stator.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Which values are whole numbers, and which a long holds. */
final class WholeNumbersTest {
    private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger GREATEST = BigInteger.valueOf(Long.MAX_VALUE);

    @Test
    void numbersThatFitAreLongs() {
        assertThat(WholeNumbers.asLong(5L)).isEqualTo(5);
        assertThat(WholeNumbers.asLong(-5)).isEqualTo(-5);
        assertThat(WholeNumbers.asLong((short) 5)).isEqualTo(5);
        assertThat(WholeNumbers.asLong((byte) -5)).isEqualTo(-5);
        assertThat(WholeNumbers.asLong(LEAST)).isEqualTo(Long.MIN_VALUE);
        assertThat(WholeNumbers.asLong(GREATEST)).isEqualTo(Long.MAX_VALUE);
        assertThat(WholeNumbers.asLong(LEAST.subtract(BigInteger.ONE))).isNull();
        assertThat(WholeNumbers.asLong(GREATEST.add(BigInteger.ONE))).isNull();
    }

    @Test
    void otherValuesAreNoWholeNumbers() {
        for (Object other : new Object[] {1.0, 1f, BigDecimal.ONE, "1", 'x', new AtomicLong(1), true}) {
            assertThat(WholeNumbers.isWhole(other)).as("%s", other).isFalse();
            assertThat(WholeNumbers.isSmall(other)).as("%s", other).isFalse();
            assertThat(WholeNumbers.asLong(other)).as("%s", other).isNull();
        }
        assertThat(WholeNumbers.isWhole(null)).isFalse();
        assertThat(WholeNumbers.asLong(null)).isNull();
        assertThat(WholeNumbers.isWhole(GREATEST.pow(2))).isTrue();
        assertThat(WholeNumbers.isSmall(BigInteger.ONE)).isFalse();
    }
}
