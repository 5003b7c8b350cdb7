package io.stator.engine.index;

import io.stator.engine.datom.Fact;
import io.stator.engine.datom.IndexOrder;
import io.stator.engine.segment.Segment;
import org.jspecify.annotations.Nullable;

/**
 * Facts in storage, and what was changed of them since: facts more, and facts less. Nothing is read from storage to change it.
 *
 * <p>Its last fact is never a retraction: what is put into storage does not end between a retraction and its assertion.
 */
final class StoredNode extends Node {
    /** About how many facts are read backward at once. */
    private static final int BLOCK_SIZE = 64;

    final StoredFacts stored;
    final FactTree added;
    final FactTree removed;
    private final Fact first;
    private final long firstT;
    private final long lastT;

    private StoredNode(StoredFacts stored, FactTree added, FactTree removed, Fact first, long firstT, long lastT) {
        super(SIZE_MAX);
        this.stored = stored;
        this.added = added;
        this.removed = removed;
        this.first = first;
        this.firstT = firstT;
        this.lastT = lastT;
    }

    StoredNode(StoredFacts stored, FactTree empty) {
        this(
                stored,
                empty,
                empty,
                stored.first(),
                stored.entry().firstT(),
                stored.entry().lastT());
    }

    /** Returns whether nothing was changed of what is in storage. */
    boolean isUnchanged() {
        return added.count() == 0 && removed.count() == 0;
    }

    @Override
    long count() {
        return stored.count() + added.count() - removed.count();
    }

    @Override
    Fact first() {
        return first;
    }

    Times timesOfAll() {
        return new Times(firstT, lastT);
    }

    @Override
    @Nullable
    Node join(Node right) {
        return null;
    }

    /** Returns this node with facts more and less; see {@link FactTree#with}. */
    StoredNode with(Fact[] more, Fact[] less) {
        Split mores = Split.of(more, removed);
        Split lesses = Split.of(less, added);
        long earliest = firstT;
        long latest = lastT;
        for (Fact fact : more) {
            earliest = Math.min(earliest, fact.t());
            latest = Math.max(latest, fact.t());
        }
        Fact least = more.length > 0 && IndexOrder.compare(added.index(), more[0], first) < 0 ? more[0] : first;
        return new StoredNode(
                stored,
                added.with(mores.others, lesses.inside),
                removed.with(lesses.others, mores.inside),
                least,
                earliest,
                latest);
    }

    /** Some facts, divided into those that a tree has and the others. */
    private record Split(Fact[] inside, Fact[] others) {
        private static final Fact[] NONE = {};

        static Split of(Fact[] facts, FactTree tree) {
            if (tree.count() == 0) {
                return new Split(NONE, facts);
            }
            boolean[] found = new boolean[facts.length];
            int count = 0;
            for (int i = 0; i < facts.length; i++) {
                found[i] = tree.contains(facts[i]);
                count += found[i] ? 1 : 0;
            }
            Fact[] inside = new Fact[count];
            Fact[] others = new Fact[facts.length - count];
            int taken = 0;
            for (int i = 0; i < facts.length; i++) {
                if (found[i]) {
                    inside[taken++] = facts[i];
                } else {
                    others[i - taken] = facts[i];
                }
            }
            return new Split(inside, others);
        }
    }

    private static int position(Segment segment, Prefix prefix, boolean afterEnd) {
        return segment.position(prefix.pattern(), prefix.components(), afterEnd);
    }

    private static int position(Segment segment, Fact fact) {
        return segment.position(fact, IndexOrder.WHOLE, false);
    }

    /** Returns the number of facts before a prefix, or up to its end. */
    long rank(Prefix prefix, boolean end) {
        if (prefix.components() == 0) {
            return end ? count() : 0;
        }
        return position(stored.facts(), prefix, end) + added.rank(prefix, end) - removed.rank(prefix, end);
    }

    /** Returns the fact that has so many before it. */
    Fact at(long rank) {
        Segment segment = stored.facts();
        long low = 0;
        long high = added.count() - 1;
        while (low <= high) {
            long middle = (low + high) >>> 1;
            Fact fact = added.at(middle);
            long here = middle + livingBefore(segment, fact);
            if (here == rank) {
                return fact;
            } else if (here < rank) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return segment.fact(positionOfLiving(segment, rank - low));
    }

    /** Returns how many facts before another one are in storage and not removed. */
    private long livingBefore(Segment segment, Fact fact) {
        return position(segment, fact) - removed.rank(new Prefix(removed.index(), fact, IndexOrder.WHOLE), false);
    }

    /** Returns the position of the fact in storage that is not removed and has so many such before it. */
    private int positionOfLiving(Segment segment, long rank) {
        long low = 0;
        long high = removed.count() - 1;
        while (low <= high) {
            long middle = (low + high) >>> 1;
            if (position(segment, removed.at(middle)) - middle <= rank) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return (int) (rank + low);
    }

    /** Returns the first fact inside a prefix, or null when there is none. */
    @Nullable
    Fact first(Prefix prefix) {
        Segment segment = stored.facts();
        int position = position(segment, prefix, false);
        Fact found = null;
        while (found == null
                && position < segment.size()
                && segment.compare(position, prefix.pattern(), prefix.components()) == 0) {
            Fact fact = segment.fact(position++);
            found = removed.count() > 0 && removed.contains(fact) ? null : fact;
        }
        Fact other = added.count() == 0 ? null : added.first(prefix);
        if (found == null || other == null) {
            return found == null ? other : found;
        }
        return IndexOrder.compare(added.index(), found, other) < 0 ? found : other;
    }

    /** Returns a fact of this node that comes a block before a rank, or the first one. */
    Fact blockBefore(long rank) {
        return at(Math.max(0, rank - BLOCK_SIZE));
    }
}
