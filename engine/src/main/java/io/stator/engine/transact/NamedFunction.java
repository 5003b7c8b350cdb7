package io.stator.engine.transact;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A function that schema or transaction data call by name. */
@FunctionalInterface
public interface NamedFunction {
    /** Returns the function's value for the arguments that its {@link FunctionUse} says. */
    @Nullable
    Object call(List<@Nullable Object> arguments);
}
