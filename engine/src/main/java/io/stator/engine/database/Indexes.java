package io.stator.engine.database;

import io.stator.Index;
import io.stator.engine.datom.Fact;
import io.stator.engine.index.FactCursor;
import io.stator.engine.index.FactTree;
import io.stator.engine.index.Prefix;
import io.stator.engine.index.StoredFacts;
import io.stator.engine.index.Storing;
import io.stator.engine.schema.Schema;
import io.stator.engine.schema.SystemIds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The trees of a database: for each index the facts that are true now, and the ones that no longer are.
 *
 * <p>A superseded fact is kept as two: its retraction, and right after it in every order, its assertion.
 */
final class Indexes {
    /** After so many facts of a transaction is looked whether it must be given up. */
    private static final int FACTS_BETWEEN_LOOKS = 1 << 10;

    private static final int INDEX_COUNT = Index.values().length;

    /** A transaction with this many facts has its indexes changed side by side. */
    private static final int PARALLEL_FACTS_MIN = 2_048;

    private final FactTree[] current;
    private final FactTree[] superseded;
    private final Fading fading;
    private final boolean forgotten;

    /** How many facts were changed since all were in storage. */
    private final long live;

    private Indexes(FactTree[] current, FactTree[] superseded, Fading fading, boolean forgotten, long live) {
        this.current = current;
        this.superseded = superseded;
        this.fading = fading;
        this.forgotten = forgotten;
        this.live = live;
    }

    /** Returns the indexes of what is in storage: for each index what is true now, then for each what no longer is. */
    static Indexes ofStored(List<List<StoredFacts>> trees, Fading fading, boolean forgotten) {
        FactTree[] current = new FactTree[INDEX_COUNT];
        FactTree[] superseded = new FactTree[INDEX_COUNT];
        for (Index index : Index.values()) {
            current[index.ordinal()] = FactTree.ofStored(index, trees.get(index.ordinal()));
            superseded[index.ordinal()] = FactTree.ofStored(index, trees.get(INDEX_COUNT + index.ordinal()));
        }
        return new Indexes(current, superseded, fading, forgotten, 0);
    }

    /** Returns what is in storage, which must be all, in the order of {@link #ofStored}. */
    List<List<StoredFacts>> stored() {
        List<List<StoredFacts>> trees = new ArrayList<>();
        for (FactTree[] trueOrNot : new FactTree[][] {current, superseded}) {
            for (FactTree tree : trueOrNot) {
                trees.add(tree.stored());
            }
        }
        return trees;
    }

    /** Returns indexes of the same facts, all of which are in storage. */
    Indexes inStorage(Storing storing) {
        return new Indexes(
                each(current, tree -> tree.inStorage(storing)),
                each(superseded, tree -> tree.inStorage(storing)),
                fading,
                forgotten,
                0);
    }

    /** Returns these indexes once more, with the nodes of others of the same facts as an earlier version. */
    Indexes rebased(Indexes before, Indexes equal) {
        return new Indexes(
                each(current, tree -> tree.rebased(before.current(tree.index()), equal.current(tree.index()))),
                each(superseded, tree -> tree.rebased(before.superseded(tree.index()), equal.superseded(tree.index()))),
                fading,
                forgotten,
                live - before.live + equal.live);
    }

    private static FactTree[] each(FactTree[] trees, UnaryOperator<FactTree> change) {
        return Arrays.stream(trees).map(change).toArray(FactTree[]::new);
    }

    /** Returns the number of facts in all trees. */
    long size() {
        return Stream.of(current, superseded)
                .flatMap(Stream::of)
                .mapToLong(FactTree::count)
                .sum();
    }

    /** Returns how many facts were changed since all were in storage, big ones counted as several. */
    long live() {
        return live;
    }

    Fading fading() {
        return fading;
    }

    FactTree current(Index index) {
        return current[index.ordinal()];
    }

