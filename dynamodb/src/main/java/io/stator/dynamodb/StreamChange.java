package io.stator.dynamodb;

/** What happened to an item. */
public enum StreamChange {
    /** It was put where none was. */
    INSERT,
    /** It was changed. */
    MODIFY,
    /** It was deleted. */
    REMOVE,
    /** Something this library does not know. */
    UNKNOWN
}
