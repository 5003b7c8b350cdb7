package io.stator.engine.copies;

import org.jspecify.annotations.Nullable;

/**
 * Which databases are restored, and how.
 *
 * @param database the name of the only one, or null for all
 * @param name the name it gets, or null for the one it has; for a single one only
 * @param lastT the t of the last transaction that is restored; negative for all
 * @param lastMillis the time after which no transaction is restored, in milliseconds; null for all
 * @param replaces whether databases that have the names may be replaced
 */
public record Restoration(
        @Nullable String database,
        @Nullable String name,
        long lastT,
        @Nullable Long lastMillis,
        boolean replaces) {
    /** The {@link #lastT} of one that restores all. */
    public static final long ALL = -1;
}
