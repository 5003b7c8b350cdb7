package io.stator.engine.transact;

import io.stator.Anomaly;
import io.stator.engine.datom.Fact;
import io.stator.engine.schema.SystemIds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The instant of a transaction: what it states for itself, or else the present time; not thread-safe. */
final class StatedInstant {
    private final Basis basis;
    private final Entities entities;

    /** What is asserted and what is retracted, each once. */
    private final List<Fact> stated = new ArrayList<>();

    private boolean reset;

    StatedInstant(Basis basis, Entities entities) {
        this.basis = basis;
        this.entities = entities;
    }

    /** Takes note that the instant of another transaction is asserted or retracted. */
    void reset() {
        reset = true;
    }

    /** Takes note that an instant is asserted, or retracted, which changes nothing; throws when this conflicts. */
    void state(Fact fact) {
        for (Fact before : stated) {
            boolean isSameInstant = before.bits == fact.bits;
            boolean isSameOperation = before.added() == fact.added();
            if (isSameInstant && isSameOperation) {
                return;
            }
            if (isSameInstant || isSameOperation) {
                throw TransactionErrors.datomsConflict(basis, before, fact, entities.byName());
            }
        }
        stated.add(fact);
    }

    /** Returns the instant as a fact; throws when a stated one cannot be it. */
    Fact check(long clockMillis) {
        if (reset) {
            throw Anomaly.incorrect("reset-tx-instant", "You can set :db/txInstant only on the current transaction.");
        }
        long last = basis.counters.lastInstant();
        long now = Math.max(clockMillis, last);
        Fact present = Fact.of(basis.tx, SystemIds.TX_INSTANT, Instant.ofEpochMilli(now), basis.t, true);
        if (stated.isEmpty()) {
            return present;
        }
        Fact first = stated.get(0);
        if (first.bits > now) {
            throw Anomaly.incorrect("future-tx-instant", "Time conflict: " + first.v() + " is in the future");
        }
        if (first.bits < last) {
            throw Anomaly.incorrect("past-tx-instant", "Time conflict: " + first.v() + " is older than database basis");
        }
        if (stated.size() > 1) {
            throw Anomaly.incorrect(
                    "multiple-tx-instants",
                    "Time conflict: :db/txInstant must be stated once: " + first.v() + ", "
                            + stated.get(1).v());
        }
        return first.added() ? first : present;
    }
}
