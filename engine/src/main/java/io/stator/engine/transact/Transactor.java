package io.stator.engine.transact;

import io.stator.Anomaly;
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
 * <p>It has phases, each of which is a type that only the one before can make: the forms are {@link Expanded} to assertions
 * and retractions, whose names mean what they mean in the database before; tempids find their {@link Entities}; {@link
 * Statements} are free of conflicts and repetitions; what remains is the {@link Outcome}; one that is {@link
 * Accepted} makes the database after, which is checked in its turn.
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
        Expanded expanded = Expansion.expand(basis, forms, functions);
        Entities entities = Entities.find(basis, expanded);
        Statements statements = Statements.read(basis, expanded.operations(), entities);
        Outcome outcome = OutcomeWriter.write(basis, statements, entities, clockMillis);
        Accepted accepted = Accepted.check(basis, entities, statements, outcome);
        DatabaseValue after = accepted.apply(functions);
        List<Fact> facts = accepted.facts();
        ExcisionCheck.check(after, facts);
        Excision.Result excised = Excision.apply(after, facts, basis::step);
        return new TxResult(
                excised.database(), facts, report(basis, expanded, entities), excised.removed(), excised.remains());
    }

    private static Map<Object, Long> report(Basis basis, Expanded expanded, Entities entities) {
        if (!expanded.isTransactionNamed()) {
            return entities.byName();
        }
        Map<Object, Long> named = new LinkedHashMap<>(entities.byName());
        named.put(Identifiers.transaction(), basis.tx);
        return Collections.unmodifiableMap(named);
    }
}
