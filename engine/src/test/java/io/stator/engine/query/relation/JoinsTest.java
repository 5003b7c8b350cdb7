package io.stator.engine.query.relation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.engine.database.Deadline;
import io.stator.engine.datom.Values;
import io.stator.engine.query.limit.Guard;
import io.stator.engine.query.limit.MemoryAccount;
import io.stator.engine.query.limit.QueryLimits;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Compares the operators on columns with loops over lists, on small random relations of mixed values. */
final class JoinsTest {
    private static final long SEED = Long.getLong("stator.seed", 20_261_122L);
    private static final int ROUNDS = 300;
    private static final Comparator<List<Object>> ORDER = JoinsTest::compareRows;

    private final Guard guard = new Guard(Deadline.none());

    private static int compareRows(List<Object> left, List<Object> right) {
        for (int i = 0; i < left.size(); i++) {
            int c = Values.compare(left.get(i), right.get(i));
            if (c != 0) {
                return c;
            }
        }
        return 0;
    }

    private static Object value(SplittableRandom random, int kinds) {
        long number = random.nextInt(6);
        return switch (random.nextInt(kinds)) {
            case 0 -> number;
            case 1 -> Instant.ofEpochMilli(number);
            case 2 -> "s" + number;
            case 3 -> BigInteger.valueOf(number).shiftLeft(random.nextBoolean() ? 70 : 0);
            default -> List.of(number, "x");
        };
    }

    private static List<List<Object>> randomRows(SplittableRandom random, int width) {
        List<List<Object>> rows = new ArrayList<>();
        int size = random.nextInt(40);
        int kinds = 1 + random.nextInt(5);
        for (int i = 0; i < size; i++) {
            List<Object> row = new ArrayList<>();
            for (int j = 0; j < width; j++) {
                row.add(value(random, kinds));
            }
            rows.add(row);
        }
        return rows;
    }

    private static Relation relation(int[] slots, List<List<Object>> rows) {
        Column[] columns = new Column[slots.length];
        for (int i = 0; i < slots.length; i++) {
            ColumnBuilder builder = new ColumnBuilder();
            for (List<Object> row : rows) {
                builder.add(row.get(i));
            }
            columns[i] = builder.build();
        }
        return new Relation(slots, columns, rows.size(), null);
    }

    private static List<List<Object>> list(Relation relation, int... slots) {
        List<List<Object>> rows = new ArrayList<>();
        for (int row = 0; row < relation.size; row++) {
            List<Object> values = new ArrayList<>();
            for (int slot : slots) {
                values.add(relation.column(slot).get(row));
            }
            rows.add(values);
        }
        rows.sort(ORDER);
        return rows;
    }

