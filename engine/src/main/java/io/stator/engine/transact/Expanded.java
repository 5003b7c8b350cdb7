package io.stator.engine.transact;

/**
 * What the forms of a transaction stand for; the first of its phases is over.
 *
 * @param operations the assertions and retractions, of entities some of which are tempids
 * @param tempids the tempids, which are no entities yet
 * @param placement what the forms say of where new entities are to be
 * @param isTransactionNamed whether the transaction's own tempid was used
 */
record Expanded(Operations operations, Tempids tempids, Placement placement, boolean isTransactionNamed) {}
