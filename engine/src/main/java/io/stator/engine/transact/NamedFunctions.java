package io.stator.engine.transact;

import io.stator.edn.Symbol;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the functions that schema and transaction data name by symbols. */
@FunctionalInterface
public interface NamedFunctions {
    /**
     * Returns the function with a qualified name, or null when there is none.
     *
     * @throws io.stator.Anomaly when there is one that may not or cannot be called
     */
    @Nullable
    NamedFunction find(FunctionUse use, Symbol name);

    /** Returns the names of functions that are known before they are asked for, to tell who mistyped one. */
    default Collection<Symbol> names(FunctionUse use) {
        return List.of();
    }

    /** Returns the predicates that are always there, such as {@code clojure.core/pos?}. */
    static NamedFunctions builtIn() {
        return (use, name) -> use == FunctionUse.ATTRIBUTE_PREDICATE ? BuiltInFunctions.find(name) : null;
    }

    /** Returns these functions where they are the built-in ones; whoever asks for another one is thrown {@link BeyondBuiltIn}. */
    default NamedFunctions onlyBuiltIn() {
        NamedFunctions builtIn = builtIn();
        return (use, name) -> {
            NamedFunction found = builtIn.find(use, name);
            if (found == null || found != find(use, name)) {
                throw BeyondBuiltIn.THROWN;
            }
            return found;
        };
    }

    /** Returns these functions, and where they have none, the ones of another. */
    default NamedFunctions or(NamedFunctions others) {
        NamedFunctions first = this;
        return new NamedFunctions() {
            @Override
            public @Nullable NamedFunction find(FunctionUse use, Symbol name) {
                NamedFunction own = first.find(use, name);
                return own != null ? own : others.find(use, name);
            }

            @Override
            public Collection<Symbol> names(FunctionUse use) {
                List<Symbol> names = new ArrayList<>(first.names(use));
                names.addAll(others.names(use));
                return names;
            }
        };
    }
}
