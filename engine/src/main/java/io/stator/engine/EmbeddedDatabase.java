package io.stator.engine;

import io.stator.Anomaly;
import io.stator.Database;
import io.stator.DatabaseStats;
import io.stator.Datom;
import io.stator.Index;
import io.stator.Pull;
import io.stator.PulledEntity;
import io.stator.Query;
import io.stator.Results;
import io.stator.Row;
import io.stator.TimePoint;
import io.stator.TxData;
import io.stator.TxReport;
import io.stator.edn.Keyword;
import io.stator.engine.calls.Lane;
import io.stator.engine.calls.Waiting;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.database.DatomAccess;
import io.stator.engine.database.Deadline;
import io.stator.engine.database.IndexPull;
import io.stator.engine.database.SkippingIterator;
import io.stator.engine.pull.PullPlan;
import io.stator.engine.query.limit.Guard;
import io.stator.engine.schema.AttributeInfo;
import io.stator.engine.storage.CountedCall;
import io.stator.engine.transact.TxResult;
import io.stator.spi.Futures;
import io.stator.spi.QueryInputs;
import io.stator.spi.Require;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A database value in this process. */
final class EmbeddedDatabase implements Database {
    private final EngineContext context;
    private final DatabaseValue value;

    EmbeddedDatabase(EngineContext context, DatabaseValue value) {
        this.context = context;
        this.value = value;
    }

    /** Returns the engine's value. */
    DatabaseValue value() {
        return value;
    }

    @Override
    public String name() {
        return value.name();
    }

    @Override
    public Duration timeout() {
        return context.config().timeout();
    }

    @Override
    public Database withTimeout(Duration timeout) {
        return timeout().equals(timeout) ? this : new EmbeddedDatabase(context.withTimeout(timeout), value);
    }

    @Override
    public long t() {
        return value.basisT();
    }

    @Override
    public OptionalLong asOfT() {
        Long t = value.asOfT();
        return t == null ? OptionalLong.empty() : OptionalLong.of(t);
    }

    @Override
    public OptionalLong sinceT() {
        Long t = value.sinceT();
        return t == null ? OptionalLong.empty() : OptionalLong.of(t);
    }

    @Override
    public boolean isHistory() {
        return value.isHistory();
    }

    @SuppressWarnings("NullAway") // Java 17 does not tell what other modules say of the elements of a list
    private List<@Nullable Object> arguments(Query query, @Nullable Object[] inputs) {
        Require.array(inputs, "inputs");
        return QueryInputs.withDatabase(query, this, Arrays.asList(inputs));
    }

