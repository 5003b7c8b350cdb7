package io.stator.engine.query.run;

import io.stator.edn.Symbol;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.query.function.FunctionContext;
import io.stator.engine.query.limit.Guard;
import io.stator.engine.query.plan.BindingPatterns;
import io.stator.engine.query.plan.RulePrograms;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What all parts of one run of a query share.
 *
 * @param sources the sources by number: databases, or anything that has rows
 * @param named the inputs with names that are neither variables nor sources
 * @param guard the limits
 * @param functions what functions may ask
 * @param programs the rules that are run by themselves
 * @param bindingPatterns what can run when
 * @param tally counts what the clauses do; null when nobody asks
 * @param tables the tables of the recursive rules whose bodies are being run, with rows that failed; or null
 */
record Context(
        @Nullable Object[] sources,
        Map<Symbol, @Nullable Object> named,
        Guard guard,
        FunctionContext functions,
        RulePrograms programs,
        BindingPatterns bindingPatterns,
        @Nullable Tally tally,
        @Nullable FailingRecursion tables) {
    Context with(@Nullable FailingRecursion others) {
        return new Context(sources, named, guard, functions, programs, bindingPatterns, tally, others);
    }

    boolean isDatabase(int source) {
        return sources[source] instanceof DatabaseValue;
    }

    DatabaseValue database(int source) {
        return ((DatabaseValue) Objects.requireNonNull(sources[source], "source")).watchedBy(guard);
    }
}
