package io.stator.engine.database;

import io.stator.Index;
import io.stator.engine.datom.Effort;
import io.stator.engine.datom.Fact;
import io.stator.engine.datom.IndexOrder;
import io.stator.engine.index.FactCursor;
import io.stator.engine.index.TimeFilter;
import io.stator.engine.segment.LongColumn;
import io.stator.engine.segment.SegmentPart;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Merges current and superseded facts into what a window shows, in the order of an index.
 *
 * <p>A fact is looked for when it is asked for, not before: who needs only the first need not wait for the second.
 */
final class ViewCursor implements FactCursor {
    /** Fewer facts than this are handed on one by one. */
    private static final int FACTS_MIN = 4;

    private final Index index;
    private final Window window;
    private final FactCursor currents;
    private final FactCursor superseded;
    private final boolean isBounded;
    private final Effort effort;
    private final TimeFilter outside;
    private final TimeFilter notShown;

    /** Current facts in a segment, of which those from a position on are next; null when the cursor of current facts has the next one. */
    private @Nullable SegmentPart rest;

    private int position;
    private @Nullable Fact nextCurrent;
    private @Nullable Fact nextSuperseded;
    private boolean isCurrentKnown;
    private boolean isSupersededKnown;

    ViewCursor(Index index, Window window, FactCursor currents, FactCursor superseded, Effort effort) {
        this.effort = effort;
        this.index = index;
        this.window = window;
        this.currents = currents;
        this.superseded = superseded;
        this.isBounded = window.since() != Window.NO_SINCE || window.asOf() != Window.NO_AS_OF;
        this.outside = window::hasNone;
        this.notShown = window::showsNone;
    }

    private @Nullable Fact findCurrent() {
        if (isInPart()) {
            SegmentPart part = Objects.requireNonNull(rest);
            return part.segment().fact(position++);
        }
        Fact fact;
        do {
            if (isBounded) {
                currents.passOver(outside);
            }
            effort.steps(1);
            fact = currents.next();
        } while (fact != null && !window.contains(fact));
        return fact;
    }

    /** Goes to the next current fact of the window that is in the part that was begun with; false when there is none, and no such part any more. */
    private boolean isInPart() {
        SegmentPart part = rest;
        if (part == null) {
            return false;
        }
        position = end(part, false, part.to());
        if (position == part.to()) {
            rest = null;
        }
        return rest != null;
    }

    /** Returns where those facts end, from the position on and before a limit, that all are in the window, or all are not. */
    private int end(SegmentPart part, boolean inside, int limit) {
        LongColumn times = part.segment().times();
        int end = position;
        while (end < limit && window.contains(times.get(end) >>> 1) == inside) {
            end++;
        }
        return end;
    }

    @Override
    public @Nullable SegmentPart nextPart() {
        if (isCurrentKnown) {
            return null;
        }
        while (!isInPart()) {
            if (isBounded) {
                currents.passOver(outside);
            }
            SegmentPart next = currents.nextPart();
            if (next == null) {
                return null;
            }
            rest = next;
            position = next.from();
        }
        SegmentPart part = Objects.requireNonNull(rest);
        Fact old = knownSuperseded();
        int found = old == null ? part.to() : part.segment().find(old, position);
        int end = end(part, true, Math.min(part.to(), found < 0 ? -(found + 1) : found));
        if (end - position < FACTS_MIN) {
            return null;
        }
        int from = position;
        position = end;
        return new SegmentPart(part.segment(), from, end);
    }

    private @Nullable Fact findSuperseded() {
        return window.history() ? findInHistory() : findShown();
    }

    private @Nullable Fact findInHistory() {
        Fact fact;
        do {
            if (isBounded) {
                superseded.passOver(outside);
            }
            effort.steps(1);
            fact = superseded.next();
        } while (fact != null && !window.contains(fact));
        return fact;
    }

    private @Nullable Fact findShown() {
        while (true) {
            superseded.passOver(notShown);
            effort.steps(2);
            Fact retraction = superseded.next();
            if (retraction == null) {
                return null;
            }
            Fact assertion = superseded.next();
            if (assertion == null || retraction.added() || !assertion.added()) {
                throw new IllegalStateException("a retraction must stand before its assertion: fact=" + retraction);
            }
            if (window.shows(assertion, retraction)) {
                return assertion;
            }
        }
    }

    private @Nullable Fact knownSuperseded() {
        if (!isSupersededKnown) {
            nextSuperseded = findSuperseded();
            isSupersededKnown = true;
        }
        return nextSuperseded;
    }

    @Override
    public @Nullable Fact next() {
        if (!isCurrentKnown) {
            nextCurrent = findCurrent();
            isCurrentKnown = true;
        }
        Fact current = nextCurrent;
        Fact old = knownSuperseded();
        if (old == null || (current != null && IndexOrder.compare(index, current, old) < 0)) {
            isCurrentKnown = current == null;
            return current;
        }
        isSupersededKnown = false;
        return old;
    }
}
