package io.stator.engine.query.function;

import org.jspecify.annotations.Nullable;

/**
 * A function that queries may call. It must be pure: what it returns depends on its arguments alone.
 *
 * <p>Any exception it throws ends the query with an anomaly that names the clause.
 */
@FunctionalInterface
public interface EngineFunction {
    /** Returns the value for these arguments, which must not be changed; null for no value. */
    @Nullable
    Object call(FunctionContext context, @Nullable Object[] arguments);
}
