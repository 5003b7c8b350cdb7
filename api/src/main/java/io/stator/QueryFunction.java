package io.stator;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A function that queries call by name, as in {@code [(my.company/distance ?from ?to) ?km]}; it must depend on its
 * arguments alone.
 *
 * <p>The query waits for it: its time-out does not interrupt a call.
 */
@FunctionalInterface
public interface QueryFunction {
    /**
     * Returns the value for these arguments; null for no value. A {@link Database} is given for a data source.
     *
     * @throws Anomaly to end the query with this anomaly, see {@link Anomaly#cancel}; whatever else is thrown ends it as an {@link Anomaly.Fault}
     */
    @Nullable
    Object call(List<@Nullable Object> arguments);
}
