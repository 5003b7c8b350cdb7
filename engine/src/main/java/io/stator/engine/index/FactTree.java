package io.stator.engine.index;

import io.stator.Index;
import io.stator.engine.datom.Fact;
import io.stator.engine.datom.IndexOrder;
import io.stator.engine.index.Node.Branch;
import io.stator.engine.index.Node.Edit;
import io.stator.engine.index.Node.Leaf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A persistent B+tree of facts in the order of one index, with the number of facts below every node.
 *
 * <p>A change copies the path it touches, once for each batch: an {@link Editor} may change the nodes it has made in
 * place until it is finished. Trees are immutable and thread-safe; editors are not.
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
            level.add(new Leaf(null, Arrays.copyOfRange(facts, from, to), to - from));
        }
        while (level.size() > 1) {
            List<Node> above = new ArrayList<>();
            for (int from = 0; from < level.size(); from += BUILD_SIZE) {
                List<Node> part = level.subList(from, Math.min(level.size(), from + BUILD_SIZE));
                Fact[] firsts = part.stream().map(Node::first).toArray(Fact[]::new);
                above.add(new Branch(null, part.toArray(Node[]::new), firsts, firsts.length));
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

    /** Starts a batch of changes. */
    public Editor edit() {
        return new Editor(index, root);
    }

    /** A batch of changes to a tree. */
    public static final class Editor {
        private final Edit edit;
        private @Nullable Node root;

        private Editor(Index index, @Nullable Node root) {
            this.edit = new Edit(index);
            this.root = root;
        }

        /** Adds a fact; returns whether it was absent. */
        public boolean insert(Fact fact) {
            if (root == null) {
                root = new Leaf(edit, new Fact[] {fact}, 1);
                return true;
            }
            edit.changed = false;
            Node changed = root.insert(fact, edit);
            Node sibling = edit.sibling;
            edit.sibling = null;
            root = sibling == null ? changed : Branch.of(edit, changed, sibling);
            return edit.changed;
        }

        /** Removes a fact, compared with its transaction; returns whether it was present. */
        public boolean remove(Fact fact) {
            if (root == null) {
                return false;
            }
            edit.changed = false;
            Node changed = root.remove(fact, edit);
            while (changed instanceof Branch branch && branch.size == 1) {
                changed = branch.children[0];
            }
            root = changed;
            return edit.changed;
        }

        /** Returns the changed tree; the editor must not be used afterwards. */
        public FactTree finish() {
            return new FactTree(edit.index, root);
        }
    }
}
