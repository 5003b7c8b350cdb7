package io.stator.engine.transact;

import io.stator.Anomaly;
import io.stator.engine.database.Counters;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.database.Excision;
import io.stator.engine.datom.Fact;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Transactions as a pure function.
 *
 * <p>The forms are expanded to assertions and retractions, whose names mean what they mean in the database before;
 * tempids find their entities; conflicts and repetitions are settled; what remains is what changes the database, and it
 * is checked against the database after.
 */
public final class Transactor {
    private Transactor() {}

    /**
     * Returns what a transaction makes of a database.
     *
     * @param before the database; through its filters of time lookup refs and functions look, and what is retracted without naming a
     *     value is found, but what the transaction changes is all there is
     * @param forms list forms, map forms, and calls of functions; null is none
     * @param clockMillis the present time; an earlier time than that of the last transaction counts as that
     * @throws Anomaly when the transaction is not valid: then nothing happens
     */
    public static TxResult transact(
            DatabaseValue before, @Nullable Collection<?> forms, long clockMillis, NamedFunctions functions) {
        return transact(before, forms, clockMillis, functions, () -> false);
    }

    /**
     * Returns what a transaction makes of a database, unless it takes too long.
     *
     * @param over tells whether there is no time left; asked again and again
     * @throws Anomaly.Unavailable when there is none
     */
    public static TxResult transact(
            DatabaseValue before,
            @Nullable Collection<?> forms,
            long clockMillis,
            NamedFunctions functions,
            BooleanSupplier over) {
        Basis basis = new Basis(before, over);
        Tempids tempids = new Tempids();
        Names names = new Names(basis, tempids);
        Operations operations = new Operations(basis);
        Placement placement = new Placement(basis, names, tempids);
        if (forms != null) {
            new Expansion(basis, names, tempids, operations, placement, functions).expandAll(forms);
        }
        Entities entities = new Entities(basis, tempids, operations, placement);
        entities.checkEntities();
        entities.resolve();
        Outcome outcome = new Outcome(basis, tempids);
        Statements statements = new Statements(basis, tempids, operations, outcome);
        statements.read();
        Fact instant = statements.instant().check(clockMillis);
        outcome.append(instant);
        statements.write();
        entities.checkHolders();
        outcome.checkUnique();
        SchemaChange schema = new SchemaChange(basis, outcome);
        schema.check(statements.directives().partitions());
        if (outcome.facts().size() > TransactionLimits.DATOMS_MAX) {
            throw TransactionErrors.tooLarge(outcome.facts().size());
        }
        basis.checkTime();
        Counters next = new Counters(basis.t, entities.nextEntity(), entities.nextAttribute(), instant.bits);
        List<Fact> facts = List.copyOf(outcome.facts());
        DatabaseValue after = basis.database.plus(facts, next);
        schema.checkValues(after);
        Predicates predicates = new Predicates(basis, functions);
        predicates.checkValues(statements.predicated());
        predicates.checkEntities(after, statements.directives().ensured());
        Map<Object, Long> report = tempids.report();
        if (names.isTransactionNamed()) {
            Map<Object, Long> named = new LinkedHashMap<>(report);
            named.put(Names.transaction(), basis.tx);
            report = Collections.unmodifiableMap(named);
        }
        ExcisionCheck.check(after, facts);
        Excision.Result excised = Excision.apply(after, facts, basis::step);
        return new TxResult(excised.database(), facts, report, excised.removed(), excised.remains());
    }
}
