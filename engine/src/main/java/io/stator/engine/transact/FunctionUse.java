package io.stator.engine.transact;

/** What a function that schema or transaction data name is called for. */
public enum FunctionUse {
    /** It is given the database before the transaction and the arguments of the call, and returns forms. */
    TRANSACTION,
    /** It is given a value, and must return true. */
    ATTRIBUTE_PREDICATE,
    /** It is given the database after the transaction and the id of an entity, and must return true. */
    ENTITY_PREDICATE
}
