package io.stator.engine.database;

import io.stator.Index;
import io.stator.engine.datom.Fact;
import io.stator.engine.index.FactTree;
import io.stator.engine.index.Prefix;
import io.stator.engine.schema.Schema;
import io.stator.engine.schema.SystemIds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The trees of a database: for each index the facts that are true now, and the ones that no longer are.
 *
 * <p>A superseded fact is kept as two: its retraction, and right after it in every order, its assertion.
 */
final class Indexes {
    private static final int INDEX_COUNT = Index.values().length;

    private final FactTree[] current;
    private final FactTree[] superseded;

    private Indexes(FactTree[] current, FactTree[] superseded) {
        this.current = current;
        this.superseded = superseded;
    }

    static Indexes empty() {
        FactTree[] trees = Arrays.stream(Index.values()).map(FactTree::empty).toArray(FactTree[]::new);
        return new Indexes(trees, trees);
    }

    FactTree current(Index index) {
        return current[index.ordinal()];
    }

    FactTree superseded(Index index) {
        return superseded[index.ordinal()];
    }

    /** Returns these indexes with the facts of a transaction. */
    Indexes with(Iterable<Fact> facts, Schema schema) {
        FactTree.Editor[] currentEdits = new FactTree.Editor[INDEX_COUNT];
        for (int i = 0; i < INDEX_COUNT; i++) {
            currentEdits[i] = current[i].edit();
        }
        List<Fact> retractions = new ArrayList<>();
        for (Fact fact : facts) {
            if (fact.added()) {
                if (!isRepeatedMarker(fact)) {
                    insert(currentEdits, fact, isRef(fact, schema));
                }
            } else {
                retractions.add(fact);
            }
        }
        FactTree[] nextSuperseded = superseded;
        if (!retractions.isEmpty()) {
            FactTree.Editor[] supersededEdits = new FactTree.Editor[INDEX_COUNT];
            for (int i = 0; i < INDEX_COUNT; i++) {
                supersededEdits[i] = superseded[i].edit();
            }
            for (Fact retraction : retractions) {
                retract(retraction, currentEdits, supersededEdits, isRef(retraction, schema));
            }
            nextSuperseded = finish(supersededEdits);
        }
        return new Indexes(finish(currentEdits), nextSuperseded);
    }

    private void retract(
            Fact retraction, FactTree.Editor[] currentEdits, FactTree.Editor[] supersededEdits, boolean ref) {
        Fact assertion = current(Index.EAVT).first(new Prefix(Index.EAVT, retraction, 3));
        if (assertion == null) {
            throw new IllegalStateException("a retracted fact must be true before: fact=" + retraction);
        }
        for (Index index : Index.values()) {
            if (index != Index.VAET || ref) {
                if (!currentEdits[index.ordinal()].remove(assertion)) {
                    throw new IllegalStateException("index " + index + " must hold the fact: fact=" + assertion);
                }
                supersededEdits[index.ordinal()].insert(assertion);
                supersededEdits[index.ordinal()].insert(assertion.in(retraction.t(), false));
            }
        }
    }

    /** Returns these indexes without some lives of facts. */
    Indexes without(Collection<Lives.Life> lives, Schema schema) {
        FactTree.Editor[] currentEdits = new FactTree.Editor[INDEX_COUNT];
        FactTree.Editor[] supersededEdits = new FactTree.Editor[INDEX_COUNT];
        for (int i = 0; i < INDEX_COUNT; i++) {
            currentEdits[i] = current[i].edit();
            supersededEdits[i] = superseded[i].edit();
        }
        for (Lives.Life life : lives) {
            Fact retraction = life.retraction();
            boolean ref = isRef(life.assertion(), schema);
            if (retraction == null) {
                remove(currentEdits, life.assertion(), ref);
            } else {
                remove(supersededEdits, life.assertion(), ref);
                remove(supersededEdits, retraction, ref);
            }
        }
        return new Indexes(finish(currentEdits), finish(supersededEdits));
    }

    private static void remove(FactTree.Editor[] edits, Fact fact, boolean ref) {
        for (Index index : Index.values()) {
            if ((index != Index.VAET || ref) && !edits[index.ordinal()].remove(fact)) {
                throw new IllegalStateException("index " + index + " must hold the fact: fact=" + fact);
            }
        }
    }

    private static void insert(FactTree.Editor[] edits, Fact fact, boolean ref) {
        edits[Index.EAVT.ordinal()].insert(fact);
        edits[Index.AEVT.ordinal()].insert(fact);
        edits[Index.AVET.ordinal()].insert(fact);
        if (ref) {
            edits[Index.VAET.ordinal()].insert(fact);
        }
    }

    /** Returns whether a fact says once more that an attribute was altered; the index keeps the first such fact. */
    private boolean isRepeatedMarker(Fact fact) {
        return fact.a == SystemIds.ALTER_ATTRIBUTE && fact.e == SystemIds.PART_DB && find(fact) != null;
    }

    private static boolean isRef(Fact fact, Schema schema) {
        return schema.installed(fact.a).isRef();
    }

    private static FactTree[] finish(FactTree.Editor[] edits) {
        return Arrays.stream(edits).map(FactTree.Editor::finish).toArray(FactTree[]::new);
    }

    /** Returns the fact that is true now with this entity, attribute and value, or null. */
    @Nullable
    Fact find(Fact fact) {
        return current(Index.EAVT).first(new Prefix(Index.EAVT, fact, 3));
    }

    /** Returns the indexes of facts collected in any order. */
    static Indexes build(List<Fact> currentFacts, List<Fact> supersededFacts, Schema schema) {
        return new Indexes(buildTrees(currentFacts, schema), buildTrees(supersededFacts, schema));
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
