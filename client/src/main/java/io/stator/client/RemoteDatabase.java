package io.stator.client;

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
import io.stator.client.wire.Operation;
import io.stator.client.wire.WireChunk;
import io.stator.client.wire.WireDatabase;
import io.stator.client.wire.WireKeys;
import io.stator.client.wire.WireReport;
import io.stator.client.wire.WireRequest;
import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import io.stator.spi.Futures;
import io.stator.spi.GivenValues;
import io.stator.spi.QueryInputs;
import io.stator.spi.Require;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A database value that a server has. */
final class RemoteDatabase implements Database {
    private static final Query ENTITY_ID =
            Query.parse("[:find ?e :in $ ?name :where [(datomic.api/entid $ ?name) ?e]]");
    private static final Query IDENT =
            Query.parse("[:find ?i :in $ ?name :where [(datomic.api/entid $ ?name) ?e] [(datomic.api/ident $ ?e) ?i]]");

    private final Link link;
    private final ConnectionState state;
    private final WireDatabase wire;
    private final Duration timeout;

    RemoteDatabase(Link link, ConnectionState state, WireDatabase wire, Duration timeout) {
        this.link = link;
        this.state = state;
        this.wire = wire;
        this.timeout = timeout;
    }

    /** Returns what it is called on the wire. */
    WireDatabase wire() {
        return wire;
    }

    /** Returns whether it comes from a server. */
    boolean isOf(Link server) {
        return link == server;
    }

    private RemoteDatabase with(WireDatabase changed) {
        return new RemoteDatabase(link, state, changed, timeout);
    }

    @Override
    public String name() {
        return state.name();
    }

    @Override
    public Duration timeout() {
        return timeout;
    }

    @Override
    public Database withTimeout(Duration changed) {
        return new RemoteDatabase(link, state, wire, Require.timeout(changed, "timeout"));
    }

    @Override
    public long t() {
        return Objects.requireNonNullElse(wire.t(), 0L);
    }

    @Override
    public OptionalLong asOfT() {
        return point(wire.asOf(), WireKeys.AS_OF);
    }

    @Override
    public OptionalLong sinceT() {
        return point(wire.since(), WireKeys.SINCE);
    }

    /** Returns the t of a time point; the server is asked what an instant means. */
    private OptionalLong point(@Nullable Object point, Keyword key) {
        if (point == null) {
            return OptionalLong.empty();
        }
        if (point instanceof Long number) {
            return OptionalLong.of(number);
        }
        Answer answer = await(terms -> link.call(WireRequest.of(Operation.STATUS, wire), terms));
        if (answer.map().get(key) instanceof Long t) {
            return OptionalLong.of(t);
        }
        throw new Anomaly.Unsupported("the server at " + link.endpoint()
                + " does not tell what t an instant means: ask for the database of a t");
    }

    @Override
    public boolean isHistory() {
        return wire.history();
    }

    private Terms elsewhere() {
        return Terms.elsewhere(timeout);
    }

    private <T> T await(Function<Terms, CompletableFuture<T>> call) {
        return link.await(Operation.Q, timeout, call);
    }

    private void hear(WireChunk chunk) {
        state.hear(chunk.databases());
    }

    private RemoteQuery asked(Object query, @Nullable Object[] inputs) {
        Query checked = Query.of(Require.present(query, "query"));
        Require.array(inputs, "inputs");
        return RemoteQuery.of(link, checked, QueryInputs.withDatabase(checked, this, Arrays.asList(inputs)));
    }

