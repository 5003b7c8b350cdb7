package io.stator.engine.query.function;

import org.jspecify.annotations.Nullable;

/** A value computed from the rows of one group, one after the other; for one thread. */
public interface Aggregate {
    /** What one that keeps the values takes for each row. */
    long COLLECTED_BYTES = 48;

    /** Takes the value of one more row. */
    void add(@Nullable Object value);

    /** Takes the value of one more row, a long. */
    default void addLong(long value) {
        add(value);
    }

    /** Takes the values of some more rows, all of them longs. */
    default void addLongs(long[] values, int from, int to) {
        for (int i = from; i < to; i++) {
            addLong(values[i]);
        }
    }

    /** Returns about how many bytes it takes for each row. */
    default long bytesARow() {
        return COLLECTED_BYTES;
    }

    /** Returns the value of the group; called once, after at least one row. */
    @Nullable
    Object result();
}
