package io.stator.engine.transact;

import io.stator.edn.Keyword;
import io.stator.engine.datom.EntityIds;
import io.stator.engine.datom.Fact;
import io.stator.engine.schema.AttributeInfo;
import io.stator.engine.schema.SystemIds;
import java.util.ArrayList;
import java.util.List;

/** The facts a transaction adds and retracts, and which of them still have to be checked; not thread-safe. */
final class Outcome {
    private final Basis basis;
    private final Tempids tempids;
    private final List<Fact> facts = new ArrayList<>();
    private final List<Fact> unique = new ArrayList<>();
    private final List<Fact> schema = new ArrayList<>();
    private final FactTable retracted = new FactTable(FactTable.Key.ALL);
    private final FactTable claimed = new FactTable(FactTable.Key.ATTRIBUTE_VALUE);

    Outcome(Basis basis, Tempids tempids) {
        this.basis = basis;
        this.tempids = tempids;
    }

    /** Returns all facts in their order. */
    List<Fact> facts() {
        return facts;
    }

    /** Returns the facts about entities in the partition of schema, and the ones that only attributes may have. */
    List<Fact> schema() {
        return schema;
    }

    /** Returns whether a fact, true before, is retracted. */
    boolean isRetracted(Fact fact) {
        return retracted.find(fact) != null;
    }

    /** Takes note that an entity is given a value that must be unique; throws when another one is given it too. */
    void claim(Fact fact) {
        Fact other = claimed.putIfAbsent(fact);
        if (other != null && other.e != fact.e) {
            throw TransactionErrors.datomsConflict(basis, other, fact, tempids.report());
        }
    }

    /** Adds a fact that is not true before. */
    void add(Fact fact, AttributeInfo attribute) {
        if (attribute.isUnique()) {
            unique.add(fact);
        }
        append(fact);
    }

    /** Throws when the name of a part of a composite is given to another entity. */
    private void checkName(Fact fact) {
        Keyword name = (Keyword) fact.v();
        Long owner = basis.database.identId(name);
        if (owner != null && owner != fact.e && isPart(owner)) {
            throw TransactionErrors.retargeted(basis, name, fact.e, owner);
        }
    }

    /** Retracts a fact that is true before, once. */
    void retract(Fact known) {
        Fact retraction = known.in(basis.t, false);
        if (retracted.putIfAbsent(retraction) == null) {
            append(retraction);
        }
    }

    private boolean isPart(long e) {
        return basis.schema.attribute(e) != null
                && !basis.schema.compositesOf((int) e).isEmpty();
    }

    /** Adds a fact as it is. */
    void append(Fact fact) {
        boolean described = EntityIds.partition(fact.e) == EntityIds.PARTITION_DB;
        if (described || SystemIds.isDefining(fact.a)) {
            if (fact.a < SystemIds.FIRST_USER_ATTRIBUTE && Basis.isBoot(fact.e)) {
                throw TransactionErrors.bootDatom(basis, fact, tempids.report());
            }
            schema.add(fact);
        }
        basis.step();
        facts.add(fact);
        if (facts.size() > TransactionLimits.DATOMS_COUNTED_MAX) {
            throw TransactionErrors.tooLarge(facts.size());
        }
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
}
