package io.stator.engine.transact;

import io.stator.engine.datom.Fact;

/** Which entities a transaction gives the values that only one may have; not thread-safe. */
final class Claims {
    private final Basis basis;
    private final Entities entities;
    private final FactTable claimed = new FactTable(FactTable.Key.ATTRIBUTE_VALUE);

    Claims(Basis basis, Entities entities) {
        this.basis = basis;
        this.entities = entities;
    }

    /** Takes note that an entity is given a value that must be unique; throws when another one is given it too. */
    void claim(Fact fact) {
        Fact other = claimed.putIfAbsent(fact);
        if (other != null && other.e != fact.e) {
            throw TransactionErrors.datomsConflict(basis, other, fact, entities.byName());
        }
    }
}
