package io.stator.edn;

import org.jspecify.annotations.Nullable;

/** Makes the value of a tagged literal. */
@FunctionalInterface
public interface TagHandler {
    /** Returns the value of {@code #tag form}; a runtime exception rejects the form. */
    @Nullable
    Object value(@Nullable Object form);
}
