package io.stator.engine.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Index;
import io.stator.engine.datom.Fact;
import io.stator.engine.datom.IndexOrder;
import io.stator.engine.segment.SegmentPart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class FactTreeTest {
    private static final long SEED = Long.getLong("stator.seed", 20261122L);

    private static Fact random(Random random) {
        long e = random.nextInt(60);
        int a = random.nextInt(4);
        Object v = a == 3 ? "v" + random.nextInt(30) : (Object) (long) random.nextInt(30);
        return Fact.of(e, a, v, random.nextInt(3), random.nextBoolean());
    }

    private static Fact randomForIndex(Random random, Index index) {
        Fact fact = random(random);
        return index == Index.VAET ? Fact.ofLong(fact.e, fact.a, random.nextInt(30), fact.t(), fact.added()) : fact;
    }

    private static List<Fact> all(FactCursor cursor) {
        List<Fact> facts = new ArrayList<>();
        for (Fact fact = cursor.next(); fact != null; fact = cursor.next()) {
            facts.add(fact);
        }
        return facts;
    }

    @ParameterizedTest
    @EnumSource(Index.class)
    void agreesWithASortedSetAfterBatchesOfAnySize(Index index) {
        checkBatches(index, 200, null);
    }

    @ParameterizedTest
    @EnumSource(Index.class)
    void agreesWithASortedSetWhateverIsInStorage(Index index) {
        checkBatches(index, 60, new StoredArrays(300));
        checkBatches(index, 20, new StoredArrays(3));
    }

    private static void checkBatches(Index index, int batches, @Nullable StoredArrays storing) {
        Random random = new Random(SEED + index.ordinal());
        TreeSet<Fact> model = new TreeSet<>(FactTree.comparator(index));
        FactTree tree = FactTree.empty(index);
        for (int batch = 0; batch < batches; batch++) {
            FactTree before = tree;
            List<Fact> contentBefore = new ArrayList<>(model);
            TreeSet<Fact> added = new TreeSet<>(FactTree.comparator(index));
            TreeSet<Fact> removed = new TreeSet<>(FactTree.comparator(index));
            boolean shrinking = batch % 50 > 35;
            int size = 1 << random.nextInt(12);
            for (int i = 0; i < size; i++) {
                Fact fact = batch % 2 == 0 ? wide(random) : randomForIndex(random, index);
                Fact victim = model.ceiling(fact);
                if (random.nextInt(10) >= (shrinking ? 9 : 2)) {
                    added.add(fact);
                } else if (victim != null) {
                    removed.add(victim);
                }
            }
            added.removeAll(removed);
            if (storing != null) {
                added.removeAll(model);
                tree = random.nextInt(4) == 0 ? tree.inStorage(storing) : tree;
            }
            tree = tree.with(added.toArray(Fact[]::new), removed.toArray(Fact[]::new));
            model.removeAll(removed);
            model.addAll(added);
            assertThat(tree.count()).as("seed %s", SEED).isEqualTo(model.size());
            assertThat(tree.checkedHeight()).as("seed %s", SEED).isLessThan(6);
            assertThat(all(tree.cursor(Prefix.all(index)))).as("seed %s", SEED).isEqualTo(new ArrayList<>(model));
            assertThat(all(before.cursor(Prefix.all(index))))
                    .as("seed %s", SEED)
                    .isEqualTo(contentBefore);
            assertThat(parts(tree.cursor(Prefix.all(index)), random))
                    .as("seed %s", SEED)
                    .isEqualTo(new ArrayList<>(model));
            checkPrefixes(tree, model, index, random);
        }
    }

    /** Returns the facts of a cursor, in parts of segments where there are some, and otherwise in whatever way. */
    private static List<Fact> parts(FactCursor cursor, Random random) {
        List<Fact> facts = new ArrayList<>();
        while (true) {
            SegmentPart part = cursor.nextPart();
            for (int i = part == null ? 0 : part.from(); part != null && i < part.to(); i++) {
                facts.add(part.segment().fact(i));
            }
            if (part == null && random.nextInt(3) == 0) {
                Fact next = cursor.next();
                if (next == null) {
                    return facts;
                }
                facts.add(next);
            } else if (part == null) {
                Fact[] some = new Fact[1 + random.nextInt(40)];
                int length = cursor.fill(some);
                facts.addAll(Arrays.asList(some).subList(0, length));
                if (length == 0) {
                    return facts;
                }
            }
        }
    }

    private static Fact wide(Random random) {
        return Fact.ofLong(random.nextInt(3000), random.nextInt(9), random.nextInt(3000), random.nextInt(2), true);
    }

    @ParameterizedTest
    @EnumSource(Index.class)
    void removingEverythingInOneBatchLeavesAnEmptyTree(Index index) {
        Fact[] facts = IntStream.range(0, 10_000)
                .mapToObj(i -> Fact.ofLong(i, 1, i, 1, true))
                .toArray(Fact[]::new);
        FactTree tree = FactTree.empty(index).with(facts, new Fact[0]);
        assertThat(tree.checkedHeight()).isEqualTo(3);
        assertThat(tree.with(new Fact[0], facts).count()).isZero();
        FactTree one = tree.with(new Fact[0], Arrays.copyOfRange(facts, 1, facts.length));
        assertThat(all(one.cursor(Prefix.all(index)))).containsExactly(facts[0]);
        assertThat(one.checkedHeight()).isEqualTo(1);
    }

    @Test
    void whatFollowsTheLastFactFillsTheNodes() {
        FactTree tree = FactTree.empty(Index.EAVT);
        for (int i = 0; i < 64 * 64; i += 8) {
            int start = i;
            Fact[] run = IntStream.range(start, start + 8)
                    .mapToObj(e -> Fact.ofLong(e, 1, e, 1, true))
                    .toArray(Fact[]::new);
            tree = tree.with(run, new Fact[0]);
        }
        assertThat(tree.checkedHeight()).isEqualTo(2);
    }

    @Test
    void aFactThatIsNotThereCannotBeRemoved() {
        Fact fact = Fact.ofLong(1, 1, 1, 1, true);
        FactTree tree = FactTree.empty(Index.EAVT).with(new Fact[] {fact}, new Fact[0]);
        assertThatThrownBy(() -> tree.with(new Fact[0], new Fact[] {fact.in(2, true)}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("index EAVT must hold the fact");
    }

    @Test
    void aFactThatIsThereAlreadyStays() {
        Fact fact = Fact.ofLong(1, 1, 1, 1, true);
        FactTree tree = FactTree.empty(Index.EAVT).with(new Fact[] {fact}, new Fact[0]);
        Fact next = Fact.ofLong(2, 1, 1, 1, true);
        tree = tree.with(new Fact[] {fact.in(1, true), next}, new Fact[0]);
        assertThat(all(tree.cursor(Prefix.all(Index.EAVT)))).containsExactly(fact, next);
    }

    @ParameterizedTest
    @EnumSource(Index.class)
    void changingReadsNothingFromStorage(Index index) {
        Random random = new Random(SEED);
        TreeSet<Fact> model = new TreeSet<>(FactTree.comparator(index));
        while (model.size() < 5_000) {
            model.add(wide(random));
        }
        StoredArrays storing = new StoredArrays(200);
        FactTree before = FactTree.ofSorted(index, model.toArray(Fact[]::new)).inStorage(storing);
        FactTree tree = before;
        TreeSet<Fact> changed = new TreeSet<>(model);
        for (int i = 0; i < 200; i++) {
            Fact fact = wide(random).in(7, true);
            Fact gone = changed.ceiling(fact);
            Fact[] less = gone == null || !changed.remove(gone) ? new Fact[0] : new Fact[] {gone};
            tree = tree.with(changed.add(fact) ? new Fact[] {fact} : new Fact[0], less);
        }
        assertThat(tree.count()).isEqualTo(changed.size());
        checkPutAtOnce(before, model, changed);
        storing.loads = 0;
        FactTree rebased = tree.rebased(before, before);
        assertThat(rebased.count()).isEqualTo(changed.size());
        assertThat(storing.loads).isZero();
        assertThat(all(rebased.cursor(Prefix.all(index)))).containsExactlyElementsOf(changed);
        assertThat(all(FactTree.ofStored(index, tree.inStorage(storing).stored())
                        .cursor(Prefix.all(index))))
                .containsExactlyElementsOf(changed);
    }

    /** Checks that what is changed while it is put into storage is the same as what is changed before. */
    private static void checkPutAtOnce(FactTree before, TreeSet<Fact> model, TreeSet<Fact> changed) {
        Index index = before.index();
        Fact[] more = changed.stream().filter(fact -> !model.contains(fact)).toArray(Fact[]::new);
        Fact[] less = model.stream().filter(fact -> !changed.contains(fact)).toArray(Fact[]::new);
        for (FactTree from : List.of(before, FactTree.ofSorted(index, model.toArray(Fact[]::new)))) {
            FactTree put = from.inStorage(new StoredArrays(300), more, less);
            assertThat(all(put.cursor(Prefix.all(index)))).containsExactlyElementsOf(changed);
            assertThat(put.stored()).isNotEmpty();
        }
        Fact[] all = changed.toArray(Fact[]::new);
        assertThat(all(FactTree.empty(index)
                        .inStorage(new StoredArrays(300), all, new Fact[0])
                        .cursor(Prefix.all(index))))
                .containsExactlyElementsOf(changed);
        Fact[] unknown = {less[0].in(99, true)};
        assertThatThrownBy(() -> before.inStorage(new StoredArrays(300), new Fact[0], unknown))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("index " + index + " must hold the fact");
    }

    @Test
    void aFactRemovedFromStorageThatIsNotThereIsToldWhenItIsRead() {
        Fact fact = Fact.ofLong(1, 1, 1, 1, true);
        FactTree tree = FactTree.ofSorted(Index.EAVT, new Fact[] {fact, Fact.ofLong(2, 1, 1, 1, true)})
                .inStorage(new StoredArrays(10))
                .with(new Fact[0], new Fact[] {fact.in(2, true)});
        assertThatThrownBy(() -> all(tree.cursor(Prefix.all(Index.EAVT))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("index EAVT must hold the fact in segment segment-0");
    }

    private static void checkPrefixes(FactTree tree, TreeSet<Fact> model, Index index, Random random) {
        for (int i = 0; i < 5 && !model.isEmpty(); i++) {
            long rank = random.nextInt(model.size());
            Fact some = tree.at(rank);
            assertThat(tree.rank(new Prefix(index, some, IndexOrder.WHOLE), false))
                    .isEqualTo(rank);
            assertThat(tree.contains(some)).isTrue();
            assertThat(tree.contains(some.in(1_000, true))).isFalse();
        }
        for (int i = 0; i < 20; i++) {
            Prefix prefix = new Prefix(index, randomForIndex(random, index), random.nextInt(5));
            List<Fact> expected =
                    model.stream().filter(fact -> prefix.compare(fact) == 0).toList();
            List<Fact> after =
                    model.stream().filter(fact -> prefix.compare(fact) >= 0).toList();
            assertThat(all(tree.cursor(prefix))).as("seed %s", SEED).isEqualTo(expected);
            assertThat(all(tree.cursorFrom(prefix))).as("seed %s", SEED).isEqualTo(after);
            assertThat(parts(tree.cursor(prefix), random)).as("seed %s", SEED).isEqualTo(expected);
            assertThat(parts(tree.cursorFrom(prefix), random))
                    .as("seed %s", SEED)
                    .isEqualTo(after);
            assertThat(tree.count(prefix)).as("seed %s", SEED).isEqualTo(expected.size());
            assertThat(tree.rank(prefix, false)).isEqualTo(model.size() - after.size());
            assertThat(tree.first(prefix)).isEqualTo(expected.isEmpty() ? null : expected.get(0));
            int count = random.nextInt(expected.size() + 3);
            FactCursor inside = tree.cursor(prefix);
            assertThat(inside.skip(count)).as("seed %s", SEED).isEqualTo(Math.min(count, expected.size()));
            assertThat(all(inside))
                    .as("seed %s", SEED)
                    .isEqualTo(expected.subList(Math.min(count, expected.size()), expected.size()));
            FactCursor from = tree.cursorFrom(prefix);
            int twice = random.nextInt(after.size() + 1);
            long skipped = from.skip(twice / 2) + from.skip(twice - twice / 2);
            assertThat(skipped).as("seed %s", SEED).isEqualTo(twice);
            assertThat(all(from)).as("seed %s", SEED).isEqualTo(after.subList(twice, after.size()));
            Fact before = tree.blockBefore(prefix, false);
            assertThat(before == null).isEqualTo(after.size() == model.size());
            assertThat(before == null || (prefix.compare(before) < 0 && model.contains(before)))
                    .isTrue();
            Fact[] buffer = new Fact[1 + random.nextInt(100)];
            List<Fact> filled = new ArrayList<>();
            FactCursor again = tree.cursor(prefix);
            for (int n = again.fill(buffer); n > 0; n = again.fill(buffer)) {
                filled.addAll(Arrays.asList(buffer).subList(0, n));
                Fact single = random.nextBoolean() ? again.next() : null;
                filled.addAll(single == null ? List.of() : List.of(single));
            }
            assertThat(filled).as("seed %s", SEED).isEqualTo(expected);
            if (!after.isEmpty()) {
                assertThat(tree.at(model.size() - after.size())).isEqualTo(after.get(0));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Index.class)
    void aTreeBuiltOfSortedFactsHoldsThemAndCanBeChanged(Index index) {
        Random random = new Random(SEED);
        for (int size : new int[] {0, 1, 55, 56, 57, 3136, 3137, 5000}) {
            TreeSet<Fact> model = new TreeSet<>(FactTree.comparator(index));
            while (model.size() < size) {
                model.add(Fact.ofLong(random.nextInt(1000), random.nextInt(9), random.nextInt(1000), 1, true));
            }
            FactTree tree = FactTree.ofSorted(index, model.toArray(Fact[]::new));
            assertThat(all(tree.cursor(Prefix.all(index)))).isEqualTo(new ArrayList<>(model));
            TreeSet<Fact> added = new TreeSet<>(FactTree.comparator(index));
            while (added.size() < 500) {
                added.add(Fact.ofLong(random.nextInt(1000), random.nextInt(9), random.nextInt(1000), 1, true));
            }
            model.addAll(added);
            FactTree changed = tree.with(added.toArray(Fact[]::new), new Fact[0]);
            assertThat(all(changed.cursor(Prefix.all(index)))).isEqualTo(new ArrayList<>(model));
            assertThat(changed.checkedHeight()).isLessThan(4);
            assertThat(tree.count()).isEqualTo(size);
        }
    }

    @Test
    void fillingAnArrayGivesTheSameFactsAsGoingOneByOne() {
        Fact[] facts = IntStream.range(0, 10_000)
                .mapToObj(i -> Fact.ofLong(i % 100, i % 7, i, 1, true))
                .sorted(FactTree.comparator(Index.EAVT))
                .toArray(Fact[]::new);
        FactTree tree = FactTree.empty(Index.EAVT).with(facts, new Fact[0]);
        Prefix prefix = Prefix.entity(42);
        FactCursor cursor = tree.cursor(prefix);
        List<Fact> filled = new ArrayList<>();
        Fact[] buffer = new Fact[17];
        for (int n = cursor.fill(buffer); n > 0; n = cursor.fill(buffer)) {
            filled.addAll(Arrays.asList(buffer).subList(0, n));
        }
        assertThat(filled).hasSize(100).isEqualTo(all(tree.cursor(prefix)));
    }

    /** Returns pairs of a retraction and its assertion, each value true for one transaction. */
    private static Fact[] versions(int count) {
        Fact[] facts = new Fact[2 * count];
        for (int i = 0; i < count; i++) {
            facts[2 * i] = Fact.ofLong(1, 1, i, i + 1, false);
            facts[2 * i + 1] = Fact.ofLong(1, 1, i, i, true);
        }
        return facts;
    }

    /** Reads pairs as a view does, and returns what was true at t; the array gets the number of facts looked at. */
    private static List<Fact> trueAt(FactCursor cursor, long t, int[] steps) {
        List<Fact> found = new ArrayList<>();
        while (true) {
            cursor.passOver((first, last) -> last <= t || first > t);
            Fact retraction = cursor.next();
            Fact assertion = cursor.next();
            if (retraction == null || assertion == null) {
                return found;
            }
            steps[0] += 2;
            assertThat(retraction.added()).isFalse();
            assertThat(assertion.added()).isTrue();
            if (assertion.t() <= t && retraction.t() > t) {
                found.add(assertion);
            }
        }
    }

    @Test
    void whatEndedBeforeOrBeganAfterATimeIsPassedOver() {
        Fact[] facts = versions(20_000);
        FactTree grown = FactTree.empty(Index.EAVT);
        for (int i = 0; i < facts.length; i += 50) {
            grown = grown.with(Arrays.copyOfRange(facts, i, i + 50), new Fact[0]);
        }
        Fact[] odd = facts.clone();
        FactTree uneven = FactTree.empty(Index.EAVT)
                .with(new Fact[] {Fact.ofLong(0, 1, 0, 0, true)}, new Fact[0])
                .with(odd, new Fact[0]);
        FactTree stored = FactTree.ofSorted(Index.EAVT, facts).inStorage(new StoredArrays(300));
        FactTree half = FactTree.ofSorted(Index.EAVT, Arrays.copyOf(facts, facts.length / 2))
                .inStorage(new StoredArrays(64))
                .with(Arrays.copyOfRange(facts, facts.length / 2, facts.length), new Fact[0]);
        FactTree patched = FactTree.empty(Index.EAVT);
        for (int i = 0; i < facts.length; i += 50) {
            patched = patched.with(Arrays.copyOfRange(facts, i, i + 50), new Fact[0]);
            patched = i % 1_000 == 0 ? patched.inStorage(new StoredArrays(63)) : patched;
        }
        for (FactTree tree : List.of(FactTree.ofSorted(Index.EAVT, facts), grown, uneven, stored, half, patched)) {
            for (int t : new int[] {0, 1, 31, 32, 57, 1_000, 9_999, 19_970, 19_999, 20_000}) {
                for (Prefix prefix : List.of(Prefix.entity(1), Prefix.entityAttribute(1, 1))) {
                    trueAt(tree.cursor(prefix), t, new int[1]);
                    int[] steps = new int[1];
                    List<Fact> found = trueAt(tree.cursor(prefix), t, steps);
                    assertThat(found).as("t %s", t).isEqualTo(t == 20_000 ? List.of() : List.of(facts[2 * t + 1]));
                    assertThat(steps[0]).as("t %s", t).isLessThan(tree == half ? facts.length : 2_000);
                }
            }
        }
    }
}
