package io.stator;

import io.stator.spi.Futures;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A lazy, repeatable answer: nothing is computed before it is used, and each use computes it anew.
 *
 * <p>Immutable and thread-safe; the methods that change an option return a new value.
 *
 * <p>The methods that return a future or a publisher never block the thread that calls them, be it that storage does not answer or
 * that a query takes long. They fail with the same anomalies as the others, never with an exception around one. What depends on
 * a future, a subscriber, and functions given to {@link #map} and {@link #forEachAsync} run in threads that are there for this, see
 * {@link Connection#transactAsync(TxData)}. Cancelling a future or a subscription stops the computation, and lets go of what it
 * holds.
 *
 * <pre>{@code
 * database.datoms(Index.AEVT, ":artist/name").limit(Results.NO_LIMIT).chunk(10_000)
 *         .forEachAsync(datom -> count(datom.v()))
 *         .thenRun(() -> tell());
 * }</pre>
 *
 * <p>In the manual: {@code docs/manual/java.md}, or {@code stator help manual java}.
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
     * Returns these results computed and delivered in chunks of at most this size where they come in chunks: {@link #chunks}, {@link
     * #publisher}, {@link #forEachAsync}, and whatever comes over a network. {@link #DEFAULT_CHUNK} unless told otherwise.
     *
     * <p>Never waits.
     *
     * @throws Anomaly.Incorrect when the size is not positive
     */
    Results<T> chunk(int size);

    /**
     * Returns these results with a deadline, counted from the start of each use; of a publisher and of {@link #forEachAsync} without
     * the time the receiver takes. Zero stands for none. Unless told otherwise it is the one of the client, for what is computed as a
     * whole (queries, and each pull), and for each look at storage; what is read from an index, datom by datom, may take as long as it
     * is wanted.
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
     * Returns these results with a name for what they read, under which {@link #measure} tells of it.
     *
     * <p>Never waits.
     *
     * @param context a keyword with a namespace, or a string such as {@code ":films/search"}
     * @throws Anomaly.Incorrect when it is something else
     */
    Results<T> ioContext(Object context);

    /**
     * Returns all items, computed now, with what computing them took.
     *
     * <p>Computes at once, no longer than the time-out; waits for nothing but storage.
     *
     * @throws Anomaly as {@link #list} does
     */
    Measured<T> measure();

    /**
     * Returns a future of all items, with what computing them took.
     *
     * <p>Never blocks; the future waits for the computation, no longer than the time-out. Cancelling it stops that.
     *
     * <p>The future fails with the anomalies that {@link #list} throws, {@link Anomaly.Busy} when too many calls wait.
     */
    CompletableFuture<Measured<T>> measureAsync();

    /**
     * Runs the query whose results these are, and returns what its clauses did: which order the planner chose, how many rows there were
     * after each, how many facts were read, and for how long.
     *
     * <p>Computes at once, no longer than the time-out; waits for nothing but storage.
     *
     * @throws Anomaly as {@link #list} does; {@link Anomaly.Incorrect} when these are no results of a query
     */
    default QueryStats explain() {
        return StatsOf.query(measure());
    }

    /**
     * Returns a future of what the clauses of the query did whose results these are.
     *
     * <p>Never blocks; the future waits for the computation, no longer than the time-out. Cancelling it stops that.
     *
     * <p>The future fails with the anomalies that {@link #explain} throws, {@link Anomaly.Busy} when too many calls wait.
     */
    default CompletableFuture<QueryStats> explainAsync() {
        return Futures.map(measureAsync(), StatsOf::query);
    }

    /**
     * Computes these results, and returns what was read for it.
     *
     * <p>Computes at once, no longer than the time-out; waits for nothing but storage.
     *
     * @throws Anomaly as {@link #list} does
     */
    default IoStats ioStats() {
        return measure().ioStats();
    }

    /**
     * Returns a future of what is read to compute these results.
     *
     * <p>Never blocks; the future waits for the computation, no longer than the time-out. Cancelling it stops that.
     *
     * <p>The future fails with the anomalies that {@link #list} throws, {@link Anomaly.Busy} when too many calls wait.
     */
    default CompletableFuture<IoStats> ioStatsAsync() {
        return Futures.map(measureAsync(), Measured::ioStats);
    }

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

    /**
     * Returns a future of all items.
     *
     * <p>Never blocks; the future waits for the computation, no longer than the time-out. Cancelling it stops that.
     *
     * <p>The future fails with the anomalies that {@link #list} throws, {@link Anomaly.Busy} when too many calls wait.
     */
    CompletableFuture<List<T>> listAsync();

    /**
     * Returns a future of the first item, if any.
     *
     * <p>Never blocks; the future waits for the computation, no longer than the time-out. Cancelling it stops that.
     *
     * <p>The future fails with the anomalies that {@link #first} throws, {@link Anomaly.Busy} when too many calls wait.
     */
    CompletableFuture<Optional<T>> firstAsync();

    /**
     * Hands each item to a consumer, one after the other, in threads that are there for what depends on futures. No more than one
     * chunk is computed ahead of it, so it sets the pace.
     *
     * <p>Never blocks; the future waits for the last item to be consumed. Cancelling it stops everything.
     *
     * <p>The future fails with what the consumer throws, the anomalies that {@link #iterator} throws, {@link Anomaly.Busy} when
     * too many calls wait.
     */
    CompletableFuture<Void> forEachAsync(Consumer<? super T> consumer);

    /**
     * Returns a publisher of the items, by the rules of Reactive Streams. Each subscriber has a use of its own; a chunk is computed only
     * while items are asked for and none is there, and cancelling lets go of all of it. An item that is null fails the subscription.
     *
     * <p>Never blocks. A subscriber is told of what goes wrong, and fails with the anomalies that {@link #iterator} throws, {@link
     * Anomaly.Busy} when too many calls wait.
     */
    Flow.Publisher<T> publisher();

    /**
     * Returns a publisher of lists of at most {@link #chunk} items, otherwise as {@link #publisher}: one list is computed for each that
     * is asked for. When there are no items there is no list.
     *
     * <p>Never blocks. A subscriber is told of what goes wrong, and fails with the anomalies that {@link #iterator} throws, {@link
     * Anomaly.Busy} when too many calls wait.
     */
    Flow.Publisher<List<T>> chunks();
}
