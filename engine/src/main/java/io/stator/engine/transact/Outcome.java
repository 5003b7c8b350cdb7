package io.stator.engine.transact;

import io.stator.edn.Keyword;
import io.stator.engine.datom.Fact;
import io.stator.engine.schema.AttributeInfo;
import io.stator.engine.schema.SystemIds;
import java.util.List;

/**
 * What a transaction changes, some of which may not be allowed; the fourth of its phases is over.
 *
 * @param instant the instant of the transaction
 * @param facts all facts in their order, the instant first
 * @param unique the new facts whose values must be unique
 * @param schema the facts about entities in the partition of schema, and the ones that only attributes may have
 * @param retracted the retractions
 */
record Outcome(Basis basis, Fact instant, List<Fact> facts, List<Fact> unique, List<Fact> schema, FactTable retracted) {
    /** Returns whether a fact, true before, is retracted. */
    boolean isRetracted(Fact fact) {
        return retracted.find(fact) != null;
    }

    /** Throws when a value that must be unique is held by another entity that keeps it. */
    void checkUnique() {
        for (Fact fact : unique) {
            basis.step();
            AttributeInfo attribute = basis.schema.installed(fact.a);
            if (isKnownFree(fact, attribute)) {
                continue;
            }
            Fact holder = basis.holder(fact.a, fact.v());
            if (holder != null && holder.e != fact.e && !isRetracted(holder)) {
                throw TransactionErrors.uniqueConflict(attribute, fact.v(), holder.e, fact.e);
            }
        }
        if (basis.schema.hasComposites()) {
            unique.stream().filter(fact -> fact.a == SystemIds.IDENT).forEach(this::checkName);
        }
    }

    /** Returns whether nobody can hold the value: the entity is new only because nobody was found when it was named. */
    private boolean isKnownFree(Fact fact, AttributeInfo attribute) {
        return attribute.isIdentity()
                && !attribute.isRef()
                && attribute.tuple() == null
                && fact.e != basis.tx
                && !basis.isAllocated(fact.e);
    }

    /** Throws when the name of a part of a composite is given to another entity. */
    private void checkName(Fact fact) {
        Keyword name = (Keyword) fact.v();
        Long owner = basis.database.identId(name);
        if (owner != null && owner != fact.e && isPart(owner)) {
            throw TransactionErrors.retargeted(basis, name, fact.e, owner);
        }
    }

    private boolean isPart(long e) {
        return basis.schema.attribute(e) != null
                && !basis.schema.compositesOf((int) e).isEmpty();
    }
}
