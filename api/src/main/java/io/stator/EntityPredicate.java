package io.stator;

/**
 * What every entity must satisfy that a transaction ensures, with {@code :db/ensure}, to be as a spec says that names the
 * predicate under {@code :db.entity/preds}; called by the thread that writes the database, so it should be quick and
 * depend on its arguments alone.
 *
 * <p>All transactions of the database wait while it runs.
 */
@FunctionalInterface
public interface EntityPredicate {
    /**
     * Returns whether the transaction may leave the entity so.
     *
     * @param after the database with the transaction
     * @param entity the id of the entity
     * @throws Anomaly to end the transaction with this anomaly, see {@link Anomaly#cancel}; whatever else is thrown ends it as an {@link Anomaly.Fault}
     */
    boolean test(Database after, long entity);
}
