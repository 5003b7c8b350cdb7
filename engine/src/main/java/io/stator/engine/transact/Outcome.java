package io.stator.engine.transact;

import io.stator.engine.datom.EntityIds;
import io.stator.engine.datom.Fact;
import io.stator.engine.schema.AttributeInfo;
import io.stator.engine.schema.SystemIds;
import java.util.ArrayList;
import java.util.List;

/** The facts a transaction adds and retracts, and which of them still have to be checked; not thread-safe. */
final class Outcome {
    private final Basis basis;
    private final List<Fact> facts = new ArrayList<>();
    private final List<Fact> unique = new ArrayList<>();
    private final List<Fact> predicated = new ArrayList<>();
    private final List<Fact> schema = new ArrayList<>();
    private final FactTable retracted = new FactTable(FactTable.Key.ALL);

    Outcome(Basis basis) {
        this.basis = basis;
    }

    /** Returns all facts in their order. */
    List<Fact> facts() {
        return facts;
    }

    /** Returns the assertions whose values must be unique. */
    List<Fact> unique() {
        return unique;
    }

    /** Returns the assertions whose values must satisfy predicates. */
    List<Fact> predicated() {
        return predicated;
    }

    /** Returns the facts about entities in the partition of schema. */
    List<Fact> schema() {
        return schema;
    }

    /** Returns whether a fact, true before, is retracted. */
    boolean isRetracted(Fact fact) {
        return retracted.find(fact) != null;
    }

    /** Adds a fact that is not true before. */
    void add(Fact fact, AttributeInfo attribute) {
        if (attribute.isUnique()) {
            unique.add(fact);
        }
        if (!attribute.predicates().isEmpty()) {
            predicated.add(fact);
        }
        append(fact);
    }

    /** Retracts a fact that is true before, once. */
    void retract(Fact known) {
        Fact retraction = known.in(basis.t, false);
        if (retracted.putIfAbsent(retraction) == null) {
            append(retraction);
        }
    }

    /** Adds a fact as it is. */
    void append(Fact fact) {
        if (EntityIds.partition(fact.e) == EntityIds.PARTITION_DB) {
            if (fact.e < SystemIds.FIRST_USER_ATTRIBUTE && fact.a < SystemIds.FIRST_USER_ATTRIBUTE) {
                throw TransactionErrors.bootDatom(basis, fact);
            }
            schema.add(fact);
        }
        facts.add(fact);
    }
}
