package io.stator.conformance;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One database of a {@link Candidate}; what it takes are EDN values, what it returns are plain ones: long, double, string, keyword, list, map, set.
 *
 * <p>Every method throws {@link Refusal} for an anomaly.
 */
interface Session {
    /** Returns the newest database value. */
    View db();

    /** Returns what a transaction did. */
    Report transact(@Nullable Object txData);

    /** Returns the database value once it has reached a t. */
    View sync(long t);

    /** Returns the transactions from start (inclusive) to end (exclusive), each a list of its t and a list of datoms. */
    List<?> log(@Nullable Object start, @Nullable Object end);

    /** Returns the rows (lists, or maps where the query names its columns) of a query; a {@link View} among the arguments is a database. */
    List<?> query(Object query, List<?> arguments, @Nullable Long offset, @Nullable Long limit);

    /** Returns the result of a query in the shape its find specification asks for. */
    @Nullable
    Object value(Object query, List<?> arguments);
}
