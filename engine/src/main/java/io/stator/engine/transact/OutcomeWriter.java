package io.stator.engine.transact;

import io.stator.engine.datom.EntityIds;
import io.stator.engine.datom.Fact;
import io.stator.engine.schema.AttributeInfo;
import io.stator.engine.schema.SystemIds;
import java.util.ArrayList;
import java.util.List;

/** Makes the outcome of statements: what of them is not so before, and what that replaces; not thread-safe. */
final class OutcomeWriter {
    private final Basis basis;
    private final Statements statements;
    private final Entities entities;
    private final Composites composites;
    private final List<Fact> facts = new ArrayList<>();
    private final List<Fact> unique = new ArrayList<>();
    private final List<Fact> schema = new ArrayList<>();
    private final FactTable retracted = new FactTable(FactTable.Key.ALL);

    private OutcomeWriter(Basis basis, Statements statements, Entities entities) {
        this.basis = basis;
        this.statements = statements;
        this.entities = entities;
        this.composites = new Composites(basis, statements, this);
    }

    /** Returns what changes the database; throws when the instant of the transaction cannot be the one that is stated. */
    static Outcome write(Basis basis, Statements statements, Entities entities, long clockMillis) {
        OutcomeWriter writer = new OutcomeWriter(basis, statements, entities);
        Fact instant = statements.instant().check(clockMillis);
        writer.append(instant);
        writer.writeAll();
        return new Outcome(basis, instant, writer.facts, writer.unique, writer.schema, writer.retracted);
    }

    private void writeAll() {
        for (Fact fact : statements.facts()) {
            basis.step();
            AttributeInfo attribute = basis.schema.installed(fact.a);
            composites.touch(fact);
            if (!fact.added()) {
                Fact known = basis.find(fact);
                if (known != null) {
                    retract(known);
                }
            } else if (!basis.isAllocated(fact.e)) {
                add(fact, attribute);
            } else if (attribute.many()) {
                if (basis.database.find(fact) == null) {
                    add(fact, attribute);
                }
            } else {
                replace(fact, attribute);
            }
        }
        composites.write();
    }

    private void replace(Fact fact, AttributeInfo attribute) {
        Fact present = basis.database.value(fact.e, fact.a);
        if (present == null) {
            add(fact, attribute);
        } else if (Fact.compareValues(present, fact) != 0) {
            add(fact, attribute);
            retract(present);
        }
    }

    /** Returns whether a fact, true before, is retracted so far. */
    boolean isRetracted(Fact fact) {
        return retracted.find(fact) != null;
    }

    /** Adds a fact that is not true before. */
    void add(Fact fact, AttributeInfo attribute) {
        if (attribute.isUnique()) {
            unique.add(fact);
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
    private void append(Fact fact) {
        boolean described = EntityIds.partition(fact.e) == EntityIds.PARTITION_DB;
        if (described || SystemIds.isDefining(fact.a)) {
            if (fact.a < SystemIds.FIRST_USER_ATTRIBUTE && Basis.isBoot(fact.e)) {
                throw TransactionErrors.bootDatom(basis, fact, entities.byName());
            }
            schema.add(fact);
        }
        basis.step();
        facts.add(fact);
        if (facts.size() > TransactionLimits.DATOMS_COUNTED_MAX) {
            throw TransactionErrors.tooLarge(facts.size());
        }
    }
}
