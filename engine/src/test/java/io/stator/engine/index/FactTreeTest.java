package io.stator.engine.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Index;
import io.stator.engine.datom.Fact;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
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
    void agreesWithASortedSetAfterAnyChanges(Index index) {
        Random random = new Random(SEED + index.ordinal());
        TreeSet<Fact> model = new TreeSet<>(FactTree.comparator(index));
        FactTree tree = FactTree.empty(index);
        for (int batch = 0; batch < 300; batch++) {
            FactTree before = tree;
            List<Fact> contentBefore = new ArrayList<>(model);
            FactTree.Editor editor = tree.edit();
            boolean shrinking = batch % 100 > 60;
            for (int i = 0; i < 100; i++) {
                Fact fact = randomForIndex(random, index);
                if (random.nextInt(10) < (shrinking ? 8 : 2)) {
                    Fact victim = model.ceiling(fact);
                    fact = victim == null ? fact : victim;
                    assertThat(editor.remove(fact)).as("seed %s", SEED).isEqualTo(model.remove(fact));
                } else {
                    assertThat(editor.insert(fact)).as("seed %s", SEED).isEqualTo(model.add(fact));
                }
            }
            tree = editor.finish();
            assertThat(tree.count()).as("seed %s", SEED).isEqualTo(model.size());
            assertThat(all(tree.cursor(Prefix.all(index)))).as("seed %s", SEED).isEqualTo(new ArrayList<>(model));
            assertThat(all(before.cursor(Prefix.all(index))))
                    .as("seed %s", SEED)
                    .isEqualTo(contentBefore);
            checkPrefixes(tree, model, index, random);
        }
    }

    private static void checkPrefixes(FactTree tree, TreeSet<Fact> model, Index index, Random random) {
        for (int i = 0; i < 20; i++) {
            Prefix prefix = new Prefix(index, randomForIndex(random, index), random.nextInt(5));
            List<Fact> expected =
                    model.stream().filter(fact -> prefix.compare(fact) == 0).toList();
            List<Fact> after =
                    model.stream().filter(fact -> prefix.compare(fact) >= 0).toList();
            assertThat(all(tree.cursor(prefix))).as("seed %s", SEED).isEqualTo(expected);
            assertThat(all(tree.cursorFrom(prefix))).as("seed %s", SEED).isEqualTo(after);
            assertThat(tree.count(prefix)).as("seed %s", SEED).isEqualTo(expected.size());
            assertThat(tree.rank(prefix, false)).isEqualTo(model.size() - after.size());
            assertThat(tree.first(prefix)).isEqualTo(expected.isEmpty() ? null : expected.get(0));
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
            FactTree.Editor editor = tree.edit();
            for (int i = 0; i < 500; i++) {
                Fact fact = Fact.ofLong(random.nextInt(1000), random.nextInt(9), random.nextInt(1000), 1, true);
                assertThat(editor.insert(fact)).isEqualTo(model.add(fact));
            }
            assertThat(all(editor.finish().cursor(Prefix.all(index)))).isEqualTo(new ArrayList<>(model));
            assertThat(tree.count()).isEqualTo(size);
        }
    }

    @Test
    void fillingAnArrayGivesTheSameFactsAsGoingOneByOne() {
        FactTree.Editor editor = FactTree.empty(Index.EAVT).edit();
        for (int i = 0; i < 10_000; i++) {
            editor.insert(Fact.ofLong(i % 100, i % 7, i, 1, true));
        }
        FactTree tree = editor.finish();
        Prefix prefix = Prefix.entity(42);
        FactCursor cursor = tree.cursor(prefix);
        List<Fact> filled = new ArrayList<>();
        Fact[] buffer = new Fact[17];
        for (int n = cursor.fill(buffer); n > 0; n = cursor.fill(buffer)) {
            filled.addAll(Arrays.asList(buffer).subList(0, n));
        }
        assertThat(filled).hasSize(100).isEqualTo(all(tree.cursor(prefix)));
    }
}
