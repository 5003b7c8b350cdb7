package io.stator.engine.clojure;

import io.stator.Anomaly;
import io.stator.Database;
import io.stator.Functions;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.engine.program.FunctionBridge;
import io.stator.engine.program.FunctionFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The way to the functions of Clojure that a program allowed. Thread-safe.
 *
 * <p>They are given and return the data of Clojure, see {@link ClojureData}; a database is given as a {@link Database}
 * whose queries and pulls take and return that data too.
 */
public final class ClojureBridge implements FunctionBridge {
    private static final Keyword FUNCTION = Keyword.of("stator", "function");

    /** Creates one; called by the service loader. */
    public ClojureBridge() {}

    @Override
    public @Nullable Bridged find(Functions allowed, Symbol name) {
        if (allowed.allowedClojure().isEmpty()) {
            return null;
        }
        if (!allowed.allowsClojure(name)) {
            throw new Anomaly.Forbidden(
                    "'" + name + "' is not allowed: allow it with Functions.allowClojure(\"" + name
                            + "\"), or register a function of Java under this name",
                    Map.of(FUNCTION, name),
                    null);
        }
        ClojureRuntime runtime = ClojureRuntime.loaded();
        if (runtime == null) {
            throw new Anomaly.Unsupported(
                    "'" + name
                            + "' cannot be called, because Clojure is not on the class path: add org.clojure:clojure,"
                            + " or register a function of Java under this name",
                    Map.of(FUNCTION, name),
                    null);
        }
        Object function = resolve(runtime, name);
        return arguments -> call(runtime, name, function, arguments);
    }

    private static Object resolve(ClojureRuntime runtime, Symbol name) {
        Object function;
        try {
            function = runtime.resolve(name);
        } catch (ClassNotFoundException absent) {
            throw new Anomaly.NotFound(
                    "Unable to load namespace for " + name + ": " + absent.getMessage(),
                    Map.of(FUNCTION, name),
                    absent);
        } catch (Throwable broken) {
            throw new Anomaly.Fault(
                    "the namespace of " + name + " cannot be loaded: " + broken, Map.of(FUNCTION, name), broken);
        }
        if (function == null) {
            throw new Anomaly.NotFound("Unable to resolve '" + name + "'", Map.of(FUNCTION, name), null);
        }
        return function;
    }

    private static @Nullable Object call(
            ClojureRuntime runtime, Symbol name, Object function, List<? extends @Nullable Object> arguments) {
        ClojureData data = new ClojureData(runtime);
        try {
            List<@Nullable Object> given = new ArrayList<>(arguments.size());
            for (Object argument : arguments) {
                given.add(
                        argument instanceof Database database
                                ? new ClojureDatabase(database, data)
                                : data.toClojure(argument));
            }
            return data.fromClojure(runtime.apply(function, given));
        } catch (Anomaly anomaly) {
            throw anomaly;
        } catch (Throwable failed) {
            throw failure(data, name, failed);
        }
    }

    /** Returns what an exception of Clojure says: the anomaly in its data, or else a fault with its data. */
    private static Anomaly failure(ClojureData data, Symbol name, Throwable failed) {
        Map<Keyword, Object> details = data.dataOf(failed);
        if (details.get(Anomaly.CATEGORY) instanceof Keyword category) {
            for (Anomaly.Category known : Anomaly.Category.values()) {
                if (known.keyword().equals(category)) {
                    return known.anomaly(String.valueOf(failed.getMessage()), details, failed);
                }
            }
        }
        return FunctionFailure.fault(name, failed, details);
    }
}
