package io.stator.engine.program;

import io.stator.Functions;
import io.stator.edn.Symbol;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A way to functions in another language than Java, found through {@code ServiceLoader} as a {@link
 * io.stator.engine.query.function.FunctionModule} is. Thread-safe.
 */
public interface FunctionBridge {
    /** A function in another language, ready to be called. */
    interface Bridged {
        /** Returns the value of the function; both it and the arguments are values of this library, databases included. */
        @Nullable
        Object call(List<? extends @Nullable Object> arguments);
    }

    /**
     * Returns the function with a name, or null when a program allowed none of this language.
     *
     * @throws io.stator.Anomaly.Forbidden when others are allowed, but not this one
     * @throws io.stator.Anomaly.NotFound when it is allowed, but not there
     * @throws io.stator.Anomaly.Unsupported when the language is not on the class path
     */
    @Nullable
    Bridged find(Functions allowed, Symbol name);
}
