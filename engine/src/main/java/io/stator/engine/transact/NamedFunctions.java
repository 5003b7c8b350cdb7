package io.stator.engine.transact;

import io.stator.edn.Symbol;
import org.jspecify.annotations.Nullable;

/** Finds the functions that schema and transaction data name by symbols. */
@FunctionalInterface
public interface NamedFunctions {
    /** Returns the function with a qualified name, or null when there is none. */
    @Nullable
    NamedFunction find(Symbol name);

    /** Returns the predicates that are always there, such as {@code clojure.core/pos?}. */
    static NamedFunctions builtIn() {
        return BuiltInFunctions::find;
    }

    /** Returns these functions, and where they have none, the ones of another. */
    default NamedFunctions or(NamedFunctions others) {
        return name -> {
            NamedFunction own = find(name);
            return own != null ? own : others.find(name);
        };
    }
}
