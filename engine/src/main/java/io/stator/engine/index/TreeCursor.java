package io.stator.engine.index;

import io.stator.engine.datom.Fact;
import io.stator.engine.index.Node.Branch;
import io.stator.engine.index.Node.Leaf;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over a tree.
 *
 * <p>The end of a bounded range is looked for once a leaf: when the last fact of a leaf is still inside, none of its
 * facts is compared.
 */
final class TreeCursor implements FactCursor {
    /** The greatest height of a tree: 2 to the power of 63 facts in nodes a quarter full need no more. */
    private static final int HEIGHT_MAX = 16;

    private final Branch[] branches = new Branch[HEIGHT_MAX];
    private final int[] positions = new int[HEIGHT_MAX];
    private final @Nullable Prefix end;
    private int depth;
    private @Nullable Leaf leaf;
    private int position;
    private int limit;

    private TreeCursor(@Nullable Prefix end) {
        this.end = end;
    }

    static TreeCursor inside(Node root, Prefix prefix) {
        TreeCursor cursor = new TreeCursor(prefix.components() == 0 ? null : prefix);
        cursor.descend(root, prefix);
        return cursor;
    }

    static TreeCursor from(Node root, Prefix prefix) {
        TreeCursor cursor = new TreeCursor(null);
        cursor.descend(root, prefix);
        return cursor;
    }

    /** Returns the child in which the first fact not before the prefix (or after its end) may be. */
    static int childBefore(Branch branch, Prefix prefix, boolean afterEnd) {
        int low = 1;
        int high = branch.size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int c = prefix.compare(branch.firsts[middle]);
            if (c < 0 || (afterEnd && c == 0)) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return low - 1;
    }

    /** Returns the position of the first fact of a leaf not before the prefix, or after its end. */
    static int position(Leaf leaf, Prefix prefix, boolean afterEnd) {
        int low = 0;
        int high = leaf.size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int c = prefix.compare(leaf.facts[middle]);
            if (c < 0 || (afterEnd && c == 0)) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private void descend(Node root, Prefix prefix) {
        Node node = root;
        while (node instanceof Branch branch) {
            int child = childBefore(branch, prefix, false);
            branches[depth] = branch;
            positions[depth++] = child;
            node = branch.children[child];
        }
        enter((Leaf) node);
        position = position((Leaf) node, prefix, false);
    }

    private void enter(Leaf next) {
        leaf = next;
        position = 0;
        limit = next.size;
        if (end != null && end.compare(next.facts[next.size - 1]) > 0) {
            limit = position(next, end, true);
        }
    }

    private boolean advance() {
        if (leaf == null) {
            return false;
        }
        while (position >= limit) {
            if (limit < leaf.size || !nextLeaf()) {
                leaf = null;
                return false;
            }
        }
        return true;
    }

    private boolean nextLeaf() {
        if (!hasNextNode()) {
            return false;
        }
        Node node = nextNode();
        positions[depth - 1]++;
        while (node instanceof Branch branch) {
            branches[depth] = branch;
            positions[depth++] = 0;
            node = branch.children[0];
        }
        enter((Leaf) node);
        return true;
    }

    @Override
    public long skip(long count) {
        long skipped = 0;
        while (skipped < count && advance()) {
            int step = (int) Math.min(limit - position, count - skipped);
            position += step;
            skipped += step;
            if (position == limit) {
                skipped += skipNodes(count - skipped);
            }
        }
        return skipped;
    }

    /** Passes over whole nodes after a leaf that is done, of no more facts than that; returns over how many facts. */
    private long skipNodes(long count) {
        long skipped = 0;
        while (hasNextNode() && isWhollyInside() && nextNode().count() <= count - skipped) {
            skipped += nextNode().count();
            positions[depth - 1]++;
        }
        return skipped;
    }

    /** Goes up until there is a node to the right; returns whether there is one. The leaf must be done. */
    private boolean hasNextNode() {
        while (depth > 0 && positions[depth - 1] + 1 >= branches[depth - 1].size) {
            depth--;
        }
        return depth > 0 && leaf != null && limit == leaf.size;
    }

    private Node nextNode() {
        return branches[depth - 1].children[positions[depth - 1] + 1];
    }

    /** Returns whether the next node is known to end before the end of the range. */
    private boolean isWhollyInside() {
        Branch branch = branches[depth - 1];
        int behind = positions[depth - 1] + 2;
        return end == null || (behind < branch.size && end.compare(branch.firsts[behind]) <= 0);
    }

    @Override
    public void passOver(TimeFilter unwanted) {
        while (position <= 1 || position >= limit) {
            if (position >= limit) {
                passOverNodes(unwanted);
                if (!advance()) {
                    return;
                }
            }
            Leaf current = leaf;
            Node.Times times = current == null ? null : current.times();
            if (current == null || times == null || !unwanted.rejects(times.first(), times.last())) {
                return;
            }
            if (limit == current.size && !current.facts[limit - 1].added() && position < limit) {
                position = limit - 1;
                return;
            }
            position = limit;
        }
    }

    /**
     * Passes over whole nodes after a leaf that is done, but not over one whose last fact is a retraction: the assertion that belongs to it
     * is the first fact of the node after.
     */
    private void passOverNodes(TimeFilter unwanted) {
        while (hasNextNode() && isWhollyInside()) {
            Node.Times times = nextNode().times();
            if (times == null
                    || !unwanted.rejects(times.first(), times.last())
                    || !nextNode().last().added()) {
                return;
            }
            positions[depth - 1]++;
        }
    }

    @Override
    public @Nullable Fact next() {
        if (position >= limit && !advance()) {
            return null;
        }
        Leaf current = leaf;
        return current == null ? null : current.facts[position++];
    }

    @Override
    public int fill(Fact[] into) {
        int count = 0;
        while (count < into.length && advance()) {
            Leaf current = leaf;
            if (current == null) {
                break;
            }
            int length = Math.min(limit - position, into.length - count);
            System.arraycopy(current.facts, position, into, count, length);
            position += length;
            count += length;
        }
        return count;
    }
}
