package io.stator;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A lazy, repeatable answer: nothing is computed before it is used, and each use computes it anew.
 *
 * <p>Immutable and thread-safe; the methods that change an option return a new value.
 *
 * @param <T> the type of an item
 */
public interface Results<T> extends Iterable<T> {
    /** The limit that means no limit. */
    long NO_LIMIT = -1;

    /** The limit of datoms, index ranges and transactions unless told otherwise. */
    long DEFAULT_LIMIT = 1000;

    /** The number of items in a chunk unless told otherwise. */
    int DEFAULT_CHUNK = 1000;

    /**
     * Returns these results without the first {@code count} items.
     *
     * <p>Never waits.
     *
     * @throws Anomaly.Incorrect when the count is negative
     */
    Results<T> offset(long count);

    /**
     * Returns at most {@code count} of these results; {@link #NO_LIMIT} for all. Unless told otherwise, queries and pulls
     * give all, while datoms, index ranges and transactions give {@link #DEFAULT_LIMIT}, as in the Client API.
     *
     * <p>Never waits.
     *
     * @throws Anomaly.Incorrect when the count is less than -1
     */
    Results<T> limit(long count);

    /**
     * Returns these results computed and delivered in chunks of this size where they come in chunks.
     *
     * <p>Never waits.
     *
     * @throws Anomaly.Incorrect when the size is not positive
     */
    Results<T> chunk(int size);

    /**
     * Returns these results with a deadline, counted from the start of each use.
     *
     * <p>Never waits.
     *
     * @throws Anomaly.Incorrect when the time-out is negative
     */
    Results<T> timeout(Duration timeout);

    /**
     * Returns these results with each item changed by a function.
     *
     * <p>Never waits; what the function throws comes out where the results are used.
     */
    <R> Results<R> map(Function<? super T, ? extends R> function);

    /**
     * Returns these results with each item as a record (rows by position, or by name when the query names its columns;
     * pulled entities by attribute name) or, for rows of one column, as the value itself.
     *
     * <p>Never waits.
     *
     * @throws Anomaly.Incorrect when the results are used and an item does not fit the type
     */
    <R> Results<R> as(Class<R> type);

    /**
     * Returns all items, computed now.
     *
     * <p>Computes at once, no longer than the time-out; waits for nothing but storage.
     *
     * @throws Anomaly whatever is wrong with the computation, see where the results come from; {@link Anomaly.Unavailable}
     *     when the time is over
     */
    List<T> list();

    /**
     * Returns the first item, if any.
     *
     * <p>Computes at once, no longer than the time-out; waits for nothing but storage.
     *
     * @throws Anomaly whatever is wrong with the computation, see where the results come from; {@link Anomaly.Unavailable}
     *     when the time is over
     */
    Optional<T> first();

    /**
     * Returns an iterator over the items, computed as it goes where the source allows.
     *
     * <p>Computes, and fails, as it goes; waits for nothing but storage.
     *
     * @throws Anomaly whatever is wrong with the computation, see where the results come from; {@link Anomaly.Unavailable}
     *     when the time is over
     */
    @Override
    Iterator<T> iterator();

    /**
     * Returns the items as a stream, computed as it goes where the source allows.
     *
     * <p>Computes, and fails, as it goes; waits for nothing but storage.
     *
     * @throws Anomaly whatever is wrong with the computation, see where the results come from; {@link Anomaly.Unavailable}
     *     when the time is over
     */
    default Stream<T> stream() {
        return StreamSupport.stream(spliterator(), false);
    }
}
