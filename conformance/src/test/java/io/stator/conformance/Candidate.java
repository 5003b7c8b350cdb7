package io.stator.conformance;

/** Something the cases can be run against: one of our implementations, or Datomic. */
interface Candidate extends AutoCloseable {
    /** Returns the name shown in test reports. */
    String name();

    /** Returns whether a scenario, by its name, is run; all are unless a candidate takes long for each. */
    default boolean runs(String scenario) {
        return true;
    }

    /** Returns a session on a new, empty database. */
    Session begin();

    @Override
    void close();
}
