package io.stator.engine.database;

import io.stator.Index;
import io.stator.engine.datom.Fact;
import io.stator.engine.datom.IndexOrder;
import io.stator.engine.index.FactCursor;
import io.stator.engine.index.TimeFilter;
import org.jspecify.annotations.Nullable;

/**
 * Merges current and superseded facts into what a window shows, in the order of an index.
 *
 * <p>A fact is looked for when it is asked for, not before: who needs only the first need not wait for the second.
 */
final class ViewCursor implements FactCursor {
    private final Index index;
    private final Window window;
    private final FactCursor currents;
    private final FactCursor superseded;
    private final boolean isBounded;
    private final TimeFilter outside;
    private final TimeFilter notShown;
    private @Nullable Fact nextCurrent;
    private @Nullable Fact nextSuperseded;
    private boolean isCurrentKnown;
    private boolean isSupersededKnown;

    ViewCursor(Index index, Window window, FactCursor currents, FactCursor superseded) {
        this.index = index;
        this.window = window;
        this.currents = currents;
        this.superseded = superseded;
        this.isBounded = window.since() != Window.NO_SINCE || window.asOf() != Window.NO_AS_OF;
        this.outside = window::hasNone;
        this.notShown = window::showsNone;
    }

    private @Nullable Fact findCurrent() {
        Fact fact;
        do {
            if (isBounded) {
                currents.passOver(outside);
            }
            fact = currents.next();
        } while (fact != null && !window.contains(fact));
        return fact;
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
            fact = superseded.next();
        } while (fact != null && !window.contains(fact));
        return fact;
    }

    private @Nullable Fact findShown() {
        while (true) {
            superseded.passOver(notShown);
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

    @Override
    public @Nullable Fact next() {
        if (!isCurrentKnown) {
            nextCurrent = findCurrent();
            isCurrentKnown = true;
        }
        if (!isSupersededKnown) {
            nextSuperseded = findSuperseded();
            isSupersededKnown = true;
        }
        Fact current = nextCurrent;
        Fact old = nextSuperseded;
        if (old == null || (current != null && IndexOrder.compare(index, current, old) < 0)) {
            isCurrentKnown = current == null;
            return current;
        }
        isSupersededKnown = false;
        return old;
    }
}
