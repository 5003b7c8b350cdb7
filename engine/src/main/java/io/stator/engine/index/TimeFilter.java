package io.stator.engine.index;

/** Says which facts need not be looked at, by the times of many of them together. */
@FunctionalInterface
public interface TimeFilter {
    /**
     * Returns whether nobody wants any of some facts.
     *
     * @param firstT the t of the earliest of them
     * @param lastT the t of the latest
     */
    boolean rejects(long firstT, long lastT);
}
