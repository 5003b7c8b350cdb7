package io.stator;

import io.stator.edn.Keyword;
import io.stator.spi.Futures;
import io.stator.spi.Require;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * An immutable value: all facts known at one point in time.
 *
 * <p>Thread-safe, free to keep for ever. Equal values have the same database, basis and filters.
 *
 * <p>Where an <em>entity</em> is asked for, an entity id, an ident ({@code Keyword} or {@code ":a/b"}) or a lookup ref
 * (a list of a unique attribute and a value, see {@link TxData#lookup}) is accepted; where an <em>attribute</em> is,
 * also an {@link Attribute}.
 *
 * <p>Each call that can wait, or take long, has a twin whose name ends in {@code Async}. It never blocks, and its future fails with the
 * same anomalies, never with an exception around one; so does what is wrong with an argument. Cancelling the future stops the
 * computation. See {@link Connection#transactAsync(TxData)} for where that runs what depends on the future.
 *
 * <p>In the manual: {@code docs/manual/reading.md}, or {@code stator help manual reading}.
 */
public interface Database {
    /**
     * Returns the name of the database.
     *
     * <p>Never waits and never fails.
     */
    String name();

    /**
     * Returns the time a call takes at most unless it says another one itself.
     *
     * <p>Never waits and never fails.
     */
    Duration timeout();

    /**
     * Returns the same value with another time-out, which is that of values made of it, too.
     *
     * <p>Never waits.
     *
     * @throws Anomaly.Incorrect when the time-out is negative, or longer than 292 years
     */
    Database withTimeout(Duration timeout);

    /**
     * Returns the basis: the t of the newest transaction, whatever filters apply.
     *
     * <p>Never waits and never fails.
     */
    long t();

    /**
     * Returns the t given to {@link #asOf}.
     *
     * <p>Never waits and never fails; over a network it waits for an answer when an instant was given.
     */
    OptionalLong asOfT();

    /**
     * Returns the t given to {@link #since}.
     *
     * <p>Never waits and never fails; over a network it waits for an answer when an instant was given.
     */
    OptionalLong sinceT();

    /**
     * Returns whether this value shows assertions and retractions of all time.
     *
     * <p>Never waits and never fails.
     */
    boolean isHistory();

    /**
     * Runs a query; rows are computed when the results are first used.
     *
     * <p>This value is the first input unless the inputs contain a database already.
     *
     * <p>Never waits; computes when the results are used.
     *
     * @param query a {@link Query}, EDN text, or the list or map form
     * @param inputs the values of the {@code :in} clause after {@code $}
     * @throws Anomaly.Incorrect when the query or an input is wrong, as far as that is known without running it; when the
     *     results are used, whatever is wrong with them, {@link Anomaly.Unavailable} when the time is over, {@link
     *     Anomaly.Interrupted} when the thread is interrupted, {@link Anomaly.Fault} when a function fails
     */
    Results<Row> query(Object query, @Nullable Object... inputs);

    /**
     * Runs a query and returns its result in the shape the find specification asks for: a list of rows (relation), a
     * list of values (collection), one row or null (tuple), one value or null (scalar).
     *
     * <p>Computes at once, no longer than the time-out of the query; waits for nothing.
     *
     * @throws Anomaly.Incorrect when the query or an input is wrong
     * @throws Anomaly.Unavailable when the time is over
     * @throws Anomaly.Interrupted when the thread is interrupted
     * @throws Anomaly.Fault when a function fails
     */
    <T> @Nullable T q(Object query, @Nullable Object... inputs);

    /**
     * Returns a future of the result of a query in the shape the find specification asks for.
     *
     * <p>Never blocks; the future waits for the computation, and fails with the anomalies that {@link #q} throws.
     */
    <T> CompletableFuture<@Nullable T> qAsync(Object query, @Nullable Object... inputs);

    /**
     * Returns what a pull pattern selects of an entity; empty when there is nothing.
     *
     * <p>Computes at once; waits for nothing.
     *
     * @throws Anomaly.Incorrect when the pattern or the entity is malformed
     * @throws Anomaly.Unavailable when the time is over
     * @throws Anomaly.Interrupted when the thread is interrupted
     */
    PulledEntity pull(Pull pattern, Object entity);

    /**
     * Returns what a pull pattern, written in EDN, selects of an entity.
     *
     * <p>Waits and fails as {@link #pull(Pull, Object)} does.
     *
     * @throws Anomaly.Incorrect when the text is malformed, naming line and column
     */
    default PulledEntity pull(String pattern, Object entity) {
        return pull(Pull.of(pattern), entity);
    }

    /**
     * Returns what a pull pattern, given as plain lists and maps, selects of an entity.
     *
     * <p>Waits and fails as {@link #pull(Pull, Object)} does.
     */
    default PulledEntity pull(List<?> pattern, Object entity) {
        return pull(Pull.of(pattern), entity);
    }

    /**
     * Returns what {@code :selector} selects of {@code :eid}; with {@code :timeout} (milliseconds), if given.
     *
     * <p>Waits and fails as {@link #pull(Pull, Object)} does.
     *
     * @throws Anomaly.Incorrect when the arguments are malformed
     */
    default PulledEntity pull(Map<?, ?> arguments) {
        Arguments given = Arguments.ofPull(arguments);
        return given.timed(this, this::withTimeout).pull(Pull.of(given.required("selector")), given.required("eid"));
    }

    /**
     * Returns a future of what a pull pattern selects of an entity.
     *
     * <p>Never blocks; the future waits for the computation, and fails with the anomalies that {@link #pull(Pull, Object)} throws.
     */
    CompletableFuture<PulledEntity> pullAsync(Pull pattern, Object entity);

    /** As {@link #pullAsync(Pull, Object)}, by a pattern written in EDN; the future waits and fails as {@link #pull(String, Object)} does. */
    default CompletableFuture<PulledEntity> pullAsync(String pattern, Object entity) {
        return Futures.of(() -> pullAsync(Pull.of(pattern), entity));
    }

    /** As {@link #pullAsync(Pull, Object)}, by a pattern given as plain lists and maps; the future waits and fails as that does. */
    default CompletableFuture<PulledEntity> pullAsync(List<?> pattern, Object entity) {
        return Futures.of(() -> pullAsync(Pull.of(pattern), entity));
    }

    /** As {@link #pull(Map)}, without blocking: the future waits and fails as that does. */
    default CompletableFuture<PulledEntity> pullAsync(Map<?, ?> arguments) {
        return Futures.of(() -> {
            Arguments given = Arguments.ofPull(arguments);
            return given.timed(this, this::withTimeout)
                    .pullAsync(Pull.of(given.required("selector")), given.required("eid"));
        });
    }

    /**
     * Returns what a pull pattern selects of each entity, in order.
     *
     * <p>Never waits; computes when the results are used.
     *
     * @throws Anomaly.Incorrect when the pattern or the entity is malformed
     * @throws Anomaly.Unavailable when the time is over
     * @throws Anomaly.Interrupted when the thread is interrupted
     */
    Results<PulledEntity> pullMany(Pull pattern, Collection<?> entities);

    /** As {@link #pullMany(Pull, Collection)}, by a pattern written in EDN; waits and fails as that does. */
    default Results<PulledEntity> pullMany(String pattern, Collection<?> entities) {
        return pullMany(Pull.of(pattern), entities);
    }

    /** As {@link #pullMany(Pull, Collection)}, by a pattern given as plain lists and maps; waits and fails as that does. */
    default Results<PulledEntity> pullMany(List<?> pattern, Collection<?> entities) {
        return pullMany(Pull.of(pattern), entities);
    }

    /**
     * Returns what {@code :selector} selects of each of {@code :eids}, in order; optionally {@code :offset}, {@code :limit} (all unless told
     * otherwise), {@code :chunk}, {@code :timeout} (milliseconds) and {@code :io-context}, see {@link Results#ioContext}.
     *
     * <p>Waits and fails as {@link #pullMany(Pull, Collection)} does.
     *
     * @throws Anomaly.Incorrect when the arguments are malformed
     */
    default Results<PulledEntity> pullMany(Map<?, ?> arguments) {
        Arguments given = Arguments.ofResults(arguments, "selector", "eids");
        return given.page(pullMany(Pull.of(given.required("selector")), given.collection("eids")));
    }

    /**
     * Returns the datoms of an index, in its order; at most {@link Results#DEFAULT_LIMIT} unless told otherwise.
     *
     * <p>Never waits; computes when the results are used.
     *
     * @param components a prefix of the index's parts; null ends it
     * @throws Anomaly.Incorrect when a part cannot be one of the index
     */
    Results<Datom> datoms(Index index, @Nullable Object... components);

    /**
     * Returns the datoms of {@code :index}, given {@code :components} and the options of {@link Results}: {@code :offset}, {@code
     * :limit}, {@code :chunk}, {@code :timeout} (milliseconds).
     *
     * <p>Waits and fails as {@link #datoms(Index, Object...)} does.
     *
     * @throws Anomaly.Incorrect when the arguments are malformed
     */
    default Results<Datom> datoms(Map<?, ?> arguments) {
        Arguments given = Arguments.ofResults(arguments, "index", "components");
        return given.page(datoms(given.index(), given.elements("components")));
    }

    /**
     * Returns the datoms of an attribute in the order of their values; at most {@link Results#DEFAULT_LIMIT} unless told
     * otherwise.
     *
     * <p>Never waits; computes when the results are used.
     *
     * @param start the first value, inclusive; null for no bound
     * @param end the last value, exclusive; null for no bound
     * @throws Anomaly.Incorrect when there is no such attribute, or a bound cannot be a value of it
     */
    Results<Datom> indexRange(Object attribute, @Nullable Object start, @Nullable Object end);

    /**
     * Returns the datoms of {@code :attrid} from {@code :start} to {@code :end}, which are optional, with the options of {@link
     * Results} as {@link #datoms(Map)}.
     *
     * <p>Waits and fails as {@link #indexRange(Object, Object, Object)} does.
     *
     * @throws Anomaly.Incorrect when the arguments are malformed
     */
    default Results<Datom> indexRange(Map<?, ?> arguments) {
        Arguments given = Arguments.ofResults(arguments, "attrid", "start", "end");
        return given.page(indexRange(given.required("attrid"), given.get("start"), given.get("end")));
    }

    /**
     * Pulls along an index, from a start to the end of its attribute: of each datom the entity in {@link Index#AVET}, the value
     * in {@link Index#AEVT}; at most {@link Results#DEFAULT_LIMIT} unless told otherwise. A datom of whose entity nothing is
     * selected counts, too: it gives an empty one.
     *
     * <p>Never waits; computes when the results are used.
     *
     * @param start an attribute, and up to two more parts of the index to begin at; null ends it. In AVET the attribute must have
     *     one value, unless a value is given; in AEVT it must be a reference with many
     * @throws Anomaly.Incorrect when the start does not fit the index, or this value is a history
     */
    Results<PulledEntity> indexPull(Index index, Pull pattern, @Nullable Object... start);

    /** As {@link #indexPull(Index, Pull, Object...)}, by a pattern written in EDN; waits and fails as that does. */
    default Results<PulledEntity> indexPull(Index index, String pattern, @Nullable Object... start) {
        return indexPull(index, Pull.of(pattern), start);
    }

    /** As {@link #indexPull(Index, Pull, Object...)}, by a pattern given as plain lists and maps; waits and fails as that does. */
    default Results<PulledEntity> indexPull(Index index, List<?> pattern, @Nullable Object... start) {
        return indexPull(index, Pull.of(pattern), start);
    }

    /**
     * Pulls along an index backward: from the last datom that is not behind the start, which may be given in part, to the
     * beginning of its attribute. Otherwise it is as {@link #indexPull(Index, Pull, Object...)}.
     *
     * <p>Never waits; computes when the results are used.
     *
     * @throws Anomaly.Incorrect when the start does not fit the index, or this value is a history
     */
    Results<PulledEntity> indexPullReverse(Index index, Pull pattern, @Nullable Object... start);

    /** As {@link #indexPullReverse(Index, Pull, Object...)}, by a pattern written in EDN; waits and fails as that does. */
    default Results<PulledEntity> indexPullReverse(Index index, String pattern, @Nullable Object... start) {
        return indexPullReverse(index, Pull.of(pattern), start);
    }

    /** As {@link #indexPullReverse(Index, Pull, Object...)}, by a pattern given as plain lists and maps; waits and fails as that does. */
    default Results<PulledEntity> indexPullReverse(Index index, List<?> pattern, @Nullable Object... start) {
        return indexPullReverse(index, Pull.of(pattern), start);
    }

    /**
     * Pulls along {@code :index}, given {@code :selector}, {@code :start} (a collection), {@code :reverse} (true or false) and the
     * options of {@link Results} as {@link #datoms(Map)}.
     *
     * <p>Waits and fails as {@link #indexPull(Index, Pull, Object...)} does.
     *
     * @throws Anomaly.Incorrect when the arguments are malformed
     */
    default Results<PulledEntity> indexPull(Map<?, ?> arguments) {
        Arguments given = Arguments.ofResults(arguments, "index", "selector", "start", "reverse");
        Pull pattern = Pull.of(given.required("selector"));
        return given.page(
                given.flag("reverse")
                        ? indexPullReverse(given.index(), pattern, given.elements("start"))
                        : indexPull(given.index(), pattern, given.elements("start")));
    }

    /**
     * Returns what a transaction would do, without doing it.
     *
     * <p>Of a value as of or since a time point, lookup refs and functions see that view, while what is changed is all there is,
     * and {@link TxReport#dbAfter} has the same filters. Reports can be built on without end: {@code dbAfter} is a database like
     * any other, except that no log knows it.
     *
     * <p>Computes at once; waits for nothing. Over a network it waits for an answer, and the server keeps what it made only for some time.
     *
     * @throws Anomaly as {@link Connection#transact} would; {@link Anomaly.Incorrect} when this value is a history
     */
    TxReport with(TxData txData);

    /**
     * Returns what a transaction written in EDN would do.
     *
     * <p>Waits and fails as {@link #with(TxData)} does.
     *
     * @throws Anomaly.Incorrect when the text is malformed, naming line and column
     */
    default TxReport with(String edn) {
        return with(TxData.parse(edn));
    }

    /**
     * Returns what a transaction given as plain lists and maps would do.
     *
     * <p>Waits and fails as {@link #with(TxData)} does.
     */
    default TxReport with(Collection<?> forms) {
        return with(TxData.of(forms));
    }

    /**
     * Returns what a transaction given as an argument map would do: {@code :tx-data}, a collection of forms, and {@code :timeout}
     * (milliseconds).
     *
     * <p>Waits and fails as {@link #with(TxData)} does.
     */
    default TxReport with(Map<?, ?> arguments) {
        Arguments given = Arguments.of(arguments, Arguments.WITH);
        return given.timed(this, this::withTimeout).with(TxData.ofArguments(given.untimed()));
    }

    /**
     * Returns a future of what a transaction would do.
     *
     * <p>Never blocks; the future waits for the computation, and fails with the anomalies that {@link #with(TxData)} throws.
     */
    CompletableFuture<TxReport> withAsync(TxData txData);

    /** As {@link #withAsync(TxData)}, of a transaction written in EDN; the future waits and fails as {@link #with(String)} does. */
    default CompletableFuture<TxReport> withAsync(String edn) {
        return Futures.of(() -> withAsync(TxData.parse(edn)));
    }

    /** As {@link #withAsync(TxData)}, of a transaction given as plain lists and maps; the future waits and fails as that does. */
    default CompletableFuture<TxReport> withAsync(Collection<?> forms) {
        return Futures.of(() -> withAsync(TxData.of(forms)));
    }

    /** As {@link #with(Map)}, without blocking: the future waits and fails as that does. */
    default CompletableFuture<TxReport> withAsync(Map<?, ?> arguments) {
        return Futures.of(() -> {
            Arguments given = Arguments.of(arguments, Arguments.WITH);
            return given.timed(this, this::withTimeout).withAsync(TxData.ofArguments(given.untimed()));
        });
    }

    /**
     * Returns this database as it was at a time point, inclusive.
     *
     * <p>Never waits.
     *
     * @throws Anomaly.Incorrect when it is no time point
     */
    Database asOf(TimePoint timePoint);

    /** As {@link #asOf(TimePoint)}, of a t or a transaction id; waits and fails as that does. */
    default Database asOf(long timePoint) {
        return asOf(TimePoint.of(timePoint));
    }

    /** As {@link #asOf(TimePoint)}, of an instant; waits and fails as that does. */
    default Database asOf(Instant timePoint) {
        return asOf(TimePoint.of(Require.present(timePoint, "timePoint")));
    }

    /** As {@link #asOf(TimePoint)}, of a date; waits and fails as that does. */
    default Database asOf(Date timePoint) {
        return asOf(TimePoint.of(Require.present(timePoint, "timePoint")));
    }

    /**
     * Returns only what was added after a time point.
     *
     * <p>Never waits.
     *
     * @throws Anomaly.Incorrect when it is no time point
     */
    Database since(TimePoint timePoint);

    /** As {@link #since(TimePoint)}, of a t or a transaction id; waits and fails as that does. */
    default Database since(long timePoint) {
        return since(TimePoint.of(timePoint));
    }

    /** As {@link #since(TimePoint)}, of an instant; waits and fails as that does. */
    default Database since(Instant timePoint) {
        return since(TimePoint.of(Require.present(timePoint, "timePoint")));
    }

    /** As {@link #since(TimePoint)}, of a date; waits and fails as that does. */
    default Database since(Date timePoint) {
        return since(TimePoint.of(Require.present(timePoint, "timePoint")));
    }

    /**
     * Returns all assertions and retractions of all time.
     *
     * <p>Never waits and never fails.
     */
    Database history();

    /**
     * Returns the number of datoms, history included.
     *
     * <p>Never waits and never fails; over a network it waits for an answer.
     */
    DatabaseStats stats();

    /** As {@link #stats}, without blocking: the future waits and fails as that does. */
    CompletableFuture<DatabaseStats> statsAsync();

    /**
     * Returns the entity id of an entity, or empty when it cannot be resolved.
     *
     * <p>Never waits; over a network it waits for an answer.
     *
     * @throws Anomaly.Incorrect when it is a lookup ref of an attribute that is not unique
     */
    OptionalLong entityId(Object entity);

    /** As {@link #entityId}, without blocking: the future waits and fails as that does. */
    CompletableFuture<OptionalLong> entityIdAsync(Object entity);

    /**
     * Returns the current ident of an entity.
     *
     * <p>Never waits; over a network it waits for an answer.
     *
     * @throws Anomaly.Incorrect when it is a lookup ref of an attribute that is not unique
     */
    Optional<Keyword> ident(Object entity);

    /** As {@link #ident}, without blocking: the future waits and fails as that does. */
    CompletableFuture<Optional<Keyword>> identAsync(Object entity);
}
