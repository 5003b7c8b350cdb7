package io.stator.engine.transact;

import io.stator.ValueType;
import io.stator.engine.datom.Fact;
import io.stator.engine.schema.AttributeInfo;

/** Checks that no two entities have the same value of a unique attribute after the transaction. */
final class UniqueCheck {
    private final Basis basis;
    private final Tempids tempids;
    private final Outcome outcome;

    UniqueCheck(Basis basis, Tempids tempids, Outcome outcome) {
        this.basis = basis;
        this.tempids = tempids;
        this.outcome = outcome;
    }

    void check() {
        FactTable given = new FactTable(FactTable.Key.ATTRIBUTE_VALUE);
        for (Fact fact : outcome.unique()) {
            Fact other = given.putIfAbsent(fact);
            if (other != null) {
                throw TransactionErrors.datomsConflict(other, fact, tempids.report());
            }
        }
        for (Fact fact : outcome.unique()) {
            AttributeInfo attribute = basis.schema.installed(fact.a);
            if (isKnownFree(fact, attribute)) {
                continue;
            }
            Fact holder = basis.holder(fact.a, fact.v());
            if (holder != null && holder.e != fact.e && !outcome.isRetracted(holder)) {
                throw TransactionErrors.uniqueConflict(attribute, fact.v(), holder.e, fact.e);
            }
        }
    }

    /** Returns whether nobody can hold the value: the entity is new only because nobody was found when it was named. */
    private boolean isKnownFree(Fact fact, AttributeInfo attribute) {
        return attribute.isIdentity()
                && attribute.type() != ValueType.REF
                && attribute.type() != ValueType.TUPLE
                && fact.e != basis.tx
                && !basis.isAllocated(fact.e);
    }
}
