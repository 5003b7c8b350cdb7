package io.stator.engine.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Index;
import io.stator.engine.datom.Fact;
import io.stator.engine.datom.IndexOrder;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class DirectoryTest {
    private static final long SEED = Long.getLong("stator.seed", 20261130L);
    private static final SegmentId ID = new SegmentId("d1", "dir-1");

    private final Random random = new Random(SEED);
    private final RandomFacts facts = new RandomFacts(random);

    /** A directory over facts in segments of so many, and the bytes of these. */
    private record Stored(Directory directory, List<byte[]> blocks) {}

    private static Stored stored(Index index, Fact[] sorted, int size) {
        List<ChildEntry> entries = new ArrayList<>();
        List<byte[]> blocks = new ArrayList<>();
        for (int from = 0; from < sorted.length; from += size) {
            int to = Math.min(sorted.length, from + size);
            String name = "s" + from;
            SegmentId id = new SegmentId(ID.database(), name);
            byte[] bytes = Segment.encode(id, index, sorted, from, to);
            Fact separator = from == 0 ? sorted[0] : Separators.between(index, sorted[from - 1], sorted[from]);
            entries.add(ChildEntry.of(name, Segment.decode(id, index, bytes), bytes, separator));
            blocks.add(bytes);
        }
        return new Stored(new Directory(index, 1, entries), blocks);
    }

    @ParameterizedTest
    @EnumSource(Index.class)
    void entriesComeBackAsTheyWere(Index index) {
        for (int round = 0; round < 60; round++) {
            Stored stored = stored(index, facts.sorted(index, 1 + random.nextInt(300)), 1 + random.nextInt(20));
            Directory directory = stored.directory();
            Directory decoded = Directory.decode(ID, index, directory.encode(ID));
            assertThat(decoded.children()).as("seed %s", SEED).isEqualTo(directory.children());
            assertThat(decoded.level()).isEqualTo(1);
            assertThat(decoded.index()).isEqualTo(index);
            assertThat(decoded.count()).isEqualTo(directory.count());
            assertThat(decoded.firstT()).isEqualTo(directory.firstT());
            assertThat(decoded.lastT()).isEqualTo(directory.lastT());
            for (int i = 0; i < stored.blocks().size(); i++) {
                ChildEntry entry = decoded.children().get(i);
                Segment segment = Segment.decode(
                        ID.database(), index, entry, stored.blocks().get(i));
                assertThat((long) segment.size()).isEqualTo(entry.count());
            }
        }
    }

    @Test
    void aDirectoryOfDirectoriesComesBack() {
        Stored stored = stored(Index.AVET, facts.sorted(Index.AVET, 200), 10);
        byte[] bytes = stored.directory().encode(ID);
        Directory above = new Directory(Index.AVET, 2, List.of(ChildEntry.of(ID.name(), stored.directory(), bytes)));
        SegmentId root = new SegmentId("d1", "root");
        Directory decoded = Directory.decode(root, Index.AVET, above.encode(root));
        assertThat(decoded.level()).isEqualTo(2);
        ChildEntry entry = decoded.children().get(0);
        assertThat(Directory.decode("d1", Index.AVET, entry, bytes).children())
                .isEqualTo(stored.directory().children());
    }

    @Test
    void aByteThatWasChangedIsNoticed() {
        byte[] bytes =
                stored(Index.EAVT, facts.sorted(Index.EAVT, 60), 7).directory().encode(ID);
        for (int i = 0; i < bytes.length; i++) {
            byte[] damaged = bytes.clone();
            damaged[i] ^= (byte) (1 << random.nextInt(Byte.SIZE));
            assertThatThrownBy(() -> Directory.decode(ID, Index.EAVT, damaged))
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            failure -> assertThat(failure.kind()).isEqualTo(Kind.CORRUPT))
                    .hasMessageContaining("segment dir-1 of database d1");
            byte[] cut = Arrays.copyOf(bytes, i);
            assertThatThrownBy(() -> Directory.decode(ID, Index.EAVT, cut)).isInstanceOf(StorageException.class);
        }
    }

    @Test
    void whatIsNotWhatTheEntryNamesIsRefused() {
        Fact[] sorted = facts.sorted(Index.AEVT, 60);
        Stored stored = stored(Index.AEVT, sorted, 20);
        ChildEntry entry = stored.directory().children().get(0);
        byte[] other = Segment.encode(new SegmentId("d1", "s0"), Index.AEVT, sorted, 0, 19);
        assertThatThrownBy(() -> Segment.decode("d1", Index.AEVT, entry, other))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("it must be the one that its directory names");
        byte[] own = stored.blocks().get(0);
        ChildEntry wrong = new ChildEntry(
                "s0", 21, entry.firstT(), entry.lastT(), entry.checksum(), entry.size(), entry.separator());
        assertThatThrownBy(() -> Segment.decode("d1", Index.AEVT, wrong, own))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("it must hold what its directory tells");
        assertThatThrownBy(() -> Directory.decode("d1", Index.AEVT, entry, own))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("type must be 2");
        assertThatThrownBy(() -> Segment.decode("d1", Index.AEVT, entry, new byte[0]))
                .isInstanceOf(StorageException.class);
    }

    @Test
    void entriesMustBeInOrder() {
        List<ChildEntry> entries =
                stored(Index.EAVT, facts.sorted(Index.EAVT, 60), 20).directory().children();
        List<ChildEntry> swapped = List.of(entries.get(1), entries.get(0));
        assertThatThrownBy(() -> new Directory(Index.EAVT, 1, swapped))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("separators must be in order");
        assertThatThrownBy(() -> new Directory(Index.EAVT, 1, List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Directory(Index.EAVT, Directory.LEVEL_MAX + 1, entries))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("level=17");
    }

    @ParameterizedTest
    @EnumSource(Index.class)
    void separatorsDivideNeighbours(Index index) {
        for (int round = 0; round < 30; round++) {
            Fact[] sorted = round % 2 == 0 ? facts.sorted(index, 200) : facts.alike(index, 200);
            for (int i = 1; i < sorted.length; i++) {
                Fact separator = Separators.between(index, sorted[i - 1], sorted[i]);
                assertThat(IndexOrder.compare(index, sorted[i - 1], separator)).isNegative();
                assertThat(IndexOrder.compare(index, separator, sorted[i])).isNotPositive();
            }
        }
    }

    @Test
    void separatorsAreShort() {
        Fact apple = Fact.of(1, 7, "an apple a day", 5, true);
        Fact arrow = Fact.of(2, 7, "arrow in the sky", 5, true);
        assertThat(Separators.between(Index.AVET, apple, arrow).v()).isEqualTo("ar");
        assertThat(Separators.between(Index.EAVT, apple, arrow).v()).isEqualTo("");
        Fact pair = Fact.of(3, 7, "arrow 😀😀", 5, true);
        Fact other = Fact.of(3, 7, "arrow 😀😁x", 5, true);
        assertThat(Separators.between(Index.AVET, pair, other).v()).isEqualTo("arrow 😀😁");
        Fact space = Fact.of(3, 7, "arrow ", 5, true);
        assertThat(Separators.between(Index.AVET, space, pair).v()).isEqualTo("arrow 😀");
    }
}
