package io.stator.engine.database;

import io.stator.engine.datom.Fact;

/**
 * The part of time a database value shows.
 *
 * @param since facts of later transactions only; {@link #NO_SINCE} for no bound
 * @param asOf facts of this and earlier transactions only; {@link #NO_AS_OF} for no bound
 * @param history whether superseded facts and retractions are shown
 */
record Window(long since, long asOf, boolean history) {
    static final long NO_SINCE = Long.MIN_VALUE;
    static final long NO_AS_OF = Long.MAX_VALUE;
    static final Window NOW = new Window(NO_SINCE, NO_AS_OF, false);

    boolean contains(Fact fact) {
        return contains(fact.t());
    }

    boolean contains(long t) {
        return t > since && t <= asOf;
    }

    /** Returns whether a superseded fact was still true at the end of this window, and asserted inside it. */
    boolean shows(Fact assertion, Fact retraction) {
        return contains(assertion) && retraction.t() > asOf;
    }

    /** Returns whether no fact from one t to another is inside this window. */
    boolean hasNone(long firstT, long lastT) {
        return firstT > asOf || lastT <= since;
    }

    /** Returns whether no superseded fact whose assertion and retraction are from one t to another is shown. */
    boolean showsNone(long firstT, long lastT) {
        return hasNone(firstT, lastT) || lastT <= asOf;
    }
}