    @Override
    public Results<Row> query(Object query, @Nullable Object... inputs) {
        return asked(query, inputs).results(link, timeout);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> @Nullable T q(Object query, @Nullable Object... inputs) {
        RemoteQuery asked = asked(query, inputs);
        return (T)
                asked.shaped(asked.results(link, timeout).limit(asked.limit()).list());
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // it takes the type that is overridden for one without null
    public <T> CompletableFuture<@Nullable T> qAsync(Object query, @Nullable Object... inputs) {
        return Futures.of(() -> {
            RemoteQuery asked = asked(query, inputs);
            CompletableFuture<List<Row>> rows =
                    asked.results(link, timeout).limit(asked.limit()).listAsync();
            return (CompletableFuture<@Nullable T>) Futures.map(rows, asked::shaped);
        });
    }

    private CompletableFuture<PulledEntity> pulled(Pull pattern, Object entity, Terms terms) {
        WireRequest request = WireRequest.of(Operation.PULL, wire)
                .with(WireKeys.SELECTOR, Require.present(pattern, "pattern").pattern())
                .with(WireKeys.EID, GivenValues.take(Require.present(entity, "entity")));
        PulledValues values = PulledValues.of(pattern);
        return Chain.map(link.call(request, terms), answer -> values.entity(answer.result()));
    }

    @Override
    public PulledEntity pull(Pull pattern, Object entity) {
        return await(terms -> pulled(pattern, entity, terms));
    }

    @Override
    public CompletableFuture<PulledEntity> pullAsync(Pull pattern, Object entity) {
        return Futures.of(() -> link.hand(pulled(pattern, entity, elsewhere()), pulled -> pulled));
    }

    @Override
    public Results<PulledEntity> pullMany(Pull pattern, Collection<?> entities) {
        Require.present(pattern, "pattern");
        List<?> all = List.copyOf(Require.elements(entities, "entities"));
        WireRequest request = WireRequest.of(Operation.PULL, wire).with(WireKeys.SELECTOR, pattern.pattern());
        PullSource source = new PullSource(link, request, PulledValues.of(pattern), all, null);
        return RemoteResults.of(link, source, Results.NO_LIMIT, timeout, timeout);
    }

    /** Returns the datom that was sent. */
    static Datom datom(@Nullable Object sent) {
        if (sent instanceof Datom datom) {
            return datom;
        }
        throw new Anomaly.Fault("an item of an answer must be a datom: item=" + Edn.describe(sent));
    }

    private Results<Datom> datoms(WireRequest request) {
        return RemoteResults.of(
                link,
                new WireSource<>(link, request, RemoteDatabase::datom, this::hear),
                Results.DEFAULT_LIMIT,
                null,
                timeout);
    }

    private static List<@Nullable Object> taken(@Nullable Object[] given) {
        List<@Nullable Object> taken = new ArrayList<>(given.length);
        for (Object each : given) {
            taken.add(GivenValues.take(each));
        }
        return taken;
    }

    @Override
    public Results<Datom> datoms(Index index, @Nullable Object... components) {
        Require.present(index, "index");
        Require.array(components, "components");
        List<@Nullable Object> taken = taken(components);
        List<@Nullable Object> parts = taken.subList(0, Math.min(taken.size(), Datom.SIZE - 1));
        return datoms(WireRequest.of(Operation.DATOMS, wire).withComponents(index, parts));
    }

    @Override
    public Results<Datom> indexRange(Object attribute, @Nullable Object start, @Nullable Object end) {
        return datoms(WireRequest.of(Operation.INDEX_RANGE, wire)
                .with(WireKeys.ATTRID, GivenValues.take(Require.present(attribute, "attribute")))
                .with(WireKeys.START, GivenValues.take(start))
                .with(WireKeys.END, GivenValues.take(end)));
    }

    private Results<PulledEntity> pullAlong(
            Index index, Pull pattern, @Nullable Object[] start, @Nullable Boolean reverse) {
        Require.present(index, "index");
        Require.array(start, "start");
        PulledValues values = PulledValues.of(Require.present(pattern, "pattern"));
        WireRequest request = WireRequest.of(Operation.INDEX_PULL, wire)
                .with(WireKeys.INDEX, index.keyword())
                .with(WireKeys.SELECTOR, pattern.pattern())
                .with(WireKeys.START, taken(start))
                .with(WireKeys.REVERSE, reverse);
        return RemoteResults.of(
                link,
                new WireSource<>(link, request, values::entity, this::hear),
                Results.DEFAULT_LIMIT,
                timeout,
                timeout);
    }

    @Override
    public Results<PulledEntity> indexPull(Index index, Pull pattern, @Nullable Object... start) {
        return pullAlong(index, pattern, start, null);
    }

    @Override
    public Results<PulledEntity> indexPullReverse(Index index, Pull pattern, @Nullable Object... start) {
        return pullAlong(index, pattern, start, true);
    }

    private CompletableFuture<TxReport> speculated(TxData txData, Terms terms) {
        Require.present(txData, "txData");
        if (isHistory()) {
            throw new Anomaly.Incorrect("with needs a database that is not a history: take history() of its result");
        }
        WireRequest request = WireRequest.of(Operation.WITH, wire)
                .with(WireKeys.TX_DATA, txData.forms())
                .with(WireKeys.IO_CONTEXT, txData.ioContext().orElse(null));
        return Chain.map(link.call(request, terms), answer -> {
            WireReport report = WireReport.read(answer.value());
            return new TxReport(
                    this, with(state.whole(report.after())), report.txData(), report.tempids(), answer.ioStats());
        });
    }

    @Override
    public TxReport with(TxData txData) {
        return await(terms -> speculated(txData, terms));
    }

    @Override
    public CompletableFuture<TxReport> withAsync(TxData txData) {
        return Futures.of(() -> link.hand(speculated(txData, elsewhere()), report -> report));
    }

    private Object sent(TimePoint timePoint) {
        Object given = Require.present(timePoint, "timePoint").value();
        if (TimePoints.isFine(given) && !link.isStator()) {
            throw new Anomaly.Incorrect("time point must be in whole milliseconds for the server at " + link.endpoint()
                    + ": time point=" + given);
        }
        Object point = TimePoints.sent(given);
        return point instanceof Long number ? (Object) TimePoints.t(number) : point;
    }

    @Override
    public Database asOf(TimePoint timePoint) {
        return with(new WireDatabase(
                wire.name(),
                wire.id(),
                wire.t(),
                wire.nextT(),
                sent(timePoint),
                wire.since(),
                wire.history(),
                wire.nextToken()));
    }

    @Override
    public Database since(TimePoint timePoint) {
        return with(new WireDatabase(
                wire.name(),
                wire.id(),
                wire.t(),
                wire.nextT(),
                wire.asOf(),
                sent(timePoint),
                wire.history(),
                wire.nextToken()));
    }

    @Override
    public Database history() {
        return with(new WireDatabase(
                wire.name(), wire.id(), wire.t(), wire.nextT(), wire.asOf(), wire.since(), true, wire.nextToken()));
    }

    private CompletableFuture<DatabaseStats> counted(Terms terms) {
        return Chain.map(link.call(WireRequest.of(Operation.DB_STATS, wire), terms), answer -> {
            Map<Keyword, Long> counts = new LinkedHashMap<>();
            if (!(answer.result() instanceof Map<?, ?> told)
                    || !(told.get(Keyword.of("datoms")) instanceof Long datoms)) {
                throw new Anomaly.Fault("an answer must tell the number of datoms");
            }
            if (told.get(Keyword.of("attrs")) instanceof Map<?, ?> attributes) {
                attributes.forEach((name, count) -> {
                    if (name instanceof Keyword keyword
                            && count instanceof Map<?, ?> map
                            && map.get(WireKeys.COUNT) instanceof Long number) {
                        counts.put(keyword, number);
                    }
                });
            }
            return new DatabaseStats(datoms, counts);
        });
    }

    @Override
    public DatabaseStats stats() {
        return await(this::counted);
    }

    @Override
    public CompletableFuture<DatabaseStats> statsAsync() {
        return link.hand(counted(elsewhere()), stats -> stats);
    }

    private static OptionalLong id(@Nullable Object found) {
        return found instanceof Long id ? OptionalLong.of(id) : OptionalLong.empty();
    }

    @Override
    public OptionalLong entityId(Object entity) {
        Object name = GivenValues.take(Require.present(entity, "entity"));
        if (name instanceof Long) {
            return id(name);
        }
        return id(query(ENTITY_ID, name).first().map(found -> found.get(0)).orElse(null));
    }

    @Override
    public CompletableFuture<OptionalLong> entityIdAsync(Object entity) {
        return Futures.of(() -> {
            Object name = GivenValues.take(Require.present(entity, "entity"));
            return name instanceof Long
                    ? CompletableFuture.completedFuture(id(name))
                    : Futures.map(
                            query(ENTITY_ID, name).firstAsync(),
                            row -> id(row.map(found -> found.get(0)).orElse(null)));
        });
    }

    @Override
    public Optional<Keyword> ident(Object entity) {
        return query(IDENT, GivenValues.take(Require.present(entity, "entity")))
                .first()
                .map(found -> (Keyword) found.get(0));
    }

    @Override
    public CompletableFuture<Optional<Keyword>> identAsync(Object entity) {
        return Futures.of(() -> Futures.map(
                query(IDENT, GivenValues.take(Require.present(entity, "entity")))
                        .firstAsync(),
                row -> row.map(found -> (Keyword) found.get(0))));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RemoteDatabase database && wire.equals(database.wire);
    }

    @Override
    public int hashCode() {
        return wire.hashCode();
    }

    @Override
    public String toString() {
        return "Database[" + name() + " t=" + t() + (wire.asOf() == null ? "" : " asOf=" + wire.asOf())
                + (wire.since() == null ? "" : " since=" + wire.since()) + (isHistory() ? " history" : "") + "]";
    }
}
