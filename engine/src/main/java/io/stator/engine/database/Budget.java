package io.stator.engine.database;

/** What a computation may need of time and memory; ends it by throwing when that is used up. */
@FunctionalInterface
public interface Budget {
    /** Throws when the time is over. */
    void check();

    /** Takes note that so many bytes more are kept until the computation ends, or less; throws when they are too many. */
    default void keep(long bytes) {}
}
