package io.stator.engine.database;

import io.stator.engine.datom.Fact;
import io.stator.engine.schema.SystemIds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Finds out, transaction after transaction, which superseded facts of attributes without history the indexes would have
 * forgotten had they been there from the beginning; not thread-safe.
 */
public final class ForgottenFacts {
    private final Map<Integer, Boolean> noHistory = new HashMap<>();
    private final List<Fact> kept = new ArrayList<>();
    private final Set<Fact> forgotten = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean any;

    /** Creates one that was given no transaction. */
    public ForgottenFacts() {}

    /** Takes note of the next transaction. */
    public void add(List<Fact> transaction) {
        boolean described = false;
        for (Fact fact : transaction) {
            if (!fact.added() && isWithoutHistory(fact)) {
                kept.add(fact);
            }
            described |= fact.a == SystemIds.NO_HISTORY;
        }
        if (kept.size() > Fading.KEPT_MAX) {
            kept.removeIf(retraction -> !isWithoutHistory(retraction));
            forgotten.addAll(kept);
            any |= !kept.isEmpty();
            kept.clear();
        }
        if (described) {
            describe(transaction);
        }
    }

    /** Returns whether a fact is one of an attribute without history, as the transactions so far say. */
    public boolean isWithoutHistory(Fact fact) {
        return noHistory.getOrDefault(fact.a, false);
    }

    private void describe(List<Fact> transaction) {
        for (Fact fact : transaction) {
            if (fact.a == SystemIds.NO_HISTORY && !fact.added()) {
                noHistory.remove((int) fact.e);
            }
        }
        for (Fact fact : transaction) {
            if (fact.a == SystemIds.NO_HISTORY && fact.added()) {
                noHistory.put((int) fact.e, Boolean.TRUE.equals(fact.v()));
            }
        }
    }

    /** Returns whether a retraction, and the assertion before it, is forgotten. */
    boolean isForgotten(Fact fact) {
        return forgotten.contains(fact);
    }

    /** Returns how many retractions are forgotten but not yet dropped. */
    int count() {
        return forgotten.size();
    }

    /** Hands the retractions that are forgotten and were not yet dropped, the very objects that were added, to a consumer, and drops them. */
    public void drop(Consumer<Fact> consumer) {
        forgotten.forEach(consumer);
        forgotten.clear();
    }

    /** Takes note that the retractions which {@link #isForgotten} knows were dropped from the facts: nobody asks for them any more. */
    void dropped() {
        forgotten.clear();
    }

    /** Returns how many retractions are kept that may be forgotten later. */
    public int kept() {
        return kept.size();
    }

    /** Returns whether anything was ever forgotten. */
    boolean any() {
        return any;
    }

    /** Returns what is kept for now: the retractions, given the assertion of each. */
    Fading fading(Map<Fact, Fact> assertions) {
        Fading fading = Fading.NONE;
        for (Fact retraction : kept) {
            Fact assertion = assertions.get(retraction);
            if (assertion != null) {
                fading = fading.plus(new Lives.Life(assertion, assertion.in(retraction.t(), false)));
            }
        }
        return fading;
    }

    /** Returns the retractions of what is kept for now. */
    Map<Fact, Fact> keptWithoutAssertions() {
        Map<Fact, Fact> kept = new IdentityHashMap<>();
        this.kept.forEach(retraction -> kept.put(retraction, retraction));
        return kept;
    }
}
