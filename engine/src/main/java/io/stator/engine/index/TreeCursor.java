package io.stator.engine.index;

import io.stator.engine.datom.Fact;
import io.stator.engine.index.Node.Branch;
import io.stator.engine.index.Node.Leaf;
import io.stator.engine.segment.SegmentPart;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over a tree.
 *
 * <p>The end of a bounded range is looked for once a leaf: when the last fact of a leaf is still inside, none of its
 * facts is compared.
 */
final class TreeCursor implements FactCursor {
    /** For how high a tree there is room at first: two million facts in nodes half full need no more. */
    private static final int HEIGHT_FIRST = 4;

    /** How many facts are read from storage at first, and at most: who wants one may want no more. */
    private static final int WINDOW_MIN = 8;

    private static final int WINDOW_MAX = 256;

    private static final Fact[] NONE = {};

    /** Stands for facts in storage that were passed over. */
    private static final Node DONE = new Leaf(NONE);

    private Branch[] branches = new Branch[HEIGHT_FIRST];
    private int[] positions = new int[HEIGHT_FIRST];
    private final @Nullable Prefix end;
    private int depth;

    /** The leaf, or the facts in storage, whose facts are handed out; null at the end. */
    private @Nullable Node node;

    /** What is read of facts in storage; null before the first of them is asked for. */
    private @Nullable StoredCursor reading;

    /** Where facts in storage are to be read from; null at their beginning. */
    private @Nullable Prefix start;

    /** Facts that are at hand: those from a position to a limit are next. */
    private Fact[] facts = NONE;

    private int position;
    private int limit;

    /** Whether what is asked for ends in the node, as far as that is known. */
    private boolean closing;

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
        Node below = root;
        while (below instanceof Branch branch) {
            int child = childBefore(branch, prefix, false);
            push(branch, child);
            below = branch.children[child];
        }
        enter(below);
        if (below instanceof Leaf leaf) {
            position = position(leaf, prefix, false);
        } else {
            start = prefix;
        }
    }

    private void push(Branch branch, int child) {
        if (depth == branches.length) {
            branches = Arrays.copyOf(branches, 2 * depth);
            positions = Arrays.copyOf(positions, 2 * depth);
        }
        branches[depth] = branch;
        positions[depth++] = child;
    }

    private void enter(Node next) {
        node = next;
        reading = null;
        start = null;
        position = 0;
        if (next instanceof Leaf leaf) {
            facts = leaf.facts;
            limit = leaf.size;
            closing = end != null && end.compare(leaf.facts[leaf.size - 1]) > 0;
            if (closing && end != null) {
                limit = position(leaf, end, true);
            }
        } else {
            facts = NONE;
            limit = 0;
            closing = false;
        }
    }

    private boolean advance() {
        while (position >= limit) {
            if (!readOn() && (closing || !nextLeaf())) {
                node = null;
                return false;
            }
        }
        return true;
    }

    /** Reads what is left of facts in storage; null when the node is none. */
    private @Nullable StoredCursor reading() {
        StoredCursor known = reading;
        if (known == null && node instanceof StoredNode stored) {
            known = new StoredCursor(stored, start, end);
            reading = known;
            closing = known.isClosing();
        }
        return known;
    }

    /** Takes more facts from storage at hand; returns whether there were any in this node. */
    private boolean readOn() {
        StoredCursor rest = reading();
        if (rest == null || !rest.hasNext()) {
            return false;
        }
        int length = Math.max(WINDOW_MIN, Math.min(WINDOW_MAX, facts.length * 4));
        length = Math.min(length, rest.left());
        if (facts.length != length) {
            facts = new Fact[length];
        }
        position = 0;
        limit = rest.fill(facts, 0, length);
        return true;
    }

    private boolean nextLeaf() {
        if (!hasNextNode()) {
            return false;
        }
        Node next = nextNode();
        positions[depth - 1]++;
        while (next instanceof Branch branch) {
            push(branch, 0);
            next = branch.children[0];
        }
        enter(next);
        return true;
    }

    @Override
    public long skip(long count) {
        long skipped = 0;
        while (skipped < count) {
            long step = Math.min(limit - position, count - skipped);
            position += (int) step;
            skipped += step;
            if (skipped == count) {
                break;
            }
            StoredCursor rest = reading();
            long read = rest == null ? 0 : rest.skip(count - skipped);
            skipped += read;
            if (read == 0 && skipped < count) {
                skipped += skipNodes(count - skipped);
                if (skipped < count && !advance()) {
                    break;
                }
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
        return depth > 0 && node != null && !closing;
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
            Node current = node;
            if (current == null) {
                return;
            }
            if (position >= limit && isDone()) {
                passOverNodes(unwanted);
                if (closing || !nextLeaf()) {
                    node = null;
                    return;
                }
                continue;
            }
            Node.Times times = current.times();
            if (times == null || !unwanted.rejects(times.first(), times.last())) {
                return;
            }
            if (current instanceof Leaf leaf
                    && limit == leaf.size
                    && !leaf.facts[limit - 1].added()
                    && position < limit) {
                position = limit - 1;
                return;
            }
            passOverRest();
        }
    }

    /** Returns whether no fact of the node is left. */
    private boolean isDone() {
        StoredCursor known = reading;
        return known == null ? !(node instanceof StoredNode) : !known.hasNext();
    }

    /** Passes over the facts of the node that are left. */
    private void passOverRest() {
        position = limit;
        if (node instanceof StoredNode) {
            reading = null;
            node = DONE;
            closing |= endsBeforeNextNode();
        }
    }

    /** Returns whether what is asked for is known to end before the next node. */
    private boolean endsBeforeNextNode() {
        return end != null && hasNextNode() && end.compare(branches[depth - 1].firsts[positions[depth - 1] + 1]) > 0;
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
                    || nextNode().endsWithRetraction()) {
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
        return facts[position++];
    }

    @Override
    public @Nullable SegmentPart nextPart() {
        while (position >= limit) {
            StoredCursor rest = reading();
            if (rest != null && rest.hasNext()) {
                return rest.nextPart();
            }
            if (closing || !nextLeaf()) {
                node = null;
                return null;
            }
        }
        return null;
    }

    @Override
    public int fill(Fact[] into) {
        int count = 0;
        while (count < into.length) {
            int length = Math.min(limit - position, into.length - count);
            System.arraycopy(facts, position, into, count, length);
            position += length;
            count += length;
            StoredCursor rest = count < into.length ? reading() : null;
            count += rest == null ? 0 : rest.fill(into, count, into.length - count);
            if (count < into.length && (closing || !nextLeaf())) {
                node = null;
                break;
            }
        }
        return count;
    }
}
