package io.stator.engine.database;

import io.stator.Index;
import io.stator.engine.datom.Fact;
import io.stator.engine.datom.FactSort;
import io.stator.engine.datom.IndexOrder;
import io.stator.engine.index.FactTree;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** What a transaction does to the trees of an index: facts that come, and facts that are true no longer. */
final class Changes {
    static final Fact[] NONE = {};

    /** Changes of nothing, which nobody may add to. */
    static final Changes NOTHING = new Changes(0);

    private Fact[] added;
    private int addedCount;
    private Fact[] removed = NONE;
    private int removedCount;

    /** Facts that are true no longer, and the retraction of each. */
    private Fact[] past = NONE;

    private Fact[] retractions = NONE;
    private int pastCount;

    /** Whether all are in the order of AEVT. */
    private boolean byAttribute;

    Changes(int capacity) {
        this.added = new Fact[capacity];
    }

    /** Adds a fact that is true from now on. */
    void add(Fact fact) {
        if (addedCount == added.length) {
            added = Arrays.copyOf(added, grown(addedCount));
        }
        added[addedCount++] = fact;
    }

    /** Makes a fact, true until now, one of the past together with its retraction. */
    void remove(Fact assertion, Fact retraction) {
        if (removedCount == removed.length) {
            removed = Arrays.copyOf(removed, grown(removedCount));
        }
        removed[removedCount++] = assertion;
        pass(assertion, retraction);
    }

    /** Adds a fact that became true and was retracted, both among these changes. */
    void pass(Fact assertion, Fact retraction) {
        if (pastCount == past.length) {
            past = Arrays.copyOf(past, grown(pastCount));
            retractions = Arrays.copyOf(retractions, past.length);
        }
        past[pastCount] = assertion;
        retractions[pastCount++] = retraction;
    }

    private static int grown(int size) {
        return size + (size >> 1) + 8;
    }

    /** Returns the tree of what is true now, after the changes. */
    FactTree appliedToCurrent(FactTree tree) {
        return tree.with(sorted(added, addedCount, tree.index()), sorted(removed, removedCount, tree.index()));
    }

    /** Returns the tree of what was true, after the changes. */
    FactTree appliedToSuperseded(FactTree tree) {
        return tree.with(pairs(tree.index()), NONE);
    }

    private Fact[] pairs(Index index) {
        if (pastCount == 0) {
            return NONE;
        }
        Fact[] asserted = sorted(past, pastCount, index);
        Fact[] retracted = sorted(retractions, pastCount, index);
        Fact[] pairs = new Fact[2 * pastCount];
        for (int i = 0; i < pastCount; i++) {
            pairs[2 * i] = retracted[i];
            pairs[2 * i + 1] = asserted[i];
        }
        return pairs;
    }

    /** Returns a tree without some of its facts. */
    static FactTree removed(FactTree tree, List<Fact> facts) {
        return tree.with(
                NONE, facts.isEmpty() ? NONE : FactSort.sorted(tree.index(), facts.toArray(NONE), facts.size()));
    }

    private Fact[] sorted(Fact[] facts, int count, Index index) {
        if (count == 0) {
            return NONE;
        }
        if (!byAttribute || index == Index.EAVT) {
            return FactSort.sorted(index, facts, count);
        }
        return index == Index.AEVT ? facts : FactSort.sortedByValue(index, facts, count);
    }

    /** Returns the changes of several transactions as if they were those of one, the earliest first. */
    static Changes together(Collection<Changes> all) {
        int added = 0;
        int removed = 0;
        int past = 0;
        for (Changes each : all) {
            added = Math.addExact(added, each.addedCount);
            removed = Math.addExact(removed, each.removedCount);
            past = Math.addExact(past, each.pastCount);
        }
        Changes together = new Changes(added);
        together.removed = new Fact[removed];
        together.past = new Fact[past];
        together.retractions = new Fact[past];
        for (Changes each : all) {
            together.takeAll(each);
        }
        return together;
    }

    private void takeAll(Changes other) {
        System.arraycopy(other.added, 0, added, addedCount, other.addedCount);
        addedCount += other.addedCount;
        System.arraycopy(other.removed, 0, removed, removedCount, other.removedCount);
        removedCount += other.removedCount;
        System.arraycopy(other.past, 0, past, pastCount, other.pastCount);
        System.arraycopy(other.retractions, 0, retractions, pastCount, other.pastCount);
        pastCount += other.pastCount;
    }

    /** Returns how many facts came and went. */
    int count() {
        return addedCount + removedCount + pastCount;
    }

    /** Returns by how many facts an index and its past grow together. */
    long size() {
        return (long) addedCount - removedCount + 2L * pastCount;
    }

    /** Returns some attributes and those of what is changed. */
    Set<Integer> attributesWith(Set<Integer> known) {
        Set<Integer> all = known;
        for (int i = 0; i < addedCount; i++) {
            all = Deferred.with(all, added[i].a);
        }
        for (int i = 0; i < pastCount; i++) {
            all = Deferred.with(all, past[i].a);
        }
        return all;
    }

    /** Returns these changes in the order of AEVT, from which they get into those of AVET and VAET in less time. */
    Changes byAttribute() {
        Changes ordered = new Changes(0);
        ordered.added = sorted(added, addedCount, Index.AEVT);
        ordered.addedCount = addedCount;
        ordered.removed = sorted(removed, removedCount, Index.AEVT);
        ordered.removedCount = removedCount;
        ordered.past = sorted(past, pastCount, Index.AEVT);
        ordered.retractions = sorted(retractions, pastCount, Index.AEVT);
        ordered.pastCount = pastCount;
        ordered.byAttribute = true;
        return ordered;
    }

    /** Returns these changes in the order of an index; of what came and went again only what the past gets of it. */
    Sorted sortedFor(Index index) {
        Fact[] come = sorted(added, addedCount, index);
        Fact[] gone = sorted(removed, removedCount, index);
        return gone.length == 0
                ? new Sorted(come, gone, pairs(index))
                : new Sorted(without(come, gone, index), without(gone, come, index), pairs(index));
    }

    private static Fact[] without(Fact[] facts, Fact[] others, Index index) {
        Fact[] rest = new Fact[facts.length];
        int count = 0;
        int other = 0;
        for (Fact fact : facts) {
            while (other < others.length && IndexOrder.compare(index, others[other], fact) < 0) {
                other++;
            }
            if (other == others.length || IndexOrder.compare(index, others[other], fact) != 0) {
                rest[count++] = fact;
            }
        }
        return count == facts.length ? facts : Arrays.copyOf(rest, count);
    }

    /**
     * Changes in the order of an index.
     *
     * @param added what is true now and was not
     * @param removed what was true and is not, none of which is among those added
     * @param past what is true no longer, each a retraction and then its assertion
     */
    record Sorted(Fact[] added, Fact[] removed, Fact[] past) {
        static final Sorted NOTHING = new Sorted(NONE, NONE, NONE);
    }
}
