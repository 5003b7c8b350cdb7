package io.stator.engine.datom;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Index;
import io.stator.edn.Keyword;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Facts that are sorted by numbers are in the order in which a comparison of whole facts puts them. */
final class FactSortTest {
    private static final long SEED = Long.getLong("stator.seed", 20261130L);
    private static final int[] SIZES = {0, 1, 2, 12, 13, 255, 256, 257, 1_000, 5_000, 40_000};
    private static final String[] TEXTS = {
        "", "a", "aaaaaaaa", "aaaaaaaab", "aaaaaaaac", "\u00ff", "\u00ffa", "\ud800\udc00", "\uffff"
    };

    /** So many attributes; the values of each are of one kind, but those of the last one. */
    private static final int KINDS = 8;

    private static Object value(Random random, int kind) {
        return switch (kind) {
            case 0 -> random.nextLong();
            case 1 -> (long) random.nextInt(5);
            case 2 -> TEXTS[random.nextInt(TEXTS.length)] + (random.nextBoolean() ? "" : random.nextInt(50));
            case 3 -> Instant.ofEpochMilli(random.nextInt(100) - 50L);
            case 4 -> new UUID(random.nextInt(3) - 1L, random.nextLong());
            case 5 -> Keyword.of("k", "v" + random.nextInt(20));
            case 6 -> new BigDecimal(random.nextInt(20)).setScale(random.nextInt(3));
            default -> value(random, random.nextInt(KINDS - 2));
        };
    }

    private static Fact fact(Random random, boolean isReference, int apart) {
        int kind = random.nextInt(KINDS);
        long e = random.nextInt(4) == 0 ? random.nextLong() >>> 1 : random.nextInt(40);
        Object v = isReference ? (Long) (long) random.nextInt(60) : value(random, kind);
        return Fact.of(e, 70 + kind * apart, v, random.nextInt(4), random.nextBoolean());
    }

    @ParameterizedTest
    @EnumSource(Index.class)
    void theOrderIsThatOfWholeFacts(Index index) {
        Random random = new Random(SEED);
        Comparator<Fact> order = (left, right) -> IndexOrder.compare(index, left, right);
        for (int size : SIZES) {
            for (int apart : new int[] {1, 3, 1 << 20}) {
                Fact[] facts = new Fact[size + 3];
                for (int i = 0; i < facts.length; i++) {
                    facts[i] = fact(random, index == Index.VAET, apart);
                }
                Fact[] before = facts.clone();
                Fact[] expected = Arrays.copyOf(facts, size);
                Arrays.sort(expected, order);
                Fact[] sorted = FactSort.sorted(index, facts, size);
                assertThat(sorted).as("seed %s size %s", SEED, size).containsExactly(expected);
                assertThat(FactSort.sorted(index, sorted, size)).containsExactly(expected);
                assertThat(facts).containsExactly(before);
                if (index == Index.AVET || index == Index.VAET) {
                    Fact[] byEntity = FactSort.sorted(Index.AEVT, facts, size);
                    assertThat(FactSort.sortedByValue(index, byEntity, size)).containsExactly(expected);
                }
            }
        }
    }
}