    FactTree superseded(Index index) {
        return superseded[index.ordinal()];
    }

    /**
     * Returns these indexes with the facts of a transaction.
     *
     * @param whenMany is run again and again when there are many facts, and ends it by throwing; few take no time
     */
    Indexes with(List<Fact> facts, Schema schema, Runnable whenMany) {
        Runnable look = facts.size() < PARALLEL_FACTS_MIN ? () -> {} : whenMany;
        Changes all = new Changes(facts.size());
        Changes refs = new Changes(0);
        Fading next = fading;
        int seen = 0;
        for (Fact fact : facts) {
            if (++seen % FACTS_BETWEEN_LOOKS == 0) {
                look.run();
            }
            if (!fact.added()) {
                Fact assertion = assertionOf(fact);
                Fact retraction = assertion.in(fact.t(), false);
                all.remove(assertion, retraction);
                if (schema.installed(fact.a).noHistory()) {
                    next = next.plus(new Lives.Life(assertion, retraction));
                }
                if (isRef(fact, schema)) {
                    refs.remove(assertion, retraction);
                }
            } else if (!isRepeatedMarker(fact)) {
                all.add(fact);
                if (isRef(fact, schema)) {
                    refs.add(fact);
                }
            }
        }
        Indexes changed = with(all, refs, next, facts.size(), Fact.weight(facts), look);
        return next.isFull() ? changed.forgetting(schema) : changed;
    }

    /**
     * Returns these indexes with the facts of several transactions, none of which changes the schema or retracts anything without history.
     *
     * @param facts in the order of EAVT, whole
     */
    Indexes withSorted(Fact[] facts, Schema schema) {
        Changes all = new Changes(facts.length);
        Changes refs = new Changes(0);
        int end = 0;
        for (int from = 0; from < facts.length; from = end) {
            end = from + 1;
            while (end < facts.length && facts[end].sameFact(facts[from])) {
                end++;
            }
            collectLives(facts, from, end, all);
            if (isRef(facts[from], schema)) {
                collectLives(facts, from, end, refs);
            }
        }
        return with(all, refs, fading, facts.length, Fact.weight(Arrays.asList(facts)), () -> {});
    }

    /** Collects what became of one entity, attribute and value, whose newest fact comes first. */
    private void collectLives(Fact[] facts, int from, int end, Changes changes) {
        Fact open = null;
        for (int i = end - 1; i >= from; i--) {
            Fact fact = facts[i];
            if (fact.added()) {
                open = open == null && !isRepeatedMarker(fact) ? fact : open;
            } else if (open != null) {
                changes.pass(open, open.in(fact.t(), false));
                open = null;
            } else {
                Fact assertion = assertionOf(fact);
                changes.remove(assertion, assertion.in(fact.t(), false));
            }
        }
        if (open != null) {
            changes.add(open);
        }
    }

    private Indexes with(Changes all, Changes refs, Fading next, int count, long weight, Runnable look) {
        FactTree[] nextCurrent = new FactTree[INDEX_COUNT];
        FactTree[] nextSuperseded = new FactTree[INDEX_COUNT];
        IntConsumer apply = i -> {
            Changes changes = i == Index.VAET.ordinal() ? refs : all;
            look.run();
            nextCurrent[i] = changes.appliedToCurrent(current[i]);
            look.run();
            nextSuperseded[i] = changes.appliedToSuperseded(superseded[i]);
        };
        if (count < PARALLEL_FACTS_MIN) {
            for (int i = 0; i < INDEX_COUNT; i++) {
                apply.accept(i);
            }
        } else {
            IntStream.range(0, INDEX_COUNT).parallel().forEach(apply);
        }
        return new Indexes(nextCurrent, nextSuperseded, next, forgotten, live + weight);
    }

