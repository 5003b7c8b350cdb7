package io.stator;

import io.stator.edn.Keyword;
import java.util.Collection;
import java.util.Date;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An immutable value: all facts known at one point in time.
 *
 * <p>Thread-safe, free to keep for ever. Equal values have the same database, basis and filters.
 *
 * <p>Where an <em>entity</em> is asked for, an entity id, an ident ({@code Keyword} or {@code ":a/b"}) or a lookup ref
 * (a list of a unique attribute and a value, see {@link TxData#lookup}) is accepted; where an <em>attribute</em> is,
 * also an {@link Attribute}; where a <em>time point</em> is, a t, a transaction id, an {@code Instant} or a
 * {@link Date}.
 */
public interface Database {
    /**
     * Returns the name of the database.
     *
     * <p>Never waits and never fails.
     */
    String name();

    /**
     * Returns the basis: the t of the newest transaction, whatever filters apply.
     *
     * <p>Never waits and never fails.
     */
    long t();

    /**
     * Returns the t given to {@link #asOf}.
     *
     * <p>Never waits and never fails.
     */
    OptionalLong asOfT();

    /**
     * Returns the t given to {@link #since}.
     *
     * <p>Never waits and never fails.
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
     * Returns what a pull pattern selects of an entity; empty when there is nothing.
     *
     * <p>Computes at once; waits for nothing.
     *
     * @param pattern a {@link Pull}, EDN text, or a list
     * @throws Anomaly.Incorrect when the pattern or the entity is malformed
     * @throws Anomaly.Unavailable when the time is over
     * @throws Anomaly.Interrupted when the thread is interrupted
     */
    PulledEntity pull(Object pattern, Object entity);

    /**
     * Returns what a pull pattern selects of each entity, in order.
     *
     * <p>Never waits; computes when the results are used.
     *
     * @throws Anomaly.Incorrect when the pattern or the entity is malformed
     * @throws Anomaly.Unavailable when the time is over
     * @throws Anomaly.Interrupted when the thread is interrupted
     */
    Results<PulledEntity> pullMany(Object pattern, Collection<?> entities);

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
     * Pulls along an index, from a start to the end of its attribute: of each datom the entity in {@link Index#AVET}, the value
     * in {@link Index#AEVT}; at most {@link Results#DEFAULT_LIMIT} unless told otherwise. A datom of whose entity nothing is
     * selected counts, too: it gives an empty one.
     *
     * <p>Never waits; computes when the results are used.
     *
     * @param pattern a {@link Pull}, EDN text, or a list
     * @param start an attribute, and up to two more parts of the index to begin at; null ends it. In AVET the attribute must have
     *     one value, unless a value is given; in AEVT it must be a reference with many
     * @throws Anomaly.Incorrect when the start does not fit the index, or this value is a history
     */
    Results<PulledEntity> indexPull(Index index, Object pattern, @Nullable Object... start);

    /**
     * Pulls along an index backward: from the last datom that is not behind the start, which may be given in part, to the
     * beginning of its attribute. Otherwise it is as {@link #indexPull}.
     *
     * <p>Never waits; computes when the results are used.
     *
     * @throws Anomaly.Incorrect when the start does not fit the index, or this value is a history
     */
    Results<PulledEntity> indexPullReverse(Index index, Object pattern, @Nullable Object... start);

    /**
     * Returns what a transaction would do, without doing it.
     *
     * <p>Of a value as of or since a time point, lookup refs and functions see that view, while what is changed is all there is,
     * and {@link TxReport#dbAfter} has the same filters. Reports can be built on without end: {@code dbAfter} is a database like
     * any other, except that no log knows it.
     *
     * <p>Computes at once; waits for nothing.
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
     * Returns this database as it was at a time point, inclusive.
     *
     * <p>Never waits.
     *
     * @throws Anomaly.Incorrect when it is no time point
     */
    Database asOf(Object timePoint);

    /**
     * Returns only what was added after a time point.
     *
     * <p>Never waits.
     *
     * @throws Anomaly.Incorrect when it is no time point
     */
    Database since(Object timePoint);

    /**
     * Returns all assertions and retractions of all time.
     *
     * <p>Never waits and never fails.
     */
    Database history();

    /**
     * Returns the number of datoms, history included.
     *
     * <p>Never waits and never fails.
     */
    DatabaseStats stats();

    /**
     * Returns the entity id of an entity, or empty when it cannot be resolved.
     *
     * <p>Never waits.
     *
     * @throws Anomaly.Incorrect when it is a lookup ref of an attribute that is not unique
     */
    OptionalLong entityId(Object entity);

    /**
     * Returns the current ident of an entity.
     *
     * <p>Never waits.
     *
     * @throws Anomaly.Incorrect when it is a lookup ref of an attribute that is not unique
     */
    Optional<Keyword> ident(Object entity);
}
