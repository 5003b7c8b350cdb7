package io.stator.engine.duel;

/** What there can be in a transaction that implementations are known to see differently. */
public enum Trait {
    /** The transaction's own entity is given a value of a unique identity. */
    IDENTITY_OF_TRANSACTION,
    /** The entity of an attribute is given a component. */
    COMPONENT_OF_ATTRIBUTE,
    /** A unique attribute is given a decimal. */
    UNIQUE_DECIMAL,
    /** The entity of an attribute is given a decimal, or a tuple that may hold one. */
    DECIMAL_OF_ATTRIBUTE,
    /** Something is said of the entity of an attribute. */
    SAID_OF_ATTRIBUTE,
    /** The same unique identity is stated twice. */
    IDENTITY_TWICE,
    /** A property of an attribute is retracted with its value. */
    PROPERTY_RETRACTED,
    /** A tuple is retracted. */
    TUPLE_RETRACTED,
    /** A value is not a number. */
    NAN,
    /** A text is longer than allowed. */
    LONG_TEXT
}
