package io.stator.engine.query.function;

import java.util.List;

/** Starts an aggregate for each group. */
@FunctionalInterface
public interface EngineAggregate {
    /**
     * Returns the aggregate of a group that has no rows yet.
     *
     * @param arguments what stands before the aggregated variable, such as the number in {@code (max 3 ?price)}
     */
    Aggregate start(FunctionContext context, List<?> arguments);

    /** Returns whether the value of a group is the number of its rows, whatever is in them. */
    default boolean isRowCount() {
        return false;
    }
}
