package io.stator.engine.transact;

import io.stator.Anomaly;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.spi.SimilarNames;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calls functions by their names. */
final class Calls {
    private static final Keyword FUNCTION = Keyword.of("stator", "function");

    private Calls() {}

    /**
     * Returns the value of a function. Whatever it throws, errors included, ends the transaction alone.
     *
     * @throws Anomaly when there is no such function, the one it throws itself, or a fault for anything else it throws
     */
    static @Nullable Object call(
            NamedFunctions functions, FunctionUse use, Symbol name, List<@Nullable Object> arguments) {
        if (name.namespace() == null) {
            throw new Anomaly.Forbidden(
                    "'" + name + "' is not allowed: a function must have a name with a namespace", Map.of(), null);
        }
        NamedFunction function = functions.find(use, name);
        if (function == null) {
            throw new Anomaly.NotFound(
                    "Unable to resolve '" + name + "': register it with Functions." + registration(use)
                            + ", or allow it with Functions.allowClojure"
                            + SimilarNames.hint(name, functions.names(use)),
                    Map.of(FUNCTION, name),
                    null);
        }
        try {
            return function.call(arguments);
        } catch (Anomaly anomaly) {
            throw anomaly;
        } catch (Throwable failed) {
            throw new Anomaly.Fault(
                    "function " + name + " failed: " + failed.getClass().getSimpleName()
                            + (failed.getMessage() == null ? "" : ": " + failed.getMessage()),
                    Map.of(FUNCTION, name),
                    failed);
        }
    }

    private static String registration(FunctionUse use) {
        return switch (use) {
            case TRANSACTION -> "withTransactionFunction";
            case ATTRIBUTE_PREDICATE -> "withAttributePredicate";
            case ENTITY_PREDICATE -> "withEntityPredicate";
        };
    }
}
