package io.stator.engine.database;

import io.stator.Index;
import io.stator.engine.datom.Fact;
import io.stator.engine.index.FactTree;
import java.util.Arrays;
import java.util.List;

/** What a transaction does to the trees of an index: facts that come, and facts that are true no longer. */
final class Changes {
    private static final Fact[] NONE = {};

    /** From so many facts on they are grouped by attribute before they are sorted, so that the sort finds long runs in order. */
    private static final int GROUPED_MIN = 512;

    private Fact[] added;
    private int addedCount;
    private Fact[] removed = NONE;
    private int removedCount;

    /** Facts that are true no longer, and the retraction of each. */
    private Fact[] past = NONE;

    private Fact[] retractions = NONE;
    private int pastCount;

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
        if (pastCount == 0) {
            return tree;
        }
        Fact[] asserted = sorted(past, pastCount, tree.index());
        Fact[] retracted = sorted(retractions, pastCount, tree.index());
        Fact[] pairs = new Fact[2 * pastCount];
        for (int i = 0; i < pastCount; i++) {
            pairs[2 * i] = retracted[i];
            pairs[2 * i + 1] = asserted[i];
        }
        return tree.with(pairs, NONE);
    }

    /** Returns a tree without some of its facts. */
    static FactTree removed(FactTree tree, List<Fact> facts) {
        return tree.with(NONE, sorted(facts.toArray(NONE), facts.size(), tree.index()));
    }

    private static Fact[] sorted(Fact[] facts, int count, Index index) {
        if (count == 0) {
            return NONE;
        }
        boolean byAttribute = index == Index.AEVT || index == Index.AVET;
        Fact[] sorted = byAttribute && count >= GROUPED_MIN ? grouped(facts, count) : Arrays.copyOf(facts, count);
        Arrays.sort(sorted, FactTree.comparator(index));
        return sorted;
    }

    /** Returns the facts in the order of their attributes, each group in the order it had. */
    private static Fact[] grouped(Fact[] facts, int count) {
        int least = Integer.MAX_VALUE;
        int greatest = 0;
        for (int i = 0; i < count; i++) {
            least = Math.min(least, facts[i].a);
            greatest = Math.max(greatest, facts[i].a);
        }
        if (greatest - least >= count) {
            return Arrays.copyOf(facts, count);
        }
        int[] starts = new int[greatest - least + 2];
        for (int i = 0; i < count; i++) {
            starts[facts[i].a - least + 1]++;
        }
        for (int group = 1; group < starts.length; group++) {
            starts[group] += starts[group - 1];
        }
        Fact[] grouped = new Fact[count];
        for (int i = 0; i < count; i++) {
            grouped[starts[facts[i].a - least]++] = facts[i];
        }
        return grouped;
    }
}
