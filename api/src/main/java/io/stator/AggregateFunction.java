package io.stator;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An aggregate that queries call by name, as in {@code [:find ?artist (my.company/longest 3 ?title) ...]}.
 *
 * <p>The query waits for it: its time-out does not interrupt a call.
 */
@FunctionalInterface
public interface AggregateFunction {
    /**
     * Returns the value of a group.
     *
     * @param constants what stands before the variable
     * @param values the value of the variable in each row of the group, at least one
     * @throws Anomaly to end the query with this anomaly, see {@link Anomaly#cancel}; whatever else is thrown ends it as an {@link Anomaly.Fault}
     */
    @Nullable
    Object call(List<@Nullable Object> constants, List<@Nullable Object> values);
}
