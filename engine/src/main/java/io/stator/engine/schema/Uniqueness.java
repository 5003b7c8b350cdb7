package io.stator.engine.schema;

/** Whether two entities may have the same value. */
public enum Uniqueness {
    /** They may. */
    NONE,
    /** They may not. */
    VALUE,
    /** They may not, and asserting a known value means the entity that has it. */
    IDENTITY
}
