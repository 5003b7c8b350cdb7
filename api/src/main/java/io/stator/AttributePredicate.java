package io.stator;

/**
 * What every value of an attribute must satisfy that names it under {@code :db.attr/preds}; called by the thread that
 * writes the database, so it should be quick and depend on the value alone.
 *
 * <p>All transactions of the database wait while it runs.
 */
@FunctionalInterface
public interface AttributePredicate {
    /**
     * Returns whether a value, in the class that its value type has, may be asserted.
     *
     * @throws Anomaly to end the transaction with this anomaly, see {@link Anomaly#cancel}; whatever else is thrown ends it as an {@link Anomaly.Fault}
     */
    boolean test(Object value);
}
