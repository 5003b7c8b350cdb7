package io.stator.engine.query;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.stator.Anomaly;
import io.stator.Pull;
import io.stator.Query;
import io.stator.QueryStats;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.database.Deadline;
import io.stator.engine.datom.Effort;
import io.stator.engine.query.function.FunctionContext;
import io.stator.engine.query.function.FunctionRegistry;
import io.stator.engine.query.limit.Guard;
import io.stator.engine.query.limit.MemoryAccount;
import io.stator.engine.query.limit.QueryLimits;
import io.stator.engine.query.limit.Sizes;
import io.stator.engine.query.plan.Plan;
import io.stator.engine.query.relation.Relation;
import io.stator.engine.query.run.QueryRun;
import io.stator.engine.query.run.Tally;
import io.stator.engine.query.syntax.InputSpec;
import io.stator.engine.query.syntax.ParsedQuery;
import io.stator.engine.query.syntax.QueryParser;
import io.stator.engine.query.syntax.RuleSet;
import io.stator.spi.FormKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Runs queries, keeping the plans of those run before; thread-safe. */
public final class QueryEngine {
    /** The greatest number of plans that are kept, and of parsed queries. */
    public static final int PLANS_MAX = 1_000;

    private final FunctionRegistry functions;
    private final PullFunction pull;
    private final Supplier<? extends RandomGenerator> random;
    private final QueryLimits limits;
    private final MemoryAccount account;
    private final Cache<QueryKey, ParsedQuery> parsed = cache();
    private final Cache<PlanKey, Plan> plans = cache();

