package io.stator.engine.index;

import io.stator.engine.datom.Fact;
import io.stator.engine.datom.IndexOrder;
import io.stator.engine.segment.Segment;
import io.stator.engine.segment.SegmentPart;
import org.jspecify.annotations.Nullable;

/**
 * A pass over a node in storage: what is stored and not removed, with what was added in its place. What is next to each other in storage
 * is handed on as such; only what was changed is looked for. Not thread-safe.
 */
final class StoredCursor {
    private final StoredNode node;
    private final Segment segment;
    private final int end;
    private final boolean closing;
    private final FactCursor addeds;
    private final FactCursor removeds;
    private int position;

    /** The next added fact, and the position in storage before which it belongs. */
    private @Nullable Fact added;

    private int addedAt;

    /** The position in storage of the next removed fact; {@code end} when there is none. */
    private int removedAt;

    /**
     * Reads what is stored.
     *
     * @param start where to begin; null at the beginning
     * @param last what is to be inside; null when all is
     */
    StoredCursor(StoredNode node, @Nullable Prefix start, @Nullable Prefix last) {
        this.node = node;
        this.segment = node.stored.facts();
        this.position = start == null ? 0 : segment.position(start.pattern(), start.components(), false);
        this.end = last == null ? segment.size() : segment.end(last.pattern(), last.components(), position);
        this.closing = last != null && (end < segment.size() || hasAddedBehind(last));
        this.addeds = within(node.added, start, last);
        this.removeds = within(node.removed, start, last);
        nextAdded();
        nextRemoved();
    }

    private boolean hasAddedBehind(Prefix last) {
        return node.added.count() > 0 && node.added.rank(last, true) < node.added.count();
    }

    private static FactCursor within(FactTree tree, @Nullable Prefix start, @Nullable Prefix last) {
        if (last != null) {
            return tree.cursor(last);
        }
        return tree.cursorFrom(start == null ? Prefix.all(tree.index()) : start);
    }

    /** Returns whether what is asked for ends in this node. */
    boolean isClosing() {
        return closing;
    }

    private void nextAdded() {
        added = addeds.next();
        addedAt = added == null ? end : find(added);
    }

    private void nextRemoved() {
        Fact removed = removeds.next();
        removedAt = removed == null ? end : find(removed);
        if (removed != null && (removedAt >= end || segment.compare(removedAt, removed, IndexOrder.WHOLE) != 0)) {
            throw new IllegalStateException("index " + node.added.index() + " must hold the fact in segment "
                    + node.stored.entry().name() + ": fact=" + removed);
        }
    }

    private int find(Fact fact) {
        int found = segment.find(fact, position);
        return found >= 0 ? found : -found - 1;
    }

    boolean hasNext() {
        passRemoved();
        return position < end || added != null;
    }

    /** Returns how many facts are left as far as that is known: never too few while there are any. */
    int left() {
        return addeds == FactCursor.EMPTY ? end - position : Integer.MAX_VALUE;
    }

    private void passRemoved() {
        while (position == removedAt && position < end && !(added != null && addedAt == position)) {
            position++;
            nextRemoved();
        }
    }

    /** Puts the next facts into a part of an array and returns how many there were; 0 at the end. */
    int fill(Fact[] into, int from, int length) {
        int count = 0;
        while (count < length && hasNext()) {
            Fact next = added;
            if (next != null && addedAt == position) {
                into[from + count++] = next;
                nextAdded();
            } else {
                int step = Math.min(length - count, Math.min(addedAt, removedAt) - position);
                segment.facts(position, position + step, into, from + count);
                position += step;
                count += step;
            }
        }
        return count;
    }

    /** Returns the next facts in storage up to the next change, and passes over them; null when the next fact is an added one, or there is none. */
    @Nullable
    SegmentPart nextPart() {
        if (!hasNext() || position == end || (added != null && addedAt == position)) {
            return null;
        }
        int from = position;
        position = Math.min(addedAt, removedAt);
        return new SegmentPart(segment, from, position);
    }

    /** Passes over up to so many facts and returns over how many: fewer only at the end. */
    long skip(long length) {
        long count = 0;
        while (count < length && hasNext()) {
            if (position == end) {
                count += 1 + addeds.skip(length - count - 1);
                nextAdded();
            } else if (added != null && addedAt == position) {
                count++;
                nextAdded();
            } else {
                long step = Math.min(length - count, Math.min(addedAt, removedAt) - position);
                position += (int) step;
                count += step;
            }
        }
        return count;
    }
}