    @Test
    void joiningFindsAllEqualPairs() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            List<List<Object>> left = randomRows(random, 3);
            List<List<Object>> right = randomRows(random, 3);
            int keys = 1 + random.nextInt(2);
            List<List<Object>> expected = new ArrayList<>();
            for (List<Object> l : left) {
                for (List<Object> r : right) {
                    if (Values.equal(l.subList(0, keys), r.subList(0, keys))) {
                        List<Object> pair = new ArrayList<>(l);
                        pair.addAll(r.subList(keys, 3));
                        expected.add(pair);
                    }
                }
            }
            expected.sort(ORDER);
            int[] rightSlots = keys == 1 ? new int[] {0, 3, 4} : new int[] {0, 1, 3};
            int[] joined = keys == 1 ? new int[] {0} : new int[] {0, 1};
            int[] all = keys == 1 ? new int[] {0, 1, 2, 3, 4} : new int[] {0, 1, 2, 3};
            Relation l = relation(new int[] {0, 1, 2}, left);
            Relation r = relation(rightSlots, right);
            BitSet shared = new BitSet();
            shared.set(0, keys);
            Relation result = Joins.join(l, l.columns(joined), r, r.columns(joined), shared, guard);
            assertThat(list(result, all)).as("seed %s, round %s", SEED, round).isEqualTo(expected);
        }
    }

    @Test
    void longsFarFromEachOtherAreFound() {
        List<Object> numbers = List.of(
                Long.MIN_VALUE,
                Long.MIN_VALUE + 1,
                -1L,
                0L,
                1L,
                7L,
                Long.MAX_VALUE - 1,
                Long.MAX_VALUE,
                BigInteger.ONE);
        for (List<Object> built :
                List.of(numbers, numbers.subList(2, 6), numbers.subList(0, 2), numbers.subList(6, 8))) {
            Relation build =
                    relation(new int[] {0}, built.stream().map(List::of).toList());
            Relation probe =
                    relation(new int[] {0}, numbers.stream().map(List::of).toList());
            RowIndex index = new RowIndex(build.columns, build.size, guard);
            for (int row = 0; row < probe.size; row++) {
                Object wanted = numbers.get(row);
                int expected = 0;
                while (expected < built.size() && !Values.equal(built.get(expected), wanted)) {
                    expected++;
                }
                assertThat(index.first(probe.columns, row))
                        .as("%s in %s", wanted, built)
                        .isEqualTo(expected == built.size() ? -1 : expected);
            }
        }
    }

    @Test
    void rowsOfLongsAreDistinctWhenOneColumnIs() {
        List<List<Object>> far = List.of(List.of(1L, Long.MIN_VALUE), List.of(1L, Long.MAX_VALUE), List.of(1L, 0L));
        List<List<Object>> near = List.of(List.of(1L, 9L), List.of(1L, 7L), List.of(1L, 8L));
        List<List<Object>> doubled = List.of(List.of(1L, 9L), List.of(1L, 70L), List.of(1L, 9L));
        assertThat(relation(new int[] {0, 1}, far).distinct(guard).size).isEqualTo(3);
        assertThat(relation(new int[] {0, 1}, near).distinct(guard).size).isEqualTo(3);
        assertThat(relation(new int[] {0, 1}, near).distinct(guard).candidateKey)
                .isEqualTo(BitSet.valueOf(new long[] {2}));
        assertThat(relation(new int[] {0, 1}, doubled).distinct(guard).size).isEqualTo(2);
    }

    @Test
    void semiAndAntiJoinsShareOutTheRows() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            List<List<Object>> left = randomRows(random, 2);
            List<List<Object>> right = randomRows(random, 2);
            Relation l = relation(new int[] {0, 1}, left);
            Relation r = relation(new int[] {0, 1}, right);
            int[] keys = {0, 1};
            List<List<Object>> inside = new ArrayList<>(left);
            inside.removeIf(row -> right.stream().noneMatch(other -> Values.equal(row, other)));
            List<List<Object>> outside = new ArrayList<>(left);
            outside.removeIf(row -> right.stream().anyMatch(other -> Values.equal(row, other)));
            inside.sort(ORDER);
            outside.sort(ORDER);
            assertThat(list(Joins.semi(l, l.columns(keys), r, r.columns(keys), true, guard), keys))
                    .as("seed %s, round %s", SEED, round)
                    .isEqualTo(inside);
            assertThat(list(Joins.semi(l, l.columns(keys), r, r.columns(keys), false, guard), keys))
                    .as("seed %s, round %s", SEED, round)
                    .isEqualTo(outside);
        }
    }

    @Test
    void distinctRowsAndGroupsAgree() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            List<List<Object>> rows = randomRows(random, 2);
            Relation relation = relation(new int[] {0, 1}, rows);
            List<List<Object>> expected = new ArrayList<>();
            for (List<Object> row : rows) {
                if (expected.stream().noneMatch(other -> Values.equal(row, other))) {
                    expected.add(row);
                }
            }
            Groups groups = Groups.of(relation, new int[] {0, 1}, guard);
            for (int row = 0; row < rows.size(); row++) {
                assertThat(Values.equal(rows.get(groups.firstRow(groups.groupOf(row))), rows.get(row)))
                        .isTrue();
            }
            expected.sort(ORDER);
            assertThat(list(relation.distinct(guard), 0, 1))
                    .as("seed %s, round %s", SEED, round)
                    .isEqualTo(expected);
            assertThat(groups.count()).isEqualTo(expected.size());
        }
    }

    @Test
    void aGrowingTableReportsWhatIsNew() {
        SplittableRandom random = new SplittableRandom(SEED);
        RowTable table = new RowTable(new int[] {0, 1}, guard);
        GrowingIndex index = new GrowingIndex(guard);
        for (int round = 0; round < 50; round++) {
            List<List<Object>> rows = randomRows(random, 2);
            List<List<Object>> known = list(table.relation(), 0, 1);
            int before = table.size();
            int added = table.addAll(relation(new int[] {0, 1}, rows));
            assertThat(table.size() - before).isEqualTo(added);
            for (List<Object> row : list(table.relationFrom(before), 0, 1)) {
                assertThat(known.stream().noneMatch(other -> Values.equal(row, other)))
                        .isTrue();
            }
            Relation all = table.relation();
            index.extend(all.columns(new int[] {1}), all.size);
            Relation probe = relation(
                    new int[] {1}, rows.stream().map(row -> List.of(row.get(1))).toList());
            for (int row = 0; row < probe.size; row++) {
                int found = 0;
                for (int f = index.first(probe.columns, row); f >= 0; f = index.next(f, probe.columns, row)) {
                    found++;
                }
                Object wanted = probe.columns[0].get(row);
                long expected = list(all, 1).stream()
                        .filter(other -> Values.equal(other.get(0), wanted))
                        .count();
                assertThat((long) found).isEqualTo(expected);
            }
        }
    }

    @Test
    void moreRowsThanAllowedAreRefusedBeforeTheyAreMade() {
        Guard small =
                new Guard(Deadline.none(), new QueryLimits(100, Long.MAX_VALUE), new MemoryAccount(Long.MAX_VALUE));
        Relation rows = relation(
                new int[] {0},
                java.util.stream.LongStream.range(0, 11)
                        .mapToObj(n -> List.<Object>of(n))
                        .toList());
        assertThatThrownBy(() -> Joins.cross(rows, rows.renamed(new int[] {1}), small))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessage(
                        "query needs more rows at a time than the limit query-rows allows: ask for less, or open the"
                                + " system with another limit: query-rows=100");
        assertThatThrownBy(small::check).isInstanceOf(Anomaly.Incorrect.class);
        Guard enough =
                new Guard(Deadline.none(), new QueryLimits(11, Long.MAX_VALUE), new MemoryAccount(Long.MAX_VALUE));
        assertThat(Joins.cross(rows, relation(new int[] {1}, List.of(List.of(1L))), enough).size)
                .isEqualTo(11);
    }

    @Test
    void rowsOfOneKeyAreLookedAtWhileTheyAreJoinedAndCopied() {
        long[] looks = {0};
        Guard guard = new Guard(Deadline.endless(() -> looks[0]++));
        Relation left = relation(
                new int[] {0, 1},
                IntStream.range(0, 1_000)
                        .mapToObj(n -> List.<Object>of(1L, (long) n))
                        .toList());
        Relation joined = Joins.join(
                left,
                left.columns(new int[] {0}),
                left.renamed(new int[] {0, 2}),
                left.columns(new int[] {0}),
                new BitSet(),
                guard);
        assertThat(joined.size).isEqualTo(1_000_000);
        assertThat(looks[0]).isGreaterThan(4 * 1_000_000 / (1 << 12) - 10);
    }

    @Test
    void anExpiredDeadlineStopsAJoin() {
        Guard late = new Guard(Deadline.after(Duration.ofNanos(-1), () -> 0));
        Relation rows = relation(new int[] {0}, List.of(List.of(1L)));
        assertThatThrownBy(() -> Joins.semi(rows, rows.columns, rows, rows.columns, true, late))
                .isInstanceOf(Anomaly.Unavailable.class);
    }
}
