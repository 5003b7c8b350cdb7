package io.stator.engine.care;

import io.stator.engine.datom.Fact;

/**
 * Sums of the hashes of facts, which do not depend on their order: of so many groups of entities one each, so that it can be said where two
 * differ. Not thread-safe.
 */
final class FactSums {
    /** The number of groups; each takes 24 bytes. */
    static final int GROUPS = 4_096;

    private final long[] firsts = new long[GROUPS];
    private final long[] seconds = new long[GROUPS];
    private final long[] counts = new long[GROUPS];
    private long count;

    /** Returns the group of an entity. */
    static int group(long entity) {
        return (int) (FactHash.mixed(entity) >>> 1) & (GROUPS - 1);
    }

    /** Adds a fact that was just hashed. */
    void add(Fact fact, FactHash hash) {
        int group = group(fact.e);
        firsts[group] += hash.first();
        seconds[group] += hash.second();
        counts[group]++;
        count++;
    }

    /** Takes back a fact that was just hashed. */
    void subtract(Fact fact, FactHash hash) {
        int group = group(fact.e);
        firsts[group] -= hash.first();
        seconds[group] -= hash.second();
        counts[group]--;
        count--;
    }

    /** Takes back all facts of others. */
    void subtract(FactSums others) {
        for (int group = 0; group < GROUPS; group++) {
            firsts[group] -= others.firsts[group];
            seconds[group] -= others.seconds[group];
            counts[group] -= others.counts[group];
        }
        count -= others.count;
    }

    /** Returns how many facts there are. */
    long count() {
        return count;
    }

    /** Returns how many facts there are in a group. */
    long count(int group) {
        return counts[group];
    }

    /** Returns whether other facts of a group are the same. */
    boolean isEqual(int group, FactSums other) {
        return firsts[group] == other.firsts[group]
                && seconds[group] == other.seconds[group]
                && counts[group] == other.counts[group];
    }
}
