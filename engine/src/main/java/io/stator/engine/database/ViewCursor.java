package io.stator.engine.database;

import io.stator.Index;
import io.stator.engine.datom.Fact;
import io.stator.engine.datom.IndexOrder;
import io.stator.engine.index.FactCursor;
import org.jspecify.annotations.Nullable;

/** Merges current and superseded facts into what a window shows, in the order of an index. */
final class ViewCursor implements FactCursor {
    private final Index index;
    private final Window window;
    private final FactCursor currents;
    private final FactCursor superseded;
    private @Nullable Fact nextCurrent;
    private @Nullable Fact nextSuperseded;

    ViewCursor(Index index, Window window, FactCursor currents, FactCursor superseded) {
        this.index = index;
        this.window = window;
        this.currents = currents;
        this.superseded = superseded;
        advanceCurrent();
        advanceSuperseded();
    }

    private void advanceCurrent() {
        do {
            nextCurrent = currents.next();
        } while (nextCurrent != null && !window.contains(nextCurrent));
    }

    private void advanceSuperseded() {
        Fact fact = superseded.next();
        while (fact != null) {
            if (window.history()) {
                if (window.contains(fact)) {
                    break;
                }
            } else {
                Fact assertion = superseded.next();
                if (assertion == null || fact.added() || !assertion.added()) {
                    throw new IllegalStateException("a retraction must stand before its assertion: fact=" + fact);
                }
                if (window.shows(assertion, fact)) {
                    fact = assertion;
                    break;
                }
            }
            fact = superseded.next();
        }
        nextSuperseded = fact;
    }

    @Override
    public @Nullable Fact next() {
        Fact current = nextCurrent;
        Fact old = nextSuperseded;
        if (current == null && old == null) {
            return null;
        }
        if (old == null || (current != null && IndexOrder.compare(index, current, old) < 0)) {
            advanceCurrent();
            return current;
        }
        advanceSuperseded();
        return old;
    }
}
