package io.stator.engine.transact;

import io.stator.engine.database.Counters;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.datom.Fact;
import java.util.ArrayList;
import java.util.List;

/** What a transaction changes, once it is allowed as far as that can be told without the database after it: its fifth phase. */
final class Accepted {
    private final Basis basis;
    private final Statements statements;
    private final SchemaChange schema;
    private final List<Fact> facts;
    private final Counters counters;

    private Accepted(Basis basis, Statements statements, SchemaChange schema, List<Fact> facts, Counters counters) {
        this.basis = basis;
        this.statements = statements;
        this.schema = schema;
        this.facts = facts;
        this.counters = counters;
    }

    /** Returns an outcome that is allowed; throws when it is not. */
    static Accepted check(Basis basis, Entities entities, Statements statements, Outcome outcome) {
        entities.checkHolders();
        outcome.checkUnique();
        SchemaChange schema =
                SchemaChange.check(basis, outcome, statements.directives().partitions());
        List<Fact> facts = outcome.facts();
        if (!schema.markers().isEmpty()) {
            facts = new ArrayList<>(facts);
            facts.addAll(schema.markers());
        }
        if (facts.size() > TransactionLimits.DATOMS_MAX) {
            throw TransactionErrors.tooLarge(facts.size());
        }
        basis.checkTime();
        Counters counters =
                new Counters(basis.t, entities.nextEntity(), entities.nextAttribute(), outcome.instant().bits);
        return new Accepted(basis, statements, schema, List.copyOf(facts), counters);
    }

    /** Returns all facts of the transaction. */
    List<Fact> facts() {
        return facts;
    }

    /** Returns the database after; throws when it, or what was said to make it, does not satisfy the schema or predicates. */
    DatabaseValue apply(NamedFunctions functions) {
        DatabaseValue after = basis.database.plus(facts, counters, basis::checkTime);
        schema.checkValues(after);
        Predicates predicates = new Predicates(basis, functions);
        if (!basis.isRebuilding()) {
            predicates.checkValues(statements.predicated());
        }
        predicates.checkEntities(after, statements.directives().ensured());
        return after;
    }
}
