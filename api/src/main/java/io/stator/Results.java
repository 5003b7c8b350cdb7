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

    /** Returns these results without the first {@code count} items. */
    Results<T> offset(long count);

    /**
     * Returns at most {@code count} of these results; {@link #NO_LIMIT} for all. Unless told otherwise, queries and pulls
     * give all, while datoms, index ranges and transactions give {@link #DEFAULT_LIMIT}, as in the Client API.
     */
    Results<T> limit(long count);

    /** Returns these results computed and delivered in chunks of this size where they come in chunks. */
    Results<T> chunk(int size);

    /** Returns these results with a deadline, counted from the start of each use. */
    Results<T> timeout(Duration timeout);

    /** Returns these results with each item changed by a function. */
    <R> Results<R> map(Function<? super T, ? extends R> function);

    /**
     * Returns these results with each item as a record (rows by position, or by name when the query names its columns;
     * pulled entities by attribute name) or, for rows of one column, as the value itself.
     */
    <R> Results<R> as(Class<R> type);

    /** Returns all items, computed now. */
    List<T> list();

    /** Returns the first item, if any. */
    Optional<T> first();

    /** Returns an iterator over the items, computed as it goes where the source allows. */
    @Override
    Iterator<T> iterator();

    /** Returns the items as a stream, computed as it goes where the source allows. */
    default Stream<T> stream() {
        return StreamSupport.stream(spliterator(), false);
    }
}
