package io.stator.engine.index;

import io.stator.Index;
import io.stator.engine.datom.Fact;
import io.stator.engine.datom.IndexOrder;
import io.stator.engine.index.Node.Branch;
import io.stator.engine.index.Node.Leaf;
import java.util.Arrays;

/**
 * Applies two sorted runs of facts, one to add and one to remove, to the nodes of a tree; not thread-safe.
 *
 * <p>Every node that a run touches is visited and copied once: a branch deals the runs to its children, a leaf weaves its
 * part into its own facts. A node that grows too big becomes several. When everything was added behind its last fact they
 * are filled to the brim, since the next facts will most likely follow; otherwise all get the same, with room to grow.
 */
final class Merge {
    private final Index index;
    private final Fact[] added;
    private final Fact[] removed;

    Merge(Index index, Fact[] added, Fact[] removed) {
        this.index = index;
        this.added = added;
        this.removed = removed;
    }

    /** Returns the nodes that take the place of a root. */
    Siblings run(Node root) {
        Siblings siblings = new Siblings(1);
        merge(root, 0, added.length, 0, removed.length, siblings);
        return siblings;
    }

    private void merge(Node node, int add, int addEnd, int remove, int removeEnd, Siblings into) {
        if (node instanceof Branch branch) {
            mergeBranch(branch, add, addEnd, remove, removeEnd, into);
        } else if (node instanceof Leaf leaf) {
            mergeLeaf(leaf, add, addEnd, remove, removeEnd, into);
        } else {
            StoredNode changed = ((StoredNode) node)
                    .with(Arrays.copyOfRange(added, add, addEnd), Arrays.copyOfRange(removed, remove, removeEnd));
            if (changed.count() > 0) {
                into.add(changed);
            }
        }
    }

    private void mergeBranch(Branch branch, int addStart, int addEnd, int removeStart, int removeEnd, Siblings into) {
        Siblings children = new Siblings(branch.size);
        long count = branch.count();
        int add = addStart;
        int remove = removeStart;
        int done = 0;
        boolean atEnd = true;
        boolean small = false;
        while (add < addEnd || remove < removeEnd) {
            Fact next = isRemovalNext(add, addEnd, remove, removeEnd) ? removed[remove] : added[add];
            int position = branch.childFor(next, index, done);
            boolean last = position + 1 == branch.size;
            Fact bound = last ? next : branch.firsts[position + 1];
            int addNext = last ? addEnd : endBefore(index, added, add, addEnd, bound);
            int removeNext = last ? removeEnd : endBefore(index, removed, remove, removeEnd, bound);
            children.addUnchanged(branch, done, position, small);
            count -= branch.children[position].count();
            int before = children.size();
            merge(branch.children[position], add, addNext, remove, removeNext, children);
            count += children.countFrom(before);
            small = removeNext > remove && children.joinIfSmall(before);
            atEnd &= last;
            add = addNext;
            remove = removeNext;
            done = position + 1;
        }
        children.addUnchanged(branch, done, branch.size, small);
        if (children.size() > 0) {
            children.packInto(into, atEnd, count);
        }
    }

    private boolean isRemovalNext(int add, int addEnd, int remove, int removeEnd) {
        return add == addEnd || (remove < removeEnd && IndexOrder.compare(index, removed[remove], added[add]) < 0);
    }

    /** Returns the first position whose fact is not before a bound: near the start more often than not. */
    static int endBefore(Index index, Fact[] run, int start, int end, Fact bound) {
        int low = start;
        int step = 1;
        while (low + step <= end && IndexOrder.compare(index, run[low + step - 1], bound) < 0) {
            low += step;
            step *= 2;
        }
        int high = Math.min(end, low + step - 1);
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (IndexOrder.compare(index, run[middle], bound) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private void mergeLeaf(Leaf leaf, int addStart, int addEnd, int removeStart, int removeEnd, Siblings into) {
        Fact[] facts = new Fact[leaf.size + addEnd - addStart];
        int size = 0;
        int done = 0;
        int add = addStart;
        int remove = removeStart;
        boolean atEnd = true;
        while (add < addEnd || remove < removeEnd) {
            if (done == leaf.size && remove == removeEnd) {
                System.arraycopy(added, add, facts, size, addEnd - add);
                size += addEnd - add;
                break;
            }
            boolean removal = isRemovalNext(add, addEnd, remove, removeEnd);
            Fact change = removal ? removed[remove++] : added[add++];
            int found = leaf.find(change, index, done);
            int position = found < 0 ? -(found + 1) : found;
            System.arraycopy(leaf.facts, done, facts, size, position - done);
            size += position - done;
            done = position;
            atEnd &= position == leaf.size;
            if (removal && found < 0) {
                throw new IllegalStateException("index " + index + " must hold the fact: fact=" + change);
            }
            if (removal) {
                done++;
            } else if (found < 0) {
                facts[size++] = change;
            }
        }
        System.arraycopy(leaf.facts, done, facts, size, leaf.size - done);
        size += leaf.size - done;
        packFacts(facts, size, atEnd, into);
    }

    private static void packFacts(Fact[] facts, int size, boolean atEnd, Siblings into) {
        if (size > 0 && size <= Node.SIZE_MAX) {
            into.add(new Leaf(size == facts.length ? facts : Arrays.copyOf(facts, size)));
            return;
        }
        int part = Siblings.partSize(size, atEnd);
        for (int from = 0; from < size; from += part) {
            int to = Math.min(size, from + part);
            into.add(new Leaf(Arrays.copyOfRange(facts, from, to)));
        }
    }
}
