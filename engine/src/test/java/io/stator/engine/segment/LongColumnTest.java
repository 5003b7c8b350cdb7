package io.stator.engine.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.engine.datom.ByteSink;
import io.stator.engine.datom.ByteSource;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

final class LongColumnTest {
    private static final long SEED = Long.getLong("stator.seed", 20261130L);
    private static final int SEQUENCE = 0;
    private static final int PACKED = 1;
    private static final int DELTA = 2;
    private static final int RUNS = 3;
    private static final int DICTIONARY = 4;

    private final Random random = new Random(SEED);

    private static byte[] encoded(long[] values) {
        ByteSink sink = new ByteSink();
        LongColumnCodec.put(values, values.length, sink);
        return sink.toByteArray();
    }

    private static LongColumn decoded(byte[] bytes, int count) {
        ByteSource source = new ByteSource(bytes);
        LongColumn column = LongColumnCodec.get(
                source, Arrays.copyOf(bytes, bytes.length + PackedBits.PADDING), count, new long[count]);
        source.expectEnd();
        return column;
    }

    private static void comesBack(long[] values) {
        LongColumn column = decoded(encoded(values), values.length);
        assertThat(column.size()).isEqualTo(values.length);
        long[] copied = new long[values.length + 2];
        column.copy(0, values.length, copied, 1);
        for (int i = 0; i < values.length; i++) {
            assertThat(column.get(i)).as("seed %s position %s", SEED, i).isEqualTo(values[i]);
            assertThat(copied[i + 1]).isEqualTo(values[i]);
        }
        int from = values.length / 3;
        column.copy(from, values.length, copied, 0);
        assertThat(Arrays.copyOf(copied, values.length - from))
                .isEqualTo(Arrays.copyOfRange(values, from, values.length));
    }

    private static long[] numbers(int count, IntToLongFunction number) {
        long[] numbers = new long[count];
        Arrays.setAll(numbers, number);
        return numbers;
    }

    @Test
    void numbersOfEveryWidthComeBack() {
        for (int width = 0; width <= Long.SIZE; width++) {
            for (int count : new int[] {1, 2, 3, 7, 8, 9, 63, 64, 65, 200}) {
                long mask = width == 0 ? 0 : -1L >>> (Long.SIZE - width);
                long base = random.nextLong();
                comesBack(numbers(count, i -> base + (random.nextLong() & mask)));
                comesBack(numbers(count, i -> base + i * (random.nextLong() & mask)));
                comesBack(numbers(count, i -> random.nextInt(5) == 0 ? base : mask));
            }
        }
    }

    @Test
    void theExtremesComeBack() {
        comesBack(new long[] {Long.MIN_VALUE, Long.MAX_VALUE});
        comesBack(new long[] {Long.MAX_VALUE, Long.MIN_VALUE, 0, Long.MIN_VALUE, Long.MIN_VALUE, -1});
        comesBack(numbers(64, i -> i % 2 == 0 ? Long.MIN_VALUE : Long.MAX_VALUE));
        comesBack(numbers(64, i -> i < 32 ? Long.MIN_VALUE : Long.MAX_VALUE));
        comesBack(numbers(100, i -> Long.MAX_VALUE - 50 + i));
        comesBack(numbers(100, i -> i * 0x4000_0000_0000_0000L));
    }

    @Test
    void theShortestWayIsTaken() {
        assertThat(encoded(numbers(1000, i -> 7))[0]).isEqualTo((byte) SEQUENCE);
        assertThat(encoded(numbers(1000, i -> 7 - 3L * i))[0]).isEqualTo((byte) SEQUENCE);
        assertThat(encoded(numbers(1000, i -> random.nextInt(1_000_000)))[0]).isEqualTo((byte) PACKED);
        assertThat(encoded(numbers(1000, i -> 100L * i + random.nextInt(100)))[0])
                .isEqualTo((byte) DELTA);
        assertThat(encoded(numbers(1000, i -> (i / 100) * 77_777L % 10))[0]).isEqualTo((byte) RUNS);
        assertThat(encoded(numbers(1000, i -> (random.nextInt() & 3) << 20))[0]).isEqualTo((byte) DICTIONARY);
        assertThat(encoded(numbers(1000, i -> 7))).hasSizeLessThan(5);
    }

    @Test
    void memoryIsThatOfTheDifferences() {
        long base = 1L << 44;
        assertThat(decoded(encoded(numbers(1000, i -> base + 2L * i)), 1000).weight())
                .isLessThan(100);
        assertThat(decoded(encoded(numbers(1000, i -> base + random.nextInt(256))), 1000)
                        .weight())
                .isLessThan(1_200);
        assertThat(decoded(encoded(numbers(1000, i -> base + random.nextInt(1 << 30))), 1000)
                        .weight())
                .isLessThan(4_200);
        assertThat(decoded(encoded(numbers(1000, i -> 5)), 1000).isConstant()).isTrue();
    }

    @Test
    void bytesThatAreNoColumnAreRefused() {
        byte[] good = encoded(numbers(300, i -> (i / 10) * 77_777L % 100));
        for (int round = 0; round < 20_000; round++) {
            byte[] bad = Arrays.copyOf(good, random.nextInt(good.length + 1));
            for (int i = random.nextInt(3); i >= 0 && bad.length > 0; i--) {
                bad[random.nextInt(Math.min(bad.length, 20))] = (byte) random.nextInt();
            }
            try {
                assertThat(decoded(bad, 300).size()).isEqualTo(300);
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessageContaining("must");
            }
        }
        assertThatThrownBy(() -> decoded(new byte[] {9, 0, 0}, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("way of a column must be 0 to 4");
    }
}
