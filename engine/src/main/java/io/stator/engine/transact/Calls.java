package io.stator.engine.transact;

import io.stator.Anomaly;
import io.stator.edn.Symbol;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calls functions by their names. */
final class Calls {
    private Calls() {}

    /**
     * Returns the value of a function.
     *
     * @throws Anomaly when there is no such function, the one it throws itself, or a fault for any other exception
     */
    static @Nullable Object call(NamedFunctions functions, Symbol name, List<@Nullable Object> arguments) {
        if (name.namespace() == null) {
            throw new Anomaly.Forbidden(
                    "'" + name + "' is not allowed: a function must have a name with a namespace", Map.of(), null);
        }
        NamedFunction function = functions.find(name);
        if (function == null) {
            throw new Anomaly.NotFound("Unable to resolve '" + name + "'", Map.of(), null);
        }
        try {
            return function.call(arguments);
        } catch (Anomaly anomaly) {
            throw anomaly;
        } catch (RuntimeException failed) {
            throw new Anomaly.Fault(
                    "function " + name + " failed: " + failed.getClass().getSimpleName() + ": " + failed.getMessage(),
                    Map.of(),
                    failed);
        }
    }
}
