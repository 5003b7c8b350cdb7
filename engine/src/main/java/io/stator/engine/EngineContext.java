package io.stator.engine;

import io.stator.Anomaly;
import io.stator.Database;
import io.stator.Datom;
import io.stator.Functions;
import io.stator.Limit;
import io.stator.Query;
import io.stator.Results;
import io.stator.Row;
import io.stator.SystemConfig;
import io.stator.TxData;
import io.stator.TxReport;
import io.stator.edn.Keyword;
import io.stator.engine.calls.Alarms;
import io.stator.engine.calls.Completions;
import io.stator.engine.calls.Lane;
import io.stator.engine.calls.Repeats;
import io.stator.engine.calls.Waiting;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.database.Deadline;
import io.stator.engine.database.SkippingIterator;
import io.stator.engine.datom.Fact;
import io.stator.engine.durable.SegmentCache;
import io.stator.engine.program.CallableForms;
import io.stator.engine.program.FunctionModules;
import io.stator.engine.program.UserFunctions;
import io.stator.engine.pull.PullEngine;
import io.stator.engine.query.QueryEngine;
import io.stator.engine.query.QueryResult;
import io.stator.engine.query.limit.Guard;
import io.stator.engine.query.limit.MemoryAccount;
import io.stator.engine.query.limit.QueryLimits;
import io.stator.engine.transact.NamedFunctions;
import io.stator.engine.transact.Transactor;
import io.stator.engine.transact.TxResult;
import io.stator.engine.writer.WriterHost;
import io.stator.spi.GivenValues;
import io.stator.spi.QueryInputs;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What all databases of a system share. Thread-safe. */
final class EngineContext implements WriterHost {
    private static final long BACKGROUND_IDLE_SECONDS = 10;

    private final EngineConfig config;
    private final MemoryAccount queryMemory;
    private final QueryLimits queryLimits;
    private final QueryEngine queries;
    private final PullEngine pulls;
    private final EngineContext root;
    private final @Nullable Functions callable;
    private final NamedFunctions functions;
    private final NamedFunctions builtInFunctions;
    private final FunctionModules modules;
    private final Completions completions;
    private final Alarms alarms;
    private final Repeats repeats;
    private final Lane computing;
    private final Lane storing;
    private final SegmentCache segments;
    private final ThreadPoolExecutor background;

    /** Whether reading may wait for a network. */
    private final boolean far;

    /**
     * Creates the engines of a system.
     *
     * @param far whether its storage is far away
     */
    EngineContext(EngineConfig config, Repeats repeats, boolean far) {
        this.repeats = repeats;
        this.far = far;
        this.modules = FunctionModules.onClassPath();
        UserFunctions own = new UserFunctions(config.functions(), this::database, EngineContext::engineValue);
        this.config = config;
        this.queryMemory = new MemoryAccount(config.limit(Limit.ALL_QUERIES_BYTES));
        this.queryLimits = new QueryLimits(config.limit(Limit.QUERY_ROWS), config.limit(Limit.QUERY_BYTES));
        this.pulls = new PullEngine(own::xform);
        this.root = this;
        this.callable = null;
        this.queries = queries(own);
        this.functions = own.named();
        this.builtInFunctions = functions.onlyBuiltIn();
        this.completions = new Completions("stator-completion", config.system());
        this.alarms = new Alarms("stator-alarm");
        this.computing = lane("stator-computing");
        this.storing = lane("stator-storing");
        this.segments =
                new SegmentCache(config.limit(Limit.SEGMENT_CACHE_BYTES), config.limit(Limit.KEPT_SEGMENT_BYTES));
        this.background = background();
    }

    private EngineContext(
            EngineContext shared, EngineConfig config, Repeats repeats, @Nullable UserFunctions callable) {
        this.repeats = repeats;
        this.config = config;
        this.modules = shared.modules;
        this.queryMemory = shared.queryMemory;
        this.queryLimits = shared.queryLimits;
        this.root = shared.root;
        this.callable = callable == null ? shared.callable : config.functions();
        this.pulls = callable == null ? shared.pulls : new PullEngine(callable::xform);
        this.queries = callable == null ? shared.queries : queries(callable);
        this.functions = shared.functions;
        this.builtInFunctions = shared.builtInFunctions;
        this.completions = shared.completions;
        this.alarms = shared.alarms;
        this.computing = shared.computing.with(repeats);
        this.storing = shared.storing.with(repeats);
        this.segments = shared.segments;
        this.far = shared.far;
        this.background = shared.background;
    }

