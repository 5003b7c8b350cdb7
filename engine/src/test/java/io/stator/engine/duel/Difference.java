package io.stator.engine.duel;

import java.util.List;
import java.util.Set;

/**
 * How two contenders differed in a transaction.
 *
 * @param what the part that differed
 * @param traits what there is in the transaction that may have been the reason
 */
public record Difference(String what, List<?> forms, Verdict left, Verdict right, Set<Trait> traits) {
    /** What differs when one contender says that an attribute was altered, and the other does not. */
    static final String MARKERS = "markers of alterations";

    /** Returns what it has in common with differences that may have the same cause. */
    String kind() {
        return left.isRefused() || right.isRefused() ? left.reason() + " / " + right.reason() : what.split(" ", 2)[0];
    }

    /** Returns whether all that differs is which attributes are said to have been altered. */
    public boolean isOfMarkers() {
        return what.startsWith(MARKERS);
    }

    @Override
    public String toString() {
        return what + " " + traits + "\n  forms " + Readable.text(forms) + "\n  left  " + left + "\n  right " + right;
    }
}
