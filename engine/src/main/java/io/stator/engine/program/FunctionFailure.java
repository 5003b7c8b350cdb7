package io.stator.engine.program;

import io.stator.Anomaly;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of an exception that leaves a function of a program: an {@link Anomaly} is what the function has to say to
 * the caller of the query or transaction, anything else is a fault that names the function.
 */
public final class FunctionFailure {
    private static final Keyword FUNCTION = Keyword.of("stator", "function");

    private FunctionFailure() {}

    /** Returns what a call of a function of a program returns. */
    public static <T extends @Nullable Object> T guard(Symbol name, Callable<T> call) {
        try {
            return call.call();
        } catch (Anomaly anomaly) {
            throw anomaly;
        } catch (Throwable failed) {
            throw fault(name, failed, Map.of());
        }
    }

    /** Returns the fault of a function, with the data of its exception. */
    public static Anomaly fault(Symbol name, Throwable failed, Map<Keyword, ?> data) {
        if (failed instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        Map<Keyword, Object> details = new LinkedHashMap<>(data);
        details.put(FUNCTION, name);
        return new Anomaly.Fault(
                "function " + name + " failed: " + failed.getClass().getSimpleName()
                        + (failed.getMessage() == null ? "" : ": " + failed.getMessage()),
                details,
                failed);
    }
}
