package io.stator;

import org.jspecify.annotations.Nullable;

/** A function that a pull pattern applies to what it selected, as in {@code [:movie/title :xform my.company/shorten]}. */
@FunctionalInterface
public interface Xform {
    /**
     * Returns what is to stand in the result, or null for nothing.
     *
     * @param value the whole value: a list when there are many, null when there is none
     */
    @Nullable
    Object apply(@Nullable Object value);
}