    @Override
    public Results<Row> query(Object query, @Nullable Object... inputs) {
        Query checked = Query.of(Require.present(query, "query"));
        return context.query(checked, arguments(checked, inputs));
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> @Nullable T q(Object query, @Nullable Object... inputs) {
        Query checked = Query.of(Require.present(query, "query"));
        return (T) context.shaped(checked, arguments(checked, inputs));
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // it takes the type that is overridden for one without null
    public <T> CompletableFuture<@Nullable T> qAsync(Object query, @Nullable Object... inputs) {
        return Futures.of(() -> {
            Query checked = Query.of(Require.present(query, "query"));
            return (CompletableFuture<@Nullable T>) context.shapedAsync(checked, arguments(checked, inputs));
        });
    }

    /** Returns the future of what is computed in a thread that is there for it. */
    private <T extends @Nullable Object> CompletableFuture<T> computed(Lane.Work<T> work) {
        return context.computing().start(work, timeout(), "", null);
    }

    @Override
    public PulledEntity pull(Pull pattern, Object entity) {
        Require.present(pattern, "pattern");
        Require.present(entity, "entity");
        return pull(pattern, entity, Deadline.after(timeout(), context.callersClock()));
    }

    @Override
    public CompletableFuture<PulledEntity> pullAsync(Pull pattern, Object entity) {
        return Futures.of(() -> {
            Require.present(pattern, "pattern");
            Require.present(entity, "entity");
            return computed(deadline -> pull(pattern, entity, deadline));
        });
    }

    private PulledEntity pull(Pull pattern, Object entity, Deadline deadline) {
        try (Guard guard = context.pullGuard(deadline)) {
            return Waiting.until(deadline, () -> context.pulls().pull(value, pattern, entity, guard));
        }
    }

    @Override
    public Results<PulledEntity> pullMany(Pull pattern, Collection<?> entities) {
        Require.present(pattern, "pattern");
        List<?> all = List.copyOf(Require.elements(entities, "entities"));
        return context.computed(
                "pull-many",
                deadline -> new SkippingIterator<PulledEntity>() {
                    private int next;

                    @Override
                    public boolean hasNext() {
                        return next < all.size();
                    }

                    @Override
                    public void skip(long count) {
                        next = (int) Math.min(all.size(), next + count);
                    }

                    @Override
                    public PulledEntity next() {
                        if (next == all.size()) {
                            throw new NoSuchElementException("no entity is left");
                        }
                        return pull(pattern, all.get(next++), deadline);
                    }
                },
                Results.NO_LIMIT,
                timeout());
    }

    @Override
    public Results<Datom> datoms(Index index, @Nullable Object... components) {
        Require.present(index, "index");
        Require.array(components, "components");
        DatomAccess access = DatomAccess.components(value, index, components);
        return context.computed("datoms", access::iterator, Results.DEFAULT_LIMIT, null);
    }

    @Override
    public Results<Datom> indexRange(Object attribute, @Nullable Object start, @Nullable Object end) {
        DatomAccess access = DatomAccess.range(value, Require.present(attribute, "attribute"), start, end);
        return context.computed("index-range", access::iterator, Results.DEFAULT_LIMIT, null);
    }

    @Override
    public Results<PulledEntity> indexPull(Index index, Pull pattern, @Nullable Object... start) {
        Require.array(start, "start");
        return pullAlong(IndexPull.forward(value, Require.present(index, "index"), start), pattern);
    }

    @Override
    public Results<PulledEntity> indexPullReverse(Index index, Pull pattern, @Nullable Object... start) {
        Require.array(start, "start");
        return pullAlong(IndexPull.backward(value, Require.present(index, "index"), start), pattern);
    }

    private Results<PulledEntity> pullAlong(IndexPull walk, Pull pattern) {
        PullPlan plan = context.pulls().plan(value, Require.present(pattern, "pattern"));
        return context.computed(
                "index-pull",
                deadline -> walk.iterator(
                        entity -> {
                            try (Guard guard = context.pullGuard(deadline)) {
                                return plan.pull(value, entity, guard);
                            }
                        },
                        deadline),
                Results.DEFAULT_LIMIT,
                timeout());
    }

    private TxData speculative(TxData txData) {
        Require.present(txData, "txData");
        if (value.isHistory()) {
            throw new Anomaly.Incorrect("with needs a database that is not a history: take history() of its result");
        }
        context.requireCallable(txData);
        return txData;
    }

    @Override
    public TxReport with(TxData txData) {
        return with(speculative(txData), Deadline.after(timeout(), context.callersClock()));
    }

    @Override
    public CompletableFuture<TxReport> withAsync(TxData txData) {
        return Futures.of(() -> {
            TxData checked = speculative(txData);
            return computed(deadline -> with(checked, deadline));
        });
    }

    private TxReport with(TxData txData, Deadline deadline) {
        CountedCall<TxResult> counted = CountedCall.transaction(
                txData.ioContext().orElse(null),
                context.nanoClock(),
                () -> Waiting.until(deadline, () -> context.transact(value, txData.forms(), deadline::isOver)));
        TxResult result = counted.result();
        return new TxReport(
                this,
                new EmbeddedDatabase(context, seenAs(result.after().asSpeculative())),
                EngineContext.datoms(result.txData()),
                result.tempids(),
                counted.ioStats());
    }

    /** Returns another value through the filters of this one. */
    private DatabaseValue seenAs(DatabaseValue other) {
        Long asOf = value.asOfT();
        Long since = value.sinceT();
        DatabaseValue seen = asOf == null ? other : other.asOf(asOf);
        return since == null ? seen : seen.since(since);
    }

    @Override
    public Database asOf(TimePoint timePoint) {
        return new EmbeddedDatabase(
                context,
                value.asOf(
                        value.timePoint(Require.present(timePoint, "timePoint").value())));
    }

    @Override
    public Database since(TimePoint timePoint) {
        return new EmbeddedDatabase(
                context,
                value.since(
                        value.timePoint(Require.present(timePoint, "timePoint").value())));
    }

    @Override
    public Database history() {
        return new EmbeddedDatabase(context, value.history());
    }

    @Override
    public DatabaseStats stats() {
        Map<Keyword, Long> counts = new LinkedHashMap<>();
        for (AttributeInfo attribute : value.schema().attributes()) {
            long count = value.totalCount(attribute.id());
            if (count > 0) {
                counts.put(attribute.ident(), count);
            }
        }
        return new DatabaseStats(value.totalCount(null), counts);
    }

    @Override
    public CompletableFuture<DatabaseStats> statsAsync() {
        return computed(deadline -> stats());
    }

    @Override
    public CompletableFuture<OptionalLong> entityIdAsync(Object entity) {
        return Futures.of(() -> CompletableFuture.completedFuture(entityId(entity)));
    }

    @Override
    public CompletableFuture<Optional<Keyword>> identAsync(Object entity) {
        return Futures.of(() -> CompletableFuture.completedFuture(ident(entity)));
    }

    @Override
    public OptionalLong entityId(Object entity) {
        Long id = value.entityId(Require.present(entity, "entity"));
        return id == null ? OptionalLong.empty() : OptionalLong.of(id);
    }

    @Override
    public Optional<Keyword> ident(Object entity) {
        Long id = value.entityId(Require.present(entity, "entity"));
        return id == null ? Optional.empty() : Optional.ofNullable(value.ident(id));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EmbeddedDatabase database && value.equals(database.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return "Database[" + name() + " t=" + t() + (value.asOfT() == null ? "" : " asOf=" + value.asOfT())
                + (value.sinceT() == null ? "" : " since=" + value.sinceT()) + (isHistory() ? " history" : "") + "]";
    }
}
