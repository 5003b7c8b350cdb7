package io.stator.engine.query.function;

import org.jspecify.annotations.Nullable;

/** A value computed from the rows of one group, one after the other; for one thread. */
public interface Aggregate {
    /** Takes the value of one more row. */
    void add(@Nullable Object value);

    /** Takes the value of one more row, a long. */
    default void addLong(long value) {
        add(value);
    }

    /** Takes the value of one more row, a double. */
    default void addDouble(double value) {
        add(value);
    }

    /** Returns the value of the group; called once, after at least one row. */
    @Nullable
    Object result();
}
