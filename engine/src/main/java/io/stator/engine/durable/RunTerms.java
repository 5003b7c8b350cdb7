package io.stator.engine.durable;

/** How a run that puts facts into storage is to go, and who hears of it. */
@FunctionalInterface
public interface RunTerms {
    /** Returns whether it is to end before it is done; what it throws ends it, too. */
    boolean isStopped();

    /** Returns whether what is in storage and was not changed is put there anew, too, and what nothing has is deleted. */
    default boolean putsAll() {
        return false;
    }

    /** Returns whether the facts are those of the log, so that it does not matter whether earlier segments are damaged. */
    default boolean isOfLog() {
        return false;
    }

    /** Returns whether no other process reads, so that nothing is kept for one. */
    default boolean isAlone() {
        return false;
    }

    /** Takes note that so many more facts of all trees were looked at. */
    default void passed(long facts) {}

    /** Takes note that so many more bytes are in storage. */
    default void put(long bytes) {}
}
