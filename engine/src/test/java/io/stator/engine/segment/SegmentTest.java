package io.stator.engine.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Index;
import io.stator.engine.datom.Fact;
import io.stator.engine.datom.IndexOrder;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SegmentTest {
    private static final long SEED = Long.getLong("stator.seed", 20261130L);
    private static final SegmentId ID = new SegmentId("d1", "s-7");

    private final Random random = new Random(SEED);
    private final RandomFacts facts = new RandomFacts(random);

    private static Segment coded(Index index, Fact[] sorted) {
        return Segment.decode(ID, index, Segment.encode(ID, index, sorted, 0, sorted.length));
    }

    private static Fact[] all(Segment segment) {
        Fact[] all = new Fact[segment.size()];
        segment.facts(0, all.length, all, 0);
        return all;
    }

    @ParameterizedTest
    @EnumSource(Index.class)
    void factsOfAllTypesComeBackAsTheyWere(Index index) {
        for (int round = 0; round < 60; round++) {
            Fact[] sorted = facts.sorted(index, 1 + random.nextInt(round < 55 ? 60 : 5_000));
            Segment segment = coded(index, sorted);
            assertThat(RandomFacts.written(all(segment))).as("seed %s", SEED).isEqualTo(RandomFacts.written(sorted));
            assertThat(segment.index()).isEqualTo(index);
            assertThat(segment.firstT())
                    .isEqualTo(Arrays.stream(sorted).mapToLong(Fact::t).min().orElseThrow());
            assertThat(segment.lastT())
                    .isEqualTo(Arrays.stream(sorted).mapToLong(Fact::t).max().orElseThrow());
        }
    }

    @ParameterizedTest
    @EnumSource(Index.class)
    void factsOfOneAttributeComeBackAsTheyWere(Index index) {
        for (int round = 0; round < 60; round++) {
            Fact[] sorted = facts.alike(index, 1 + random.nextInt(round < 55 ? 300 : Segment.FACTS_TARGET));
            assertThat(RandomFacts.written(all(coded(index, sorted))))
                    .as("seed %s", SEED)
                    .isEqualTo(RandomFacts.written(sorted));
        }
    }

    @ParameterizedTest
    @EnumSource(Index.class)
    void factsCompareWithPatternsAsInTheIndex(Index index) {
        for (int round = 0; round < 20; round++) {
            Fact[] sorted = facts.sorted(index, 80);
            Segment segment = coded(index, sorted);
            for (int i = 0; i < sorted.length; i++) {
                for (int other = 0; other < 60; other++) {
                    Fact pattern = other < 30 ? facts.fact(index) : sorted[random.nextInt(sorted.length)];
                    for (int components = 0; components <= IndexOrder.WHOLE; components++) {
                        assertThat(Integer.signum(segment.compare(i, pattern, components)))
                                .as("seed %s: %s with %s by %s", SEED, sorted[i], pattern, components)
                                .isEqualTo(Integer.signum(IndexOrder.compare(index, sorted[i], pattern, components)));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Index.class)
    void positionsAreThoseOfALinearSearch(Index index) {
        for (int round = 0; round < 40; round++) {
            Fact[] sorted = facts.sorted(index, 100);
            Segment segment = coded(index, sorted);
            for (int other = 0; other < 100; other++) {
                Fact pattern = other < 50 ? facts.fact(index) : sorted[random.nextInt(sorted.length)];
                for (int components = 0; components <= IndexOrder.WHOLE; components++) {
                    int before = 0;
                    int upTo = 0;
                    for (Fact fact : sorted) {
                        int c = IndexOrder.compare(index, fact, pattern, components);
                        before += c < 0 ? 1 : 0;
                        upTo += c <= 0 ? 1 : 0;
                    }
                    assertThat(segment.position(pattern, components, false)).isEqualTo(before);
                    assertThat(segment.position(pattern, components, true)).isEqualTo(upTo);
                }
                int expected = Arrays.binarySearch(sorted, pattern, (l, r) -> IndexOrder.compare(index, l, r));
                assertThat(segment.find(pattern, 0)).isEqualTo(expected);
                assertThat(segment.contains(pattern)).isEqualTo(expected >= 0);
            }
        }
    }

    @Test
    void columnsAreWhatFactsSay() {
        Fact[] sorted = facts.sorted(Index.EAVT, 3_000);
        Segment segment = coded(Index.EAVT, sorted);
        long[] entities = new long[sorted.length + 5];
        segment.entities().copy(10, sorted.length, entities, 5);
        long[] times = new long[sorted.length];
        segment.times().copy(0, sorted.length, times, 0);
        for (int i = 10; i < sorted.length; i++) {
            assertThat(entities[i - 5]).isEqualTo(sorted[i].e);
            assertThat(times[i]).isEqualTo(sorted[i].tOp);
            assertThat(segment.attribute(i)).isEqualTo(sorted[i].a);
            assertThat(segment.kind(i)).isEqualTo(ValueKind.of(sorted[i]));
        }
    }

    @Test
    void aByteThatWasChangedIsNoticed() {
        for (Index index : Index.values()) {
            Fact[] sorted = facts.sorted(index, 40);
            byte[] bytes = Segment.encode(ID, index, sorted, 0, sorted.length);
            for (int i = 0; i < bytes.length; i++) {
                for (int bit = 0; bit < Byte.SIZE; bit++) {
                    byte[] damaged = bytes.clone();
                    damaged[i] ^= (byte) (1 << bit);
                    assertThatThrownBy(() -> Segment.decode(ID, index, damaged))
                            .as("byte %s bit %s", i, bit)
                            .isInstanceOfSatisfying(
                                    StorageException.class,
                                    failure -> assertThat(failure.kind()).isEqualTo(Kind.CORRUPT))
                            .hasMessageContaining("segment s-7 of database d1");
                }
            }
        }
    }

    @Test
    void bytesThatAreTooFewOrTooManyAreNoticed() {
        Fact[] sorted = facts.sorted(Index.AVET, 40);
        byte[] bytes = Segment.encode(ID, Index.AVET, sorted, 0, sorted.length);
        for (int length = 0; length < bytes.length + 20; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            if (length != bytes.length) {
                assertThatThrownBy(() -> Segment.decode(ID, Index.AVET, cut)).isInstanceOf(StorageException.class);
            }
        }
    }

    @Test
    void aSegmentThatStandsElsewhereIsRefused() {
        Fact[] sorted = facts.sorted(Index.AEVT, 10);
        byte[] bytes = Segment.encode(ID, Index.AEVT, sorted, 0, sorted.length);
        for (SegmentId other :
                List.of(new SegmentId("d1", "s-8"), new SegmentId("d2", "s-7"), new SegmentId("d", "1s-7"))) {
            assertThatThrownBy(() -> Segment.decode(other, Index.AEVT, bytes))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining(other.toString())
                    .hasMessageContaining("it is segment s-7 of database d1");
        }
        assertThatThrownBy(() -> Segment.decode(ID, Index.AVET, bytes))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("index must be 2");
    }

    @Test
    void whatCannotBeKeptIsRefused() {
        Fact[] sorted = facts.sorted(Index.EAVT, 30);
        assertThatThrownBy(() -> Segment.encode(ID, Index.EAVT, RandomFacts.reversed(sorted), 0, sorted.length))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("facts must be in the order of");
        assertThatThrownBy(() -> Segment.encode(ID, Index.EAVT, new Fact[] {sorted[0], sorted[0]}, 0, 2))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Segment.encode(ID, Index.EAVT, sorted, 3, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("segment must have 1 to 65536 facts");
        Fact[] text = {Fact.of(1, 2, "no reference", 3, true)};
        assertThatThrownBy(() -> Segment.encode(ID, Index.VAET, text, 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must fit into a segment of");
        Fact[] lone = {Fact.of(1, 2, "\ud800", 3, true)};
        assertThatThrownBy(() -> Segment.encode(ID, Index.AVET, lone, 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("well-formed");
    }

    @Test
    void aSegmentEndsEarlierWhenItsValuesAreBig() {
        Fact[] small = new Fact[20_000];
        Arrays.setAll(small, i -> Fact.ofLong(i, 1, i, 1, true));
        assertThat(Segment.end(small, 100, small.length)).isEqualTo(100 + Segment.FACTS_TARGET);
        assertThat(Segment.end(small, 19_000, small.length)).isEqualTo(small.length);
        Fact[] big = new Fact[4];
        Arrays.setAll(big, i -> Fact.of(i, 1, "x".repeat(i == 1 ? 3_000_000 : 10), 1, true));
        assertThat(Segment.end(big, 0, 4)).isEqualTo(1);
        assertThat(Segment.end(big, 1, 4)).isEqualTo(2);
        assertThat(Segment.end(big, 2, 4)).isEqualTo(4);
        assertThat(RandomFacts.written(all(coded(Index.EAVT, big)))).isEqualTo(RandomFacts.written(big));
    }
}