    /** Returns one thread, which ends when it is idle; each database has one thing done in it at a time. */
    private static ThreadPoolExecutor background() {
        ThreadPoolExecutor one = new ThreadPoolExecutor(
                1, 1, BACKGROUND_IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "stator-merging");
                    thread.setDaemon(true);
                    return thread;
                });
        one.allowCoreThreadTimeOut(true);
        return one;
    }

    private QueryEngine queries(UserFunctions own) {
        return new QueryEngine(
                modules.extend(own.queries()), pulls::pull, () -> new SplittableRandom(0), queryLimits, queryMemory);
    }

    private Lane lane(String name) {
        return new Lane(name, config.system(), completions, alarms, config.nanoClock()).with(repeats);
    }

    private EngineConfig config(SystemConfig system) {
        return new EngineConfig(config.clock(), config.nanoClock(), config.databaseIds(), system);
    }

    /** Returns the context of the system itself, whose time-out is the usual one, and which may call all functions. */
    EngineContext root() {
        return root;
    }

    /** Returns whether another context of the same system does all the same. */
    boolean isAs(EngineContext other) {
        return queries == other.queries
                && repeats.equals(other.repeats)
                && config.timeout().equals(other.config.timeout());
    }

    /** Returns a report with databases of this context. */
    TxReport seen(TxReport report) {
        return new TxReport(
                seen(report.dbBefore()), seen(report.dbAfter()), report.txData(), report.tempids(), report.ioStats());
    }

    private Database seen(Database database) {
        return database instanceof EmbeddedDatabase embedded ? database(embedded.value()) : database;
    }

    /** Returns a context that shares everything with this one but the time-out. */
    EngineContext withTimeout(Duration timeout) {
        return new EngineContext(this, config(config.system().withTimeout(timeout)), repeats, null);
    }

    /** Returns a context that shares everything with this one, in which calls for which there is no room are refused at once. */
    EngineContext withoutRetries() {
        return new EngineContext(this, config, Repeats.NONE, null);
    }

    /** Returns how often a call for which there is no room is tried again. */
    Repeats repeats() {
        return repeats;
    }

    /** Returns a context that shares everything with this one but what may be called by name; the functions themselves see databases without such a limit. */
    EngineContext callingOnly(Collection<String> names) {
        EngineConfig changed =
                config(config.system().withFunctions(config.functions().only(names)));
        return new EngineContext(
                this,
                changed,
                repeats,
                new UserFunctions(changed.functions(), root::database, EngineContext::engineValue));
    }

    /**
     * Refuses transaction data that calls by name what must not be called through this context, or has a schema name it.
     *
     * @throws Anomaly.Forbidden when there is such a name
     */
    void requireCallable(TxData txData) {
        if (callable != null) {
            CallableForms.require(callable, txData.forms());
        }
    }

    /** Returns the threads in which is computed what nobody waits for. */
    Lane computing() {
        return computing;
    }

    /** Returns the threads that wait for storage. */
    Lane storing() {
        return storing;
    }

    /**
     * Returns results that are computed.
     *
     * @param api what the call is called in statistics of reading
     */
    <T> EngineResults<T, T> computed(
            String api, EngineResults.Source<T> source, long defaultLimit, @Nullable Duration defaultTimeout) {
        return EngineResults.of(
                source,
                defaultLimit,
                defaultTimeout,
                new EngineResults.Place(Keyword.of(api), computing, callersClock(), null, far));
    }

    /** Returns results that are read from storage, each time for no longer than a call takes. */
    <T> EngineResults<T, T> stored(EngineResults.Source<T> source) {
        return EngineResults.of(
                source,
                Results.DEFAULT_LIMIT,
                null,
                new EngineResults.Place(Keyword.of("tx-range"), storing, callersClock(), config.timeout(), far));
    }

    EngineConfig config() {
        return config;
    }

    /** Returns what queries and pulls that are running have reserved. */
    MemoryAccount queryMemory() {
        return queryMemory;
    }

    /**
     * Returns the clock for what is computed in a caller's thread; it ends the computation when the thread is interrupted, which
     * stays so.
     */
    LongSupplier callersClock() {
        LongSupplier clock = config.nanoClock();
        return () -> {
            if (Thread.currentThread().isInterrupted()) {
                throw new Anomaly.Interrupted("interrupted: the thread that asked was told to stop");
            }
            return clock.getAsLong();
        };
    }

    /** Returns what keeps a pull that is no part of a query within the limits of one. */
    Guard pullGuard(Deadline deadline) {
        return new Guard("pull", deadline, queryLimits, queryMemory);
    }

    PullEngine pulls() {
        return pulls;
    }

    FunctionModules modules() {
        return modules;
    }

    @Override
    public InstantSource clock() {
        return config.clock();
    }

    @Override
    public LongSupplier nanoClock() {
        return config.nanoClock();
    }

    @Override
    public SystemConfig system() {
        return config.system();
    }

    @Override
    public String newId() {
        return config.databaseIds().get().toString();
    }

    @Override
    public Database database(DatabaseValue value) {
        return new EmbeddedDatabase(this, value);
    }

    @Override
    public void forget(String databaseId) {
        modules.forget(databaseId);
    }

    @Override
    public SegmentCache segmentCache() {
        return segments;
    }

    @Override
    public void inBackground(Runnable work) {
        background.execute(work);
    }

    @Override
    public Completions completions() {
        return completions;
    }

    @Override
    public Alarms alarms() {
        return alarms;
    }

    @Override
    public TxResult transact(DatabaseValue before, Collection<?> forms, BooleanSupplier over) {
        return Transactor.transact(before, forms, config.clock().millis(), functions, over);
    }

    @Override
    public TxResult transactPlainly(DatabaseValue before, Collection<?> forms, BooleanSupplier over) {
        return Transactor.transact(before, forms, config.clock().millis(), builtInFunctions, over);
    }

    @SuppressWarnings("NullAway") // Java 17 does not tell what other modules say of the elements of a list
    private static List<@Nullable Object> taken(Query query, List<? extends @Nullable Object> inputs) {
        return QueryInputs.taken(
                query, inputs, input -> input instanceof EmbeddedDatabase database ? database.value() : null);
    }

    /** Returns the engine's value of a database, and anything else as it is. */
    private static @Nullable Object engineValue(@Nullable Object given) {
        return given instanceof EmbeddedDatabase database ? database.value() : given;
    }

    /** Returns the rows of a query; the inputs may hold databases of this API. */
    Results<Row> query(Query query, List<? extends @Nullable Object> inputs) {
        List<@Nullable Object> values = taken(query, inputs);
        return computed("query", new RowSource(query, values), Results.NO_LIMIT, timeout(query));
    }

    /** Returns the result of a query in the shape its find specification asks for. */
    @Nullable
    Object shaped(Query query, List<? extends @Nullable Object> inputs) {
        Deadline deadline = Deadline.after(timeout(query), callersClock());
        List<@Nullable Object> values = taken(query, inputs);
        return shaped(Waiting.until(deadline, () -> queries.run(query, values, deadline)));
    }

    /** Returns a future of the result of a query in the shape its find specification asks for. */
    CompletableFuture<@Nullable Object> shapedAsync(Query query, List<? extends @Nullable Object> inputs) {
        Duration timeout = timeout(query);
        List<@Nullable Object> values = taken(query, inputs);
        return computing.start(deadline -> shaped(queries.run(query, values, deadline)), timeout, "", null);
    }

    private static @Nullable Object shaped(QueryResult result) {
        return result.shaped(row -> row(result, row), GivenValues::give);
    }

    private Duration timeout(Query query) {
        return query.section("timeout").stream()
                .map(millis -> Duration.ofMillis(((Number) millis).longValue()))
                .findFirst()
                .orElse(config.timeout());
    }

    @SuppressWarnings("NullAway") // it takes an array that is handed to varargs for one of non-null elements
    private static Row row(QueryResult result, @Nullable Object[] row) {
        for (int i = 0; i < row.length; i++) {
            row[i] = GivenValues.give(row[i]);
        }
        return result.names().isEmpty() ? Row.of(row) : Row.named(result.names(), row);
    }

    /** Runs a query for each use of its results. */
    private final class RowSource implements EngineResults.Source<Row> {
        private final Query query;
        private final List<@Nullable Object> inputs;

        RowSource(Query query, List<@Nullable Object> inputs) {
            this.query = query;
            this.inputs = inputs;
        }

        @Override
        public Iterator<Row> open(Deadline deadline) {
            return new RowIterator(queries.run(query, inputs, deadline));
        }

        @Override
        public EngineResults.Opened<Row> measure(Deadline deadline, LongSupplier nanoClock) {
            QueryEngine.Measured measured = queries.measure(query, inputs, deadline, nanoClock);
            return new EngineResults.Opened<>(new RowIterator(measured.result()), Optional.of(measured.stats()));
        }
    }

    /** Makes the rows of a result when they are asked for; skips without making any. */
    private static final class RowIterator implements SkippingIterator<Row> {
        private final QueryResult result;
        private int next;

        RowIterator(QueryResult result) {
            this.result = result;
        }

        @Override
        public boolean hasNext() {
            return next < result.rows().size();
        }

        @Override
        public Row next() {
            if (!hasNext()) {
                throw new NoSuchElementException("no row is left");
            }
            return row(result, result.rows().get(next++));
        }

        @Override
        public void skip(long count) {
            next = (int) Math.min(result.rows().size(), next + count);
        }
    }

    static List<Datom> datoms(List<Fact> facts) {
        return Collections.unmodifiableList(facts);
    }
}
