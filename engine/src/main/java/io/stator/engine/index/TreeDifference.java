package io.stator.engine.index;

import io.stator.engine.datom.Fact;
import io.stator.engine.datom.IndexOrder;
import io.stator.engine.index.Node.Branch;
import io.stator.engine.index.Node.Leaf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The facts inside a prefix that one tree has and another has not.
 *
 * <p>Versions of a tree share the nodes that no change between them touched. A node is shared when the other tree leads
 * to the same object by its first fact; nothing below it is visited, so the work depends on the changes alone.
 */
final class TreeDifference {
    private final FactTree other;
    private final @Nullable Node otherRoot;
    private final Prefix prefix;
    private final List<Fact> found;

    TreeDifference(FactTree other, @Nullable Node otherRoot, Prefix prefix, List<Fact> found) {
        this.other = other;
        this.otherRoot = otherRoot;
        this.prefix = prefix;
        this.found = found;
    }

    void visit(Node node) {
        if (isShared(node)) {
            return;
        }
        if (node instanceof Branch branch) {
            int last = TreeCursor.childBefore(branch, prefix, true);
            for (int i = TreeCursor.childBefore(branch, prefix, false); i <= last; i++) {
                visit(branch.children[i]);
            }
            return;
        }
        if (node instanceof Leaf leaf) {
            int end = TreeCursor.position(leaf, prefix, true);
            for (int i = TreeCursor.position(leaf, prefix, false); i < end; i++) {
                if (!other.contains(leaf.facts[i])) {
                    found.add(leaf.facts[i]);
                }
            }
            return;
        }
        visitStored((StoredNode) node);
    }

    /** Compares what was changed since, when the other tree has the same in storage; otherwise fact by fact. */
    private void visitStored(StoredNode node) {
        if (leafOf(node.stored.first()) instanceof StoredNode same
                && same.stored.entry().name().equals(node.stored.entry().name())) {
            List<Fact> here = node.added.without(same.added, prefix);
            here.addAll(same.removed.without(node.removed, prefix));
            here.sort(FactTree.comparator(other.index()));
            found.addAll(here);
            return;
        }
        FactCursor facts = TreeCursor.inside(node, prefix);
        Fact fact = facts.next();
        if (fact == null) {
            return;
        }
        FactCursor others = other.cursorFrom(new Prefix(other.index(), fact, IndexOrder.WHOLE));
        Fact beside = others.next();
        for (; fact != null; fact = facts.next()) {
            int order = beside == null ? 1 : IndexOrder.compare(other.index(), beside, fact);
            while (beside != null && order < 0) {
                beside = others.next();
                order = beside == null ? 1 : IndexOrder.compare(other.index(), beside, fact);
            }
            if (order != 0) {
                found.add(fact);
            }
        }
    }

    /** Returns the leaf of the other tree in which a fact would be; null when it has none. */
    private @Nullable Node leafOf(Fact fact) {
        Node node = otherRoot;
        while (node instanceof Branch branch) {
            node = branch.children[branch.childFor(fact, other.index(), 0)];
        }
        return node;
    }

    private boolean isShared(Node node) {
        Node at = node;
        while (at instanceof Branch branch) {
            at = branch.children[0];
        }
        Fact first = at.first();
        Node candidate = otherRoot;
        while (candidate != node) {
            if (!(candidate instanceof Branch branch)) {
                return false;
            }
            candidate = branch.children[branch.childFor(first, other.index(), 0)];
        }
        return true;
    }
}