    /** A query as it was written: messages say at which line and column. */
    private record QueryKey(Query query) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof QueryKey key
                    && hashCode() == key.hashCode()
                    && FormKey.areIdentical(query.sections(), key.query.sections());
        }

        @Override
        public int hashCode() {
            return query.hashCode();
        }
    }

    private record PlanKey(QueryKey query, FormKey rules) {}

    /**
     * Makes an engine.
     *
     * @param random where {@code rand} and {@code sample} choose from, asked for once a query
     * @param limits what one query may need
     * @param account what all queries may need together
     */
    public QueryEngine(
            FunctionRegistry functions,
            PullFunction pull,
            Supplier<? extends RandomGenerator> random,
            QueryLimits limits,
            MemoryAccount account) {
        this.functions = functions;
        this.pull = pull;
        this.random = random;
        this.limits = limits;
        this.account = account;
    }

    /** Makes an engine without limits. */
    public QueryEngine(FunctionRegistry functions, PullFunction pull, Supplier<? extends RandomGenerator> random) {
        this(functions, pull, random, QueryLimits.NONE, new MemoryAccount(Long.MAX_VALUE));
    }

    /** Makes an engine with the standard functions, without limits, whose random choices are the same for each query. */
    public QueryEngine(PullFunction pull) {
        this(pull, QueryLimits.NONE, new MemoryAccount(Long.MAX_VALUE));
    }

    /** Makes an engine with the standard functions and limits, whose random choices are the same for each query. */
    public QueryEngine(PullFunction pull, QueryLimits limits, MemoryAccount account) {
        this(FunctionRegistry.standard(), pull, () -> new SplittableRandom(0), limits, account);
    }

    private static <K, V> Cache<K, V> cache() {
        return Caffeine.newBuilder()
                .maximumSize(PLANS_MAX)
                .executor(Runnable::run)
                .build();
    }

    private ParsedQuery parse(Query query, Effort effort) {
        QueryKey key = new QueryKey(query);
        ParsedQuery known = parsed.getIfPresent(key);
        if (known == null) {
            known = QueryParser.parse(query, effort);
            parsed.put(key, known);
        }
        return known;
    }

    /**
     * Returns what a query finds.
     *
     * @param inputs an argument for each input of {@code :in}; databases are {@link DatabaseValue}s; more are ignored
     * @throws Anomaly.Incorrect when the query or an argument is wrong
     */
    public QueryResult run(Query query, List<@Nullable Object> inputs, Deadline deadline) {
        try (Guard guard = new Guard(deadline, limits, account)) {
            return run(query, inputs, new Functions(deadline, random.get(), guard), null);
        }
    }

    /** What a query found, and what it did for that. */
    public record Measured(QueryResult result, QueryStats stats) {}

    /**
     * Returns what a query finds, with what its clauses do; queries inside of it are a part of the clauses that ask them.
     *
     * @param inputs as for {@link #run}
     * @throws Anomaly.Incorrect when the query or an argument is wrong
     */
    public Measured measure(Query query, List<@Nullable Object> inputs, Deadline deadline, LongSupplier nanoClock) {
        Tally tally = new Tally(query, nanoClock);
        long begin = nanoClock.getAsLong();
        try (Guard guard = new Guard(deadline, limits, account)) {
            QueryResult result = run(query, inputs, new Functions(deadline, random.get(), guard), tally);
            long nanos = Math.max(0, nanoClock.getAsLong() - begin);
            return new Measured(result, tally.stats(Duration.ofNanos(nanos)));
        }
    }

    private QueryResult run(Query query, List<@Nullable Object> inputs, Functions context, @Nullable Tally tally) {
        Guard guard = context.guard;
        guard.check();
        ParsedQuery tree = parse(query, guard);
        if (inputs.size() < tree.inputs().size()) {
            throw Anomaly.incorrect(
                    "too-few-inputs",
                    "Query expected " + tree.inputs().size() + " inputs but received " + inputs.size());
        }
        Plan plan = plan(query, tree, inputs, guard);
        guard.check();
        FindColumns columns = new FindColumns(plan, inputs, functions, context, pull, guard);
        Relation rows = QueryRun.run(plan, inputs, columns.areAllRowCounts(), columns.taker(), guard, context, tally);
        long held = rows.bytes();
        guard.hold(held);
        List<@Nullable Object[]> found = columns.find(rows);
        guard.hold(-held);
        List<Object> names =
                tree.returnMap() == null ? List.of() : tree.returnMap().keys();
        return new QueryResult(tree.find().shape(), names, found);
    }

    private Plan plan(Query query, ParsedQuery tree, List<@Nullable Object> inputs, Effort effort) {
        Object rules = null;
        for (int i = 0; i < tree.inputs().size(); i++) {
            if (tree.inputs().get(i) instanceof InputSpec.Rules) {
                rules = inputs.get(i);
            }
        }
        PlanKey sought = new PlanKey(new QueryKey(query), FormKey.of(rules));
        Plan known = plans.getIfPresent(sought);
        if (known != null) {
            return known;
        }
        PlanKey key = new PlanKey(sought.query(), sought.rules().copy());
        Object definitions = key.rules().form();
        RuleSet set = definitions == null ? RuleSet.EMPTY : RuleSet.parse(definitions, effort);
        Plan plan = Plan.of(tree, set, functions, effort);
        plans.put(key, plan);
        return plan;
    }

    /** What functions may ask of this engine while a query runs. */
    private final class Functions implements FunctionContext {
        private final Deadline deadline;
        private final RandomGenerator generator;
        private final Guard guard;

        Functions(Deadline deadline, RandomGenerator generator, Guard guard) {
            this.deadline = deadline;
            this.generator = generator;
            this.guard = guard;
        }

        @Override
        public Effort effort() {
            return guard;
        }

        @Override
        public void need(long bytes) {
            guard.need(bytes);
        }

        @Override
        public Deadline deadline() {
            return deadline;
        }

        @Override
        public RandomGenerator random() {
            return generator;
        }

        @Override
        public @Nullable Object query(Query query, List<@Nullable Object> inputs) {
            Functions nested = new Functions(deadline, QueryEngine.this.random.get(), guard);
            QueryResult result = run(query, inputs, nested, null);
            Object found = result.shaped(row -> row(row, result.names()), value -> value);
            guard.keep(Sizes.deepBytes(found, guard));
            return found;
        }

        @Override
        public @Nullable Object pull(DatabaseValue database, Object pattern, @Nullable Object entity) {
            long kept = guard.kept();
            Object pulled = pull.pull(database, Pull.of(pattern), entity, guard);
            guard.keep(kept + Sizes.deepBytes(pulled, guard) - guard.kept());
            return pulled instanceof Map<?, ?> map && map.isEmpty() ? null : pulled;
        }
    }

    private static Object row(@Nullable Object[] values, List<Object> names) {
        if (names.isEmpty()) {
            return Arrays.asList(values);
        }
        Map<Object, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            map.put(names.get(i), values[i]);
        }
        return map;
    }
}