    /** Returns these indexes without superseded facts of attributes that have no history now. */
    private Indexes forgetting(Schema schema) {
        List<Lives.Life> lives = fading.lives();
        lives.removeIf(life -> !schema.installed(life.assertion().a).noHistory());
        Indexes rest = without(lives, schema);
        return new Indexes(rest.current, rest.superseded, Fading.NONE, forgotten || !lives.isEmpty(), rest.live);
    }

    /** Returns whether superseded facts were forgotten, which the log may still have. */
    boolean hasForgotten() {
        return forgotten;
    }

    /** Returns whether these indexes have a fact as a transaction said it. */
    boolean holds(Fact fact) {
        Prefix prefix = new Prefix(Index.EAVT, fact, 3);
        for (FactTree tree : List.of(current(Index.EAVT), superseded(Index.EAVT))) {
            FactCursor facts = tree.cursor(prefix);
            for (Fact each = facts.next(); each != null; each = facts.next()) {
                if (each.t() == fact.t() && each.added() == fact.added()) {
                    return true;
                }
            }
        }
        return false;
    }

    private Fact assertionOf(Fact retraction) {
        Fact assertion = find(retraction);
        if (assertion == null) {
            throw new IllegalStateException("a retracted fact must be true before: fact=" + retraction);
        }
        return assertion;
    }

    /** Returns these indexes without some lives of facts. */
    Indexes without(Collection<Lives.Life> lives, Schema schema) {
        FactTree[] nextCurrent = new FactTree[INDEX_COUNT];
        FactTree[] nextSuperseded = new FactTree[INDEX_COUNT];
        for (Index index : Index.values()) {
            List<Fact> living = new ArrayList<>();
            List<Fact> ended = new ArrayList<>();
            for (Lives.Life life : lives) {
                Fact retraction = life.retraction();
                if (index == Index.VAET && !isRef(life.assertion(), schema)) {
                    continue;
                }
                if (retraction == null) {
                    living.add(life.assertion());
                } else {
                    ended.add(life.assertion());
                    ended.add(retraction);
                }
            }
            nextCurrent[index.ordinal()] = Changes.removed(current(index), living);
            nextSuperseded[index.ordinal()] = Changes.removed(superseded(index), ended);
        }
        return new Indexes(nextCurrent, nextSuperseded, fading.without(lives), forgotten, live + lives.size());
    }

    /** Returns whether a fact says once more that an attribute was altered; the index keeps the first such fact. */
    private boolean isRepeatedMarker(Fact fact) {
        return fact.a == SystemIds.ALTER_ATTRIBUTE && fact.e == SystemIds.PART_DB && find(fact) != null;
    }

    private static boolean isRef(Fact fact, Schema schema) {
        return schema.installed(fact.a).isRef();
    }

    /** Returns the fact that is true now with this entity, attribute and value, or null. */
    @Nullable
    Fact find(Fact fact) {
        return current(Index.EAVT).first(new Prefix(Index.EAVT, fact, 3));
    }

    /** Returns the indexes of facts collected in any order. */
    static Indexes build(
            List<Fact> currentFacts, List<Fact> supersededFacts, Schema schema, Fading fading, boolean forgotten) {
        return new Indexes(
                buildTrees(currentFacts, schema),
                buildTrees(supersededFacts, schema),
                fading,
                forgotten,
                Fact.weight(currentFacts) + Fact.weight(supersededFacts));
    }

    private static FactTree[] buildTrees(List<Fact> facts, Schema schema) {
        Fact[] all = facts.toArray(Fact[]::new);
        Fact[] refs = facts.stream().filter(fact -> isRef(fact, schema)).toArray(Fact[]::new);
        return Arrays.stream(Index.values())
                .parallel()
                .map(index -> {
                    Fact[] sorted = index == Index.VAET ? refs : all.clone();
                    Arrays.sort(sorted, FactTree.comparator(index));
                    return FactTree.ofSorted(index, sorted);
                })
                .toArray(FactTree[]::new);
    }
}
