package io.stator.conformance;

/** Something the cases can be run against: one of our implementations, or Datomic. */
interface Candidate extends AutoCloseable {
    /** Returns the name shown in test reports. */
    String name();

    /** Returns a session on a new, empty database. */
    Session begin();

    @Override
    void close();
}
