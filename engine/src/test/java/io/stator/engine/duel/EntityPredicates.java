package io.stator.engine.duel;

import io.stator.edn.Symbol;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.index.Prefix;
import io.stator.engine.transact.FunctionUse;
import io.stator.engine.transact.NamedFunction;
import io.stator.engine.transact.NamedFunctions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The predicates of entities that random specs name: they count the facts of an entity. */
final class EntityPredicates {
    private static final long FEW = 3;

    /** The names of all, and of some that are not there. */
    static final List<Symbol> NAMES = List.of(
            Symbol.of("duel", "few"),
            Symbol.of("duel", "even"),
            Symbol.of("duel", "fails"),
            Symbol.of("duel", "absent"),
            Symbol.of("plain"));

    private EntityPredicates() {}

    /** Returns what a predicate says of an entity with so many facts; it holds when that is true. */
    static Object test(Symbol name, long facts) {
        return switch (name.name()) {
            case "few" -> facts <= FEW;
            case "even" -> facts % 2 == 0 ? (Object) true : "odd";
            default -> throw new IllegalArgumentException("no such predicate: " + name);
        };
    }

    /** Returns the error without a code that naming a predicate is, as a category, or null. */
    static @Nullable String failure(Symbol name) {
        return switch (name.name()) {
            case "few", "even" -> null;
            case "fails" -> "fault";
            case "absent" -> "not-found";
            default -> "forbidden";
        };
    }

    /** Returns the predicates as the engine is given them, beside the ones it has. */
    static NamedFunctions functions() {
        NamedFunctions own = (use, name) -> {
            boolean there = NAMES.contains(name) && !name.name().equals("absent");
            return use == FunctionUse.ENTITY_PREDICATE && there ? function(name) : null;
        };
        return own.or(NamedFunctions.builtIn());
    }

    private static NamedFunction function(Symbol name) {
        return arguments -> {
            DatabaseValue after = (DatabaseValue) arguments.get(0);
            return test(name, after.estimate(Prefix.entity((Long) arguments.get(1))));
        };
    }
}
