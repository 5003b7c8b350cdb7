package io.stator.engine.database;

import io.stator.Index;
import io.stator.engine.datom.Fact;
import io.stator.engine.datom.FactSort;
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
import java.util.Set;
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

    private static final Index[] SORTED_LATER = {Index.AEVT, Index.AVET, Index.VAET};

    private final FactTree[] current;
    private final FactTree[] superseded;
    private final Fading fading;
    private final boolean forgotten;

    /** How many facts were changed since all were in storage. */
    private final long live;

    /** What the trees but those of EAVT lack. */
    private final Deferred deferred;

    /** How many facts these may lack; none when it is 0. */
    private final long deferredMax;

    /** The same with whole trees, once somebody has asked for them. */
    private volatile @Nullable Indexes whole;

    private Indexes(FactTree[] current, FactTree[] superseded, Fading fading, boolean forgotten, long live) {
        this(current, superseded, fading, forgotten, live, Deferred.NONE, 0);
    }

    private Indexes(
            FactTree[] current,
            FactTree[] superseded,
            Fading fading,
            boolean forgotten,
            long live,
            Deferred deferred,
            long deferredMax) {
        this.current = current;
        this.superseded = superseded;
        this.fading = fading;
        this.forgotten = forgotten;
        this.live = live;
        this.deferred = deferred;
        this.deferredMax = deferredMax;
    }

    /** Returns indexes of the same facts that put so many facts off until somebody asks for what they are in. */
    Indexes deferring(long facts) {
        return facts == deferredMax ? this : new Indexes(current, superseded, fading, forgotten, live, deferred, facts);
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
        Indexes known = known();
        Changes.Sorted[] put = known.sortedDeferred();
        return new Indexes(
                each(known.current, tree -> {
                    Changes.Sorted changes = put[tree.index().ordinal()];
                    return tree.inStorage(storing, changes.added(), changes.removed());
                }),
                each(known.superseded, tree -> {
                    Changes.Sorted changes = put[tree.index().ordinal()];
                    return tree.inStorage(storing, changes.past(), Changes.NONE);
                }),
                fading,
                forgotten,
                0,
                Deferred.NONE,
                deferredMax);
    }

    /** Returns, for each index, what its trees lack. */
    private Changes.Sorted[] sortedDeferred() {
        Changes.Sorted[] sorted = new Changes.Sorted[INDEX_COUNT];
        Arrays.fill(sorted, Changes.Sorted.NOTHING);
        if (!deferred.isEmpty()) {
            Changes[] byAttribute = Stream.of(Index.AEVT, Index.VAET)
                    .parallel()
                    .map(index -> deferred.together(index).byAttribute())
                    .toArray(Changes[]::new);
            Arrays.stream(SORTED_LATER)
                    .parallel()
                    .forEach(index ->
                            sorted[index.ordinal()] = byAttribute[index == Index.VAET ? 1 : 0].sortedFor(index));
        }
        return sorted;
    }

    /** Returns these with whole trees if they have them, or were asked for them before. */
    private Indexes known() {
        Indexes made = whole;
        return made == null ? this : made;
    }

    /** Returns these with whole trees; who asks first makes them, and others wait for that. */
    private Indexes whole() {
        if (deferred.isEmpty()) {
            return this;
        }
        synchronized (deferred) {
            Indexes made = whole;
            if (made == null) {
                made = woven();
                whole = made;
            }
            return made;
        }
    }

    private Indexes woven() {
        FactTree[] nextCurrent = current.clone();
        FactTree[] nextSuperseded = superseded.clone();
        Changes.Sorted[] sorted = sortedDeferred();
        Arrays.stream(SORTED_LATER).parallel().forEach(index -> {
            int i = index.ordinal();
            nextCurrent[i] = current[i].with(sorted[i].added(), sorted[i].removed());
            nextSuperseded[i] = superseded[i].with(sorted[i].past(), Changes.NONE);
        });
        return new Indexes(nextCurrent, nextSuperseded, fading, forgotten, live, Deferred.NONE, deferredMax);
    }

    /** Returns these indexes once more, with the nodes of others of the same facts as an earlier version. */
    Indexes rebased(Indexes before, Indexes equal) {
        Deferred since = deferred.rebased(before.deferred, equal.deferred);
        if (since == null || (before.deferred.isEmpty() && !equal.deferred.isEmpty())) {
            return whole().rebased(before.whole(), equal.whole());
        }
        return new Indexes(
                each(current, tree -> tree.rebased(tree(before.current, tree), tree(equal.current, tree))),
                each(superseded, tree -> tree.rebased(tree(before.superseded, tree), tree(equal.superseded, tree))),
                fading,
                forgotten,
                live - before.live + equal.live,
                since,
                deferredMax);
    }

    private static FactTree tree(FactTree[] trees, FactTree like) {
        return trees[like.index().ordinal()];
    }

    private static FactTree[] each(FactTree[] trees, UnaryOperator<FactTree> change) {
        return Arrays.stream(trees).map(change).toArray(FactTree[]::new);
    }

    /** Returns the number of facts in all trees. */
    long size() {
        return deferred.size()
                + Stream.of(current, superseded)
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

    /** Returns a whole tree of what is true now. */
    FactTree current(Index index) {
        return (index == Index.EAVT ? this : whole()).current[index.ordinal()];
    }

    /** Returns a whole tree of what no longer is. */
    FactTree superseded(Index index) {
        return (index == Index.EAVT ? this : whole()).superseded[index.ordinal()];
    }

    /** Returns a tree of what is true now that is whole inside a prefix. */
    FactTree current(Prefix inside) {
        return (deferred.concerns(inside) ? whole() : this)
                .current[inside.index().ordinal()];
    }

    /** Returns a tree of what no longer is that is whole inside a prefix. */
    FactTree superseded(Prefix inside) {
        return (deferred.concerns(inside) ? whole() : this)
                .superseded[inside.index().ordinal()];
    }

    /**
     * Returns these indexes with the facts of a transaction.
     *
     * @param whenMany is run again and again when there are many facts, and ends it by throwing; few take no time
     */
    Indexes with(List<Fact> facts, Schema schema, Runnable whenMany) {
        boolean deferring = deferredMax > 0 && deferred.changed() <= deferredMax;
        Set<Integer> altered = deferring ? DatabaseValue.changedAttributes(facts) : Set.of();
        Runnable look = facts.size() < PARALLEL_FACTS_MIN ? () -> {} : whenMany;
        // what may be put off depends on the schema: nothing of an attribute that is altered
        return (deferring && !deferred.concernsAny(altered) ? known() : whole())
                .withNext(facts, new Divided(schema, facts.size(), deferring, altered), schema, look);
    }

    private Indexes withNext(List<Fact> facts, Divided changes, Schema schema, Runnable look) {
        Fading next = fading;
        int seen = 0;
        for (Fact fact : facts) {
            if (++seen % FACTS_BETWEEN_LOOKS == 0) {
                look.run();
            }
            if (!fact.added()) {
                Fact assertion = assertionOf(fact);
                Fact retraction = assertion.in(fact.t(), false);
                changes.remove(assertion, retraction);
                if (schema.installed(fact.a).noHistory()) {
                    next = next.plus(new Lives.Life(assertion, retraction));
                }
            } else if (!isRepeatedMarker(fact)) {
                changes.add(fact);
            }
        }
        Indexes changed = with(changes, next, facts.size(), Fact.weight(facts), look);
        return next.isFull() ? changed.forgetting(schema) : changed;
    }

    /**
     * Returns these indexes with the facts of several transactions, none of which changes the schema or retracts anything without history.
     *
     * @param facts in the order of EAVT, whole
     */
    Indexes withSorted(Fact[] facts, Schema schema) {
        return whole().withNextSorted(facts, schema);
    }

    private Indexes withNextSorted(Fact[] facts, Schema schema) {
        Divided changes = new Divided(schema, facts.length, false, Set.of());
        int end = 0;
        for (int from = 0; from < facts.length; from = end) {
            end = from + 1;
            while (end < facts.length && facts[end].sameFact(facts[from])) {
                end++;
            }
            collectLives(facts, from, end, changes);
        }
        return with(changes, fading, facts.length, Fact.weight(Arrays.asList(facts)), () -> {});
    }

    /** Collects what became of one entity, attribute and value, whose newest fact comes first. */
    private void collectLives(Fact[] facts, int from, int end, Divided changes) {
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

    private Indexes with(Divided divided, Fading next, int count, long weight, Runnable look) {
        FactTree[] nextCurrent = new FactTree[INDEX_COUNT];
        FactTree[] nextSuperseded = new FactTree[INDEX_COUNT];
        IntConsumer apply = i -> {
            Changes changes = divided.of(Index.values()[i]);
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
        return new Indexes(
                nextCurrent,
                nextSuperseded,
                next,
                forgotten,
                live + weight,
                deferred.plus(divided.later(), divided.laterRefs()),
                deferredMax);
    }

    /** Returns these indexes without superseded facts of attributes that have no history now. */
    private Indexes forgetting(Schema schema) {
        List<Lives.Life> lives = fading.lives();
        lives.removeIf(life -> !schema.installed(life.assertion().a).noHistory());
        Indexes rest = without(lives, schema);
        return new Indexes(
                rest.current,
                rest.superseded,
                Fading.NONE,
                forgotten || !lives.isEmpty(),
                rest.live,
                rest.deferred,
                deferredMax);
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
        for (Lives.Life life : lives) {
            if (deferred.concerns(Prefix.attribute(life.assertion().a))) {
                return whole().withoutKnown(lives, schema);
            }
        }
        return withoutKnown(lives, schema);
    }

    private Indexes withoutKnown(Collection<Lives.Life> lives, Schema schema) {
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
            nextCurrent[index.ordinal()] = Changes.removed(current[index.ordinal()], living);
            nextSuperseded[index.ordinal()] = Changes.removed(superseded[index.ordinal()], ended);
        }
        return new Indexes(
                nextCurrent,
                nextSuperseded,
                fading.without(lives),
                forgotten,
                live + lives.size(),
                deferred,
                deferredMax);
    }

    /** Returns whether a fact says once more that an attribute was altered; the index keeps the first such fact. */
    private boolean isRepeatedMarker(Fact fact) {
        return fact.a == SystemIds.ALTER_ATTRIBUTE && fact.e == SystemIds.PART_DB && find(fact) != null;
    }

    static boolean isRef(Fact fact, Schema schema) {
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
                    Fact[] some = index == Index.VAET ? refs : all;
                    return FactTree.ofSorted(index, FactSort.sorted(index, some, some.length));
                })
                .toArray(FactTree[]::new);
    }
}
