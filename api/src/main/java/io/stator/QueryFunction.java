package io.stator;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A function that queries call by name, as in {@code [(my.company/distance ?from ?to) ?km]}; it must depend on its
 * arguments alone.
 */
@FunctionalInterface
public interface QueryFunction {
    /** Returns the value for these arguments; null for no value. A {@link Database} is given for a data source. */
    @Nullable
    Object call(List<@Nullable Object> arguments);
}
