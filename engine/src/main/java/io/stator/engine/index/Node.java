package io.stator.engine.index;

import io.stator.Index;
import io.stator.engine.datom.Fact;
import io.stator.engine.datom.IndexOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A node of a {@link FactTree}; immutable, but for what it remembers of its facts. */
abstract sealed class Node permits Node.Leaf, Node.Branch, StoredNode {
    /** The greatest number of facts of a leaf and of children of a branch. */
    static final int SIZE_MAX = 64;

    /** A node smaller than this is joined to a neighbour when both fit together. */
    static final int SIZE_JOIN = SIZE_MAX / 4;

    /** The number of facts or children. */
    final int size;

    /** Found out when it is first asked for; every thread that finds it out finds the same. */
    private @Nullable Times times;

    /** The t of the earliest and of the latest of the facts below a node. */
    record Times(long first, long last) {
        private Times and(Times other) {
            return new Times(Math.min(first, other.first), Math.max(last, other.last));
        }
    }

    Node(int size) {
        this.size = size;
    }

    /**
     * Returns the times of the facts below; null for a branch some of whose children were not asked for theirs yet, so
     * that an answer never costs more than looking at one leaf.
     */
    final @Nullable Times times() {
        Times known = times;
        if (known == null) {
            known = findTimes();
            times = known;
        }
        return known;
    }

    private @Nullable Times findTimes() {
        if (this instanceof Leaf leaf) {
            return leaf.timesOfFacts();
        }
        return this instanceof Branch branch ? branch.timesOfChildren() : ((StoredNode) this).timesOfAll();
    }

    /** Returns the times if they are known without looking. */
    final @Nullable Times knownTimes() {
        return this instanceof StoredNode ? times() : times;
    }

    /** Returns whether the last fact below is a retraction. */
    final boolean endsWithRetraction() {
        Node node = this;
        while (node instanceof Branch branch) {
            node = branch.children[branch.size - 1];
        }
        return node instanceof Leaf leaf && !leaf.facts[leaf.size - 1].added();
    }

    abstract long count();

    abstract Fact first();

    /** Returns this node and the one after it as one, or null when they do not fit together. */
    abstract @Nullable Node join(Node right);

    /** Returns the number of levels below and with this node; throws when a node is not as it must be. */
    final int checkedHeight() {
        if (size < 1 || size > SIZE_MAX) {
            throw new IllegalStateException("size of a node must be 1 to " + SIZE_MAX + ": size=" + size);
        }
        if (!(this instanceof Branch branch)) {
            return 1;
        }
        int height = branch.children[0].checkedHeight();
        long count = branch.children[0].count();
        for (int i = 1; i < size; i++) {
            count += branch.children[i].count();
            if (branch.children[i].checkedHeight() != height) {
                throw new IllegalStateException("height of all children must be the same: height=" + height);
            }
        }
        if (count != count()) {
            throw new IllegalStateException("count of a node must be that of its children: count=" + count());
        }
        return height + 1;
    }

    /** Facts in order. */
    static final class Leaf extends Node {
        final Fact[] facts;

        Leaf(Fact[] facts) {
            super(facts.length);
            this.facts = facts;
        }

        @Override
        long count() {
            return size;
        }

        @Override
        Fact first() {
            return facts[0];
        }

        private Times timesOfFacts() {
            long first = Long.MAX_VALUE;
            long last = Long.MIN_VALUE;
            for (Fact fact : facts) {
                first = Math.min(first, fact.t());
                last = Math.max(last, fact.t());
            }
            return new Times(first, last);
        }

        /** Returns the position of the fact, not before {@code from}, or -(position + 1) of where it would be. */
        int find(Fact fact, Index index, int from) {
            int low = from;
            int high = size - 1;
            if (from < size && IndexOrder.compare(index, facts[high], fact) < 0) {
                return -(size + 1);
            }
            while (low <= high) {
                int middle = (low + high) >>> 1;
                int c = IndexOrder.compare(index, facts[middle], fact);
                if (c < 0) {
                    low = middle + 1;
                } else if (c > 0) {
                    high = middle - 1;
                } else {
                    return middle;
                }
            }
            return -(low + 1);
        }

        @Override
        @Nullable
        Node join(Node right) {
            if (!(right instanceof Leaf other) || size + other.size > SIZE_MAX) {
                return null;
            }
            Fact[] all = Arrays.copyOf(facts, size + other.size);
            System.arraycopy(other.facts, 0, all, size, other.size);
            return new Leaf(all);
        }
    }

    /** Children in order, each with its first fact as it was at some time: never greater than any fact inside. */
    static final class Branch extends Node {
        final Node[] children;
        final Fact[] firsts;
        private final long count;

        Branch(Node[] children, Fact[] firsts) {
            this(children, firsts, count(children));
        }

        /** Creates a branch whose number of facts is known. */
        Branch(Node[] children, Fact[] firsts, long count) {
            super(children.length);
            this.children = children;
            this.firsts = firsts;
            this.count = count;
        }

        private @Nullable Times timesOfChildren() {
            Times all = children[0].knownTimes();
            for (int i = 1; i < size && all != null; i++) {
                Times next = children[i].knownTimes();
                all = next == null ? null : all.and(next);
            }
            return all;
        }

        private static long count(Node[] children) {
            long count = 0;
            for (Node child : children) {
                count += child.count();
            }
            return count;
        }

        @Override
        long count() {
            return count;
        }

        @Override
        Fact first() {
            return firsts[0];
        }

        /** Returns the last child whose first fact is not greater; the one at {@code from} when there is none from there. */
        int childFor(Fact fact, Index index, int from) {
            int low = from + 1;
            int high = size - 1;
            while (low <= high) {
                int middle = (low + high) >>> 1;
                if (IndexOrder.compare(index, firsts[middle], fact) <= 0) {
                    low = middle + 1;
                } else {
                    high = middle - 1;
                }
            }
            return low - 1;
        }

        @Override
        @Nullable
        Node join(Node right) {
            if (!(right instanceof Branch other) || size + other.size > SIZE_MAX) {
                return null;
            }
            Node[] allChildren = Arrays.copyOf(children, size + other.size);
            Fact[] allFirsts = Arrays.copyOf(firsts, size + other.size);
            System.arraycopy(other.children, 0, allChildren, size, other.size);
            System.arraycopy(other.firsts, 0, allFirsts, size, other.size);
            return new Branch(allChildren, allFirsts, count + other.count);
        }
    }
}
