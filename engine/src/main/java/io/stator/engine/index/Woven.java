package io.stator.engine.index;

import io.stator.Index;
import io.stator.engine.datom.Fact;
import io.stator.engine.datom.IndexOrder;
import org.jspecify.annotations.Nullable;

/**
 * The facts of a node and what is to be changed of them, in order, without a tree being made of both; not thread-safe.
 *
 * @see FactTree#inStorage(Storing, Fact[], Fact[])
 */
final class Woven {
    private final Index index;
    private final Fact[] added;
    private final Fact[] removed;
    private final FactCursor facts;
    private final int addEnd;
    private final int removeEnd;
    private int add;
    private int addBefore;
    private int remove;
    private @Nullable Fact next;

    /**
     * Begins.
     *
     * @param slice which of the facts that come and go belong into the node
     */
    Woven(Index index, Node node, Fact[] added, Fact[] removed, Slice slice) {
        this.index = index;
        this.added = added;
        this.removed = removed;
        this.add = slice.add;
        this.addEnd = slice.addEnd;
        this.remove = slice.remove;
        this.removeEnd = slice.removeEnd;
        this.facts = TreeCursor.from(node, Prefix.all(index));
        advance();
    }

    /** Some of the facts that come, and of those that go. */
    record Slice(int add, int addEnd, int remove, int removeEnd) {
        /** Returns the number of facts. */
        int size() {
            return addEnd - add + removeEnd - remove;
        }

        boolean isEmpty() {
            return size() == 0;
        }
    }

    /** Returns the next fact; null at the end. */
    @Nullable
    Fact next() {
        while (true) {
            if (add < addBefore) {
                return added[add++];
            }
            Fact here = next;
            if (here == null) {
                requireNoneLeft();
                return null;
            }
            add += add < addEnd && compare(added[add], here) == 0 ? 1 : 0;
            advance();
            if (!isRemoved(here)) {
                return here;
            }
        }
    }

    /** Looks at the next fact of the node, and how many of those added come before it: most often many, or none. */
    private void advance() {
        Fact here = facts.next();
        next = here;
        addBefore = here == null ? addEnd : Merge.endBefore(index, added, add, addEnd, here);
    }

    private boolean isRemoved(Fact fact) {
        if (remove == removeEnd) {
            return false;
        }
        int order = compare(removed[remove], fact);
        if (order < 0) {
            requireNoneLeft();
        }
        remove += order == 0 ? 1 : 0;
        return order == 0;
    }

    private void requireNoneLeft() {
        if (remove < removeEnd) {
            throw new IllegalStateException("index " + index + " must hold the fact: fact=" + removed[remove]);
        }
    }

    private int compare(Fact left, Fact right) {
        return IndexOrder.compare(index, left, right);
    }
}
