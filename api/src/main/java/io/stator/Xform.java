package io.stator;

import org.jspecify.annotations.Nullable;

/**
 * A function that a pull pattern applies to what it selected, as in {@code [:movie/title :xform my.company/shorten]}.
 *
 * <p>The pull waits for it: its time-out does not interrupt a call.
 */
@FunctionalInterface
public interface Xform {
    /**
     * Returns what is to stand in the result, or null for nothing.
     *
     * @param value the whole value: a list when there are many, null when there is none
     * @throws Anomaly to end the pull with this anomaly, see {@link Anomaly#cancel}; whatever else is thrown ends it as an {@link Anomaly.Fault}
     */
    @Nullable
    Object apply(@Nullable Object value);
}
