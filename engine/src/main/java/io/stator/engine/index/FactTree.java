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

    private static final Fact[] NONE = {};

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

    /** Returns the tree of what is in storage, in order. */
    public static FactTree ofStored(Index index, List<StoredFacts> parts) {
        FactTree empty = empty(index);
        return ofLeaves(
                index,
                parts.stream().map(part -> (Node) new StoredNode(part, empty)).toList());
    }

    static FactTree ofLeaves(Index index, List<Node> leaves) {
        Siblings level = new Siblings(leaves.size());
        leaves.forEach(level::add);
        return new FactTree(index, leaves.isEmpty() ? null : level.root());
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
        if (node instanceof StoredNode stored) {
            return rank + stored.rank(prefix, end);
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
        if (rest >= 0 && node instanceof StoredNode stored && rest < stored.count()) {
            return stored.at(rest);
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
        if (node instanceof Leaf leaf) {
            int position = TreeCursor.position(leaf, prefix, false);
            if (position < leaf.size) {
                Fact fact = leaf.facts[position];
                return prefix.compare(fact) == 0 ? fact : null;
            }
        } else if (node instanceof StoredNode stored) {
            Fact fact = stored.first(prefix);
            if (fact != null) {
                return fact;
            }
        }
        return next == null ? null : cursor(prefix).next();
    }

    /**
     * Returns a fact that stands some way before a prefix, or before its end, as the first one of its leaf does; null when no fact is before.
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
        long rank = node instanceof StoredNode stored ? stored.rank(prefix, end) : 0;
        if (node instanceof StoredNode stored && rank > 0) {
            return stored.blockBefore(rank);
        }
        while (before instanceof Branch branch) {
            before = branch.children[branch.size - 1];
        }
        if (before instanceof StoredNode stored) {
            return stored.blockBefore(stored.count());
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
     * <p>What is in storage is not read for this. So whether a fact is in storage is not known either: one that is removed must be in
     * the tree, or else the tree cannot be read there, and one that is added must not be in storage.
     *
     * @param added distinct facts in the order of the index; one that is in memory stays as it is
     * @param removed distinct facts in the order of the index, compared with their transactions
     * @throws IllegalStateException when a removed fact is not in the tree, as far as that is known without storage
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

    /**
     * Returns a tree of the same facts, all of which are in storage: what was changed since is put there, and what it is next to.
     *
     * @param storing puts facts into storage
     */
    public FactTree inStorage(Storing storing) {
        return inStorage(storing, NONE, NONE);
    }

    /**
     * Returns this tree with some facts more and some less, all of which are in storage. No tree is made of those that come; else it is as
     * {@link #with} and {@link #inStorage(Storing)} after that.
     *
     * @param storing puts facts into storage
     * @param added distinct facts in the order of the index
     * @param removed distinct facts in the order of the index, compared with their transactions, none of which is among those added
     */
    public FactTree inStorage(Storing storing, Fact[] added, Fact[] removed) {
        if (root == null && added.length == 0 && removed.length == 0) {
            return this;
        }
        List<Node> leaves = new ArrayList<>();
        if (root == null) {
            leaves.add(new Leaf(NONE));
        } else {
            StoringRun.leaves(root, leaves::add);
        }
        return new StoringRun(index, storing).run(leaves, added, removed);
    }

    /**
     * Returns what is in storage, in order.
     *
     * @throws IllegalStateException when any facts are not
     */
    public List<StoredFacts> stored() {
        List<StoredFacts> parts = new ArrayList<>();
        if (root != null) {
            StoringRun.leaves(root, leaf -> {
                if (!(leaf instanceof StoredNode node) || !node.isUnchanged()) {
                    throw new IllegalStateException("all facts of index " + index + " must be in storage");
                }
                parts.add(node.stored);
            });
        }
        return parts;
    }

    /**
     * Returns this tree once more, with the nodes of another one of the same facts as an earlier version.
     *
     * @param before an earlier version of this tree
     * @param equal a tree of the same facts as the earlier version
     */
    public FactTree rebased(FactTree before, FactTree equal) {
        if (root == before.root) {
            return equal;
        }
        Prefix all = Prefix.all(index);
        return equal.with(
                without(before, all).toArray(Fact[]::new),
                before.without(this, all).toArray(Fact[]::new));
    }

    /** Returns the number of levels, after checking that every node has a legal size and knows how many facts it has. */
    int checkedHeight() {
        return root == null ? 0 : root.checkedHeight();
    }
}
