package io.stator.edn;

import org.jspecify.annotations.Nullable;

/**
 * A name with an optional namespace: a {@link Keyword} or a {@link Symbol}. Immutable.
 *
 * <p>Its methods never wait.
 */
public sealed interface Named permits Keyword, Symbol {
    /** Returns the part before the first slash, or null when there is none. Never fails. */
    @Nullable
    String namespace();

    /** Returns the part after the first slash, or the whole when there is no namespace. Never fails. */
    String name();

    /** Returns {@code namespace/name}, or only the name when there is no namespace. Never fails. */
    String qualifiedName();
}
