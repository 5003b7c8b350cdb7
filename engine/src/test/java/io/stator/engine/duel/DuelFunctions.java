package io.stator.engine.duel;

import io.stator.edn.Symbol;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.index.Prefix;
import io.stator.engine.transact.FunctionUse;
import io.stator.engine.transact.NamedFunction;
import io.stator.engine.transact.NamedFunctions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The functions that random schemas and transactions name: predicates of entities, which count facts, and one that returns what it is given. */
final class DuelFunctions {
    private static final long FEW = 3;

    /** The name of the function whose arguments are the forms that it returns. */
    static final Symbol FORMS = Symbol.of("duel", "forms");

    /** The names of all predicates, and of some that are not there. */
    static final List<Symbol> NAMES = List.of(
            Symbol.of("duel", "few"),
            Symbol.of("duel", "even"),
            Symbol.of("duel", "fails"),
            Symbol.of("duel", "absent"),
            Symbol.of("plain"));

    private DuelFunctions() {}

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

    /** Returns the functions as the engine is given them, beside the ones it has. */
    static NamedFunctions functions() {
        NamedFunctions own = (use, name) -> {
            if (use == FunctionUse.TRANSACTION) {
                return name.equals(FORMS) ? arguments -> arguments.subList(1, arguments.size()) : null;
            }
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
