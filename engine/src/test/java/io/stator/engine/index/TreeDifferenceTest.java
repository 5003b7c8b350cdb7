package io.stator.engine.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Index;
import io.stator.engine.datom.Fact;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class TreeDifferenceTest {
    private static final long SEED = Long.getLong("stator.seed", 20261122L);
    private static final int ATTRIBUTES = 4;

    private static Fact random(Random random) {
        return Fact.ofLong(
                random.nextInt(200), random.nextInt(ATTRIBUTES), random.nextInt(50), random.nextInt(3), true);
    }

    private static List<Fact> difference(TreeSet<Fact> from, TreeSet<Fact> other, int a) {
        return from.stream()
                .filter(fact -> fact.a == a && !other.contains(fact))
                .toList();
    }

    private static Fact[] beyond(TreeSet<Fact> from, TreeSet<Fact> other) {
        return from.stream().filter(fact -> !other.contains(fact)).toArray(Fact[]::new);
    }

    @Test
    void agreesWithSetsBetweenAnyVersions() {
        checkVersions(0, 2_000);
        checkVersions(8, 500);
        checkVersions(2, 500);
    }

    /** Changes a tree again and again, and puts one of so many versions into storage. */
    private static void checkVersions(int storedOneOf, int comparisons) {
        StoredArrays storing = new StoredArrays(100);
        Random random = new Random(SEED);
        List<FactTree> versions = new ArrayList<>(List.of(FactTree.empty(Index.AVET)));
        List<TreeSet<Fact>> models = new ArrayList<>(List.of(new TreeSet<>(FactTree.comparator(Index.AVET))));
        for (int i = 0; i < 60; i++) {
            int base = random.nextInt(10) == 0 ? random.nextInt(versions.size()) : versions.size() - 1;
            TreeSet<Fact> model = new TreeSet<>(models.get(base));
            int changes = 1 + random.nextInt(300);
            for (int j = 0; j < changes; j++) {
                Fact fact = random(random);
                if (random.nextInt(3) == 0) {
                    Fact victim = model.ceiling(fact);
                    if (victim != null) {
                        model.remove(victim);
                    }
                } else {
                    model.add(fact);
                }
            }
            FactTree before = versions.get(base);
            FactTree changed = before.with(beyond(model, models.get(base)), beyond(models.get(base), model));
            if (storedOneOf > 0 && random.nextInt(storedOneOf) == 0) {
                changed = changed.rebased(before, before.inStorage(storing));
            }
            assertThat(all(changed)).as("seed %s", SEED).containsExactlyElementsOf(model);
            versions.add(changed);
            models.add(model);
        }
        for (int i = 0; i < comparisons; i++) {
            int left = random.nextInt(versions.size());
            int right = random.nextInt(versions.size());
            int a = random.nextInt(ATTRIBUTES);
            assertThat(versions.get(left).without(versions.get(right), Prefix.attributeByValue(a)))
                    .as("seed %s", SEED)
                    .containsExactlyElementsOf(difference(models.get(left), models.get(right), a));
            assertThat(versions.get(left).isSameVersion(versions.get(right))).isEqualTo(left == right);
        }
    }

    private static List<Fact> all(FactTree tree) {
        List<Fact> facts = new ArrayList<>();
        FactCursor cursor = tree.cursor(Prefix.all(tree.index()));
        for (Fact fact = cursor.next(); fact != null; fact = cursor.next()) {
            facts.add(fact);
        }
        return facts;
    }

    @Test
    void treesBuiltApartAreComparedToo() {
        Random random = new Random(SEED);
        TreeSet<Fact> facts = new TreeSet<>(FactTree.comparator(Index.AVET));
        for (int i = 0; i < 5_000; i++) {
            facts.add(random(random));
        }
        FactTree one = FactTree.ofSorted(Index.AVET, facts.toArray(Fact[]::new));
        Fact[] none = {};
        Fact middle = facts.stream().skip(facts.size() / 2).findFirst().orElseThrow();
        FactTree other = FactTree.empty(Index.AVET)
                .with(facts.tailSet(middle).toArray(Fact[]::new), none)
                .with(facts.headSet(middle).toArray(Fact[]::new), none);
        assertThat(one.without(other, Prefix.all(Index.AVET))).isEmpty();
        assertThat(other.without(one, Prefix.all(Index.AVET))).isEmpty();
        assertThat(one.without(FactTree.empty(Index.AVET), Prefix.all(Index.AVET)))
                .containsExactlyElementsOf(facts);
        assertThat(FactTree.empty(Index.AVET).without(one, Prefix.all(Index.AVET)))
                .isEmpty();
    }
}
