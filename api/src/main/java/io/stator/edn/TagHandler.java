package io.stator.edn;

import org.jspecify.annotations.Nullable;

/** Makes the value of a tagged literal. It is called by the thread that reads; options that several threads use must have handlers that allow it. */
@FunctionalInterface
public interface TagHandler {
    /** Returns the value of {@code #tag form}; a runtime exception rejects the form. */
    @Nullable
    Object value(@Nullable Object form);
}
