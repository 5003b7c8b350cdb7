package io.stator.engine.index;

import io.stator.Index;
import io.stator.engine.datom.Fact;
import io.stator.engine.datom.IndexOrder;
import io.stator.engine.index.Node.Branch;
import io.stator.engine.index.Node.Leaf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A persistent B+tree of facts in the order of one index, with the number of facts below every node.
 *
 * <p>Immutable and thread-safe: a batch of changes copies each node it touches once, and shares the others.
 */
public final class FactTree {
    /** How full the nodes of a tree built of sorted facts are: room is left for later inserts. */
    private static final int BUILD_SIZE = 56;

    private final Index index;
    private final @Nullable Node root;

    private FactTree(Index index, @Nullable Node root) {
        this.index = index;
        this.root = root;
    }

    /** Returns the tree without facts. */
    public static FactTree empty(Index index) {
        return new FactTree(index, null);
    }

    /** Returns the tree of facts that are in order already and distinct. */
    public static FactTree ofSorted(Index index, Fact[] facts) {
        List<Node> level = new ArrayList<>();
        for (int from = 0; from < facts.length; from += BUILD_SIZE) {
            int to = Math.min(facts.length, from + BUILD_SIZE);
            level.add(new Leaf(Arrays.copyOfRange(facts, from, to)));
        }
        while (level.size() > 1) {
            List<Node> above = new ArrayList<>();
            for (int from = 0; from < level.size(); from += BUILD_SIZE) {
                List<Node> part = level.subList(from, Math.min(level.size(), from + BUILD_SIZE));
                Fact[] firsts = part.stream().map(Node::first).toArray(Fact[]::new);
                above.add(new Branch(part.toArray(Node[]::new), firsts));
            }
            level = above;
        }
        return new FactTree(index, level.isEmpty() ? null : level.get(0));
    }

    /** Returns the order of an index as a comparator of whole facts. */
    public static Comparator<Fact> comparator(Index index) {
        return (left, right) -> IndexOrder.compare(index, left, right);
    }

    /** Returns the index whose order this tree has. */
    public Index index() {
        return index;
    }

    /** Returns the number of facts. */
    public long count() {
        return root == null ? 0 : root.count();
    }

    /** Returns the number of facts inside a prefix. */
    public long count(Prefix prefix) {
        return prefix.components() == 0 ? count() : rank(prefix, true) - rank(prefix, false);
    }

    /** Returns the number of facts before a prefix, or up to its end. */
    public long rank(Prefix prefix, boolean end) {
        long rank = 0;
        Node node = root;
        while (node instanceof Branch branch) {
            int child = TreeCursor.childBefore(branch, prefix, end);
            for (int i = 0; i < child; i++) {
                rank += branch.children[i].count();
            }
            node = branch.children[child];
        }
        return node instanceof Leaf leaf ? rank + TreeCursor.position(leaf, prefix, end) : rank;
    }

    /** Returns the fact that has so many before it. */
    public Fact at(long rank) {
        long rest = rank;
        Node node = root;
        while (node instanceof Branch branch) {
            int child = 0;
            while (child + 1 < branch.size && rest >= branch.children[child].count()) {
                rest -= branch.children[child++].count();
            }
            node = branch.children[child];
        }
        if (rest < 0 || !(node instanceof Leaf leaf) || rest >= leaf.size) {
            throw new IndexOutOfBoundsException("rank must be below " + count() + ": rank=" + rank);
        }
        return leaf.facts[(int) rest];
    }

    /** Returns a cursor over the facts inside a prefix. */
    public FactCursor cursor(Prefix prefix) {
        return root == null ? FactCursor.EMPTY : TreeCursor.inside(root, prefix);
    }

    /** Returns a cursor over the facts from the beginning of a prefix to the end of the tree. */
    public FactCursor cursorFrom(Prefix prefix) {
        return root == null ? FactCursor.EMPTY : TreeCursor.from(root, prefix);
    }

    /** Returns the first fact inside a prefix, or null when there is none. */
    public @Nullable Fact first(Prefix prefix) {
        Node node = root;
        @Nullable Fact next = null;
        while (node instanceof Branch branch) {
            int child = TreeCursor.childBefore(branch, prefix, false);
            if (child + 1 < branch.size) {
                next = branch.firsts[child + 1];
            }
            node = branch.children[child];
        }
        if (!(node instanceof Leaf leaf)) {
            return null;
        }
        int position = TreeCursor.position(leaf, prefix, false);
        if (position < leaf.size) {
            Fact fact = leaf.facts[position];
            return prefix.compare(fact) == 0 ? fact : null;
        }
        return next == null ? null : cursor(prefix).next();
    }

    /**
     * Returns the first fact of the leaf that has the last fact before a prefix, or before its end; null when there is none.
     */
    public @Nullable Fact blockBefore(Prefix prefix, boolean end) {
        Node before = null;
        Node node = root;
        while (node instanceof Branch branch) {
            int child = TreeCursor.childBefore(branch, prefix, end);
            if (child > 0) {
                before = branch.children[child - 1];
            }
            node = branch.children[child];
        }
        if (node instanceof Leaf leaf && TreeCursor.position(leaf, prefix, end) > 0) {
            return leaf.facts[0];
        }
        while (before instanceof Branch branch) {
            before = branch.children[branch.size - 1];
        }
        return before instanceof Leaf leaf ? leaf.facts[0] : null;
    }

    /** Returns whether exactly this fact, its transaction included, is in the tree. */
    public boolean contains(Fact fact) {
        return first(new Prefix(index, fact, IndexOrder.WHOLE)) != null;
    }

    /** Returns whether another tree is the same version of the same tree. */
    public boolean isSameVersion(FactTree other) {
        return root == other.root;
    }

    /** Returns the facts inside a prefix that another tree does not have, fast when the trees have nodes in common. */
    public List<Fact> without(FactTree other, Prefix prefix) {
        List<Fact> found = new ArrayList<>();
        if (root != null) {
            new TreeDifference(other, other.root, prefix, found).visit(root);
        }
        return found;
    }

    /**
     * Returns this tree with some facts more and some less.
     *
     * @param added distinct facts in the order of the index; one that is in the tree stays as it is
     * @param removed distinct facts in the order of the index, compared with their transactions
     * @throws IllegalStateException when a removed fact is not in the tree
     */
    public FactTree with(Fact[] added, Fact[] removed) {
        if (added.length == 0 && removed.length == 0) {
            return this;
        }
        if (root == null) {
            if (removed.length > 0) {
                throw new IllegalStateException("index " + index + " must hold the fact: fact=" + removed[0]);
            }
            return ofSorted(index, added);
        }
        Siblings siblings = new Merge(index, added, removed).run(root);
        return new FactTree(index, siblings.size() == 0 ? null : siblings.root());
    }

    /** Returns the number of levels, after checking that every node has a legal size and knows how many facts it has. */
    int checkedHeight() {
        return root == null ? 0 : root.checkedHeight();
    }
}
