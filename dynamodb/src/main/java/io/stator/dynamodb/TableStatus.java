package io.stator.dynamodb;

import org.jspecify.annotations.Nullable;

/** The states of a table or of an index. */
public enum TableStatus {
    /** It is being made and cannot be used yet. */
    CREATING,
    /** It is being changed; its items can be used. */
    UPDATING,
    /** It is being deleted. */
    DELETING,
    /** It can be used. */
    ACTIVE,
    /** Its encryption key cannot be used. */
    INACCESSIBLE_ENCRYPTION_CREDENTIALS,
    /** It is being archived because its encryption key cannot be used. */
    ARCHIVING,
    /** It was archived because its encryption key could not be used. */
    ARCHIVED,
    /** The replica has no permission to replicate. */
    REPLICATION_NOT_AUTHORIZED,
    /** A state this library does not know. */
    UNKNOWN;

    static TableStatus of(@Nullable String name) {
        for (TableStatus each : values()) {
            if (each.name().equals(name)) {
                return each;
            }
        }
        return UNKNOWN;
    }
}
