package io.stator.engine.duel;

/** What there can be in a transaction that implementations are known to see differently. */
public enum Trait {
    /** The transaction's own entity is given a value of a unique identity. */
    IDENTITY_OF_TRANSACTION,
    /** The entity of an attribute is given a component. */
    COMPONENT_OF_ATTRIBUTE,
    /** The entity of an earlier transaction is given a component. */
    COMPONENT_OF_TRANSACTION,
    /** A unique attribute is given a decimal, or a part of a unique composite with one is said. */
    UNIQUE_DECIMAL,
    /** A tuple that may hold a decimal is given, or a part of a composite that may. */
    DECIMAL_IN_TUPLE,
    /** The entity of an attribute is given a decimal, or a tuple that may hold one. */
    DECIMAL_OF_ATTRIBUTE,
    /** Something is said of the entity of an attribute. */
    SAID_OF_ATTRIBUTE,
    /** The same unique identity is stated twice. */
    IDENTITY_TWICE,
    /** A temporary id or a map without an id has the unique identities of two entities. */
    CONTRADICTING_IDENTITIES,
    /** A unique attribute is given a negative zero. */
    UNIQUE_MINUS_ZERO,
    /** A property of an attribute is retracted. */
    PROPERTY_RETRACTED,
    /** An entity is retracted while an attribute that is no reference is a component. */
    COMPONENT_BY_VALUE,
    /** An attribute that is no reference is followed backwards. */
    REVERSE_OF_VALUE,
    /** There is a composite whose parts had other names when it was defined. */
    PART_RENAMED,
    /** A tuple is retracted. */
    TUPLE_RETRACTED,
    /** A value is not a number, or an attribute that is named has such a value. */
    NAN,
    /** A new entity is referred to, of which nothing is said itself; seen when the transaction is done. */
    UNSAID,
    /** A text is longer than allowed. */
    LONG_TEXT
}
