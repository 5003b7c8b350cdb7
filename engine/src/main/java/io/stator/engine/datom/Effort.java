package io.stator.engine.datom;

/** Is told of work whose amount depends on data, and ends it by throwing when it has become too much. */
@FunctionalInterface
public interface Effort {
    /** Takes any amount of work. */
    Effort UNLIMITED = count -> {};

    /** Takes note of some more steps, each about as long as looking at one element of a list. */
    void steps(long count);
}
