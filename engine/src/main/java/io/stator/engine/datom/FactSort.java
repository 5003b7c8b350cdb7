package io.stator.engine.datom;

import io.stator.Index;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Sorts facts in the order of an index, by a number that tells most of them apart; not thread-safe.
 *
 * <p>Facts are objects all over the memory, and a comparison of two of them waits for it. So the facts are put into groups of one attribute
 * where that comes first, and what comes next is taken out of each, once: the sort compares these numbers, which are side by side, and
 * facts only where they are equal. What is in order already, or nearly, takes little time.
 */
public final class FactSort {
    /** Fewer facts are sorted by comparing them. */
    private static final int KEYED_MIN = 256;

    /** So many are sorted by putting each where it belongs. */
    private static final int INSERTED_MAX = 12;

    /** The groups of so many facts are sorted side by side. */
    private static final int SIDE_BY_SIDE_MIN = 1 << 15;

    private final Index index;
    private final Fact[] facts;
    private final long[] keys;
    private final Fact[] otherFacts;
    private final long[] otherKeys;

    /** Whether the number is all there is to the values of the group that is being sorted. */
    private boolean isNumeric;

    /** Whether facts with equal values are in order already. */
    private final boolean stable;

    /** Creates one that sorts a group of so many facts, and uses no other part of the arrays. */
    private FactSort(Index index, Fact[] facts, long[] keys, int size, boolean stable) {
        this.index = index;
        this.stable = stable;
        this.facts = facts;
        this.keys = keys;
        this.otherFacts = new Fact[(size + 1) / 2];
        this.otherKeys = new long[(size + 1) / 2];
    }

    /** Returns the first {@code count} of some facts in the order of an index, whole; those that are given stay as they are. */
    public static Fact[] sorted(Index index, Fact[] unsorted, int count) {
        return sorted(index, unsorted, count, false);
    }

    /** As {@link #sorted(Index, Fact[], int)} for AVET or VAET and facts in the order of AEVT, which takes less time. */
    public static Fact[] sortedByValue(Index index, Fact[] byEntity, int count) {
        return sorted(index, byEntity, count, true);
    }

    private static Fact[] sorted(Index index, Fact[] unsorted, int count, boolean stable) {
        Fact[] facts = Arrays.copyOf(unsorted, count);
        if (count < KEYED_MIN) {
            Arrays.sort(facts, (left, right) -> IndexOrder.compare(index, left, right));
            return facts;
        }
        int[] ends = {count};
        Fact[] grouped = facts;
        if (index == Index.AEVT || index == Index.AVET) {
            int[] attributes = attributes(facts);
            ends = groupEnds(attributes);
            grouped = ends.length == 1 ? facts : grouped(facts, attributes, ends);
        }
        Fact[] groups = grouped;
        int[] groupEnds = ends;
        long[] keys = new long[count];
        IntStream numbers = IntStream.range(0, ends.length);
        (count < SIDE_BY_SIDE_MIN ? numbers : numbers.parallel()).forEach(group -> {
            int from = group == 0 ? 0 : groupEnds[group - 1];
            if (groupEnds[group] - from > 1) {
                new FactSort(index, groups, keys, groupEnds[group] - from, stable).sortGroup(from, groupEnds[group]);
            }
        });
        return groups;
    }

    /** Returns the attributes of facts, each less the least of them: facts are all over the memory, and are looked at once for that. */
    private static int[] attributes(Fact[] facts) {
        int[] attributes = new int[facts.length];
        int least = Integer.MAX_VALUE;
        for (int i = 0; i < facts.length; i++) {
            attributes[i] = facts[i].a;
            least = Math.min(least, attributes[i]);
        }
        for (int i = 0; i < attributes.length; i++) {
            attributes[i] -= least;
        }
        return attributes;
    }

    /** Returns where the group of each attribute ends; a single group when attributes are far from each other. */
    private static int[] groupEnds(int[] attributes) {
        int greatest = 0;
        for (int attribute : attributes) {
            greatest = Math.max(greatest, attribute);
        }
        if (greatest >= attributes.length) {
            return new int[] {attributes.length};
        }
        int[] ends = new int[greatest + 1];
        for (int attribute : attributes) {
            ends[attribute]++;
        }
        for (int group = 1; group < ends.length; group++) {
            ends[group] += ends[group - 1];
        }
        return ends;
    }

    /** Returns the facts in the order of their attributes, each group in the order it had. */
    private static Fact[] grouped(Fact[] facts, int[] attributes, int[] ends) {
        int[] next = new int[ends.length];
        System.arraycopy(ends, 0, next, 1, ends.length - 1);
        Fact[] grouped = new Fact[facts.length];
        for (int i = 0; i < facts.length; i++) {
            grouped[next[attributes[i]]++] = facts[i];
        }
        return grouped;
    }

    private void sortGroup(int from, int to) {
        isNumeric = index == Index.VAET || facts[from].isLong() || facts[from].isInstant();
        boolean keyed = takeKeys(from, to);
        if (keyed) {
            sort(from, to);
        } else {
            Arrays.sort(facts, from, to, (left, right) -> IndexOrder.compare(index, left, right));
        }
    }

    /** Takes the number out of each fact that comes first in the order; returns false when there is none that agrees with it. */
    private boolean takeKeys(int from, int to) {
        int attribute = facts[from].a;
        for (int i = from; i < to; i++) {
            Fact fact = facts[i];
            boolean byAttribute = index == Index.AEVT || index == Index.AVET;
            if ((byAttribute && fact.a != attribute) || (index == Index.AVET && !fact.isOrderedLike(facts[from]))) {
                return false;
            }
            keys[i] = index == Index.EAVT || index == Index.AEVT ? fact.e : fact.bits;
        }
        return true;
    }

    private void sort(int from, int to) {
        if (to - from <= INSERTED_MAX) {
            insert(from, to);
            return;
        }
        int middle = (from + to) >>> 1;
        sort(from, middle);
        sort(middle, to);
        if (!isBefore(keys[middle], facts[middle], keys[middle - 1], facts[middle - 1])) {
            return;
        }
        int left = middle - from;
        System.arraycopy(keys, from, otherKeys, 0, left);
        System.arraycopy(facts, from, otherFacts, 0, left);
        int l = 0;
        int r = middle;
        int next = from;
        while (l < left && r < to) {
            if (isBefore(keys[r], facts[r], otherKeys[l], otherFacts[l])) {
                keys[next] = keys[r];
                facts[next++] = facts[r++];
            } else {
                keys[next] = otherKeys[l];
                facts[next++] = otherFacts[l++];
            }
        }
        System.arraycopy(otherKeys, l, keys, next, left - l);
        System.arraycopy(otherFacts, l, facts, next, left - l);
    }

    private void insert(int from, int to) {
        for (int i = from + 1; i < to; i++) {
            long key = keys[i];
            Fact fact = facts[i];
            int at = i;
            while (at > from && isBefore(key, fact, keys[at - 1], facts[at - 1])) {
                keys[at] = keys[at - 1];
                facts[at] = facts[at - 1];
                at--;
            }
            keys[at] = key;
            facts[at] = fact;
        }
    }

    private boolean isBefore(long key, Fact fact, long otherKey, Fact other) {
        if (key != otherKey || (stable && isNumeric)) {
            return key < otherKey;
        }
        return (stable ? Fact.compareValues(fact, other) : IndexOrder.compare(index, fact, other)) < 0;
    }
}
