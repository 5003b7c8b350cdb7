package io.stator;

/**
 * What every value of an attribute must satisfy that names it under {@code :db.attr/preds}; called by the thread that
 * writes the database, so it should be quick and depend on the value alone.
 */
@FunctionalInterface
public interface AttributePredicate {
    /** Returns whether a value, in the class that its value type has, may be asserted. */
    boolean test(Object value);
}
