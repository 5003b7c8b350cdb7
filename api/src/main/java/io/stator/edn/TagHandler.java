package io.stator.edn;

import org.jspecify.annotations.Nullable;

/**
 * Makes the value of a tagged literal. It is called by the thread that reads; options that several threads use must have handlers that allow it.
 *
 * <p>The reader waits for it.
 */
@FunctionalInterface
public interface TagHandler {
    /**
     * Returns the value of {@code #tag form}; a runtime exception rejects the form.
     *
     * @throws RuntimeException to reject the form; it becomes the cause of an {@link EdnException} with the place of the tag
     */
    @Nullable
    Object value(@Nullable Object form);
}
