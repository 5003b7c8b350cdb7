package io.stator.spi;

import io.stator.Anomaly;
import io.stator.Index;
import io.stator.IoStats;
import io.stator.Query;
import io.stator.QueryStats;
import io.stator.QueryStats.Access;
import io.stator.QueryStats.ClauseStats;
import io.stator.QueryStats.Phase;
import io.stator.edn.Edn;
import io.stator.edn.EdnList;
import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Statistics as the maps that the Client API has of them, and back.
 *
 * <p>Nothing here waits, and nothing fails but as it says.
 */
public final class StatsMaps {
    /** Of how many clauses of a phase the expansion is told: of those that grew most. */
    private static final int EXPANSIONS_MAX = 3;

    private static final double NANOS_PER_MILLI = 1e6;

    private static final Keyword QUERY = Keyword.of("query");
    private static final Keyword PHASES = Keyword.of("phases");
    private static final Keyword SCHEDULE = Keyword.of("sched");
    private static final Keyword CLAUSES = Keyword.of("clauses");
    private static final Keyword CLAUSE = Keyword.of("clause");
    private static final Keyword ROWS_IN = Keyword.of("rows-in");
    private static final Keyword ROWS_OUT = Keyword.of("rows-out");
    private static final Keyword BINDS_IN = Keyword.of("binds-in");
    private static final Keyword BINDS_OUT = Keyword.of("binds-out");
    private static final Keyword PREDICATES = Keyword.of("preds");
    private static final Keyword EXPANSION = Keyword.of("expansion");
    private static final Keyword WARNINGS = Keyword.of("warnings");
    private static final Keyword UNBOUND = Keyword.of("unbound-vars");
    private static final Keyword OF = Keyword.of("stator", "of");
    private static final Keyword MILLIS = Keyword.of("stator", "ms");
    private static final Keyword WRITTEN = Keyword.of("stator", "written");
    private static final Keyword RUNS = Keyword.of("stator", "runs");
    private static final Keyword ACCESS = Keyword.of("stator", "access");
    private static final Keyword INDEX = Keyword.of("stator", "index");
    private static final Keyword FACTS = Keyword.of("stator", "facts-read");
    private static final Keyword ESTIMATED = Keyword.of("stator", "rows-estimated");
    private static final Keyword IO_CONTEXT = Keyword.of("io-context");
    private static final Keyword API = Keyword.of("api");
    private static final Keyword API_MILLIS = Keyword.of("api-ms");
    private static final Keyword READS = Keyword.of("reads");

    private StatsMaps() {}

    /** Returns the map of the statistics of a query. */
    public static Map<Keyword, Object> map(QueryStats stats) {
        Map<Keyword, Object> map = new LinkedHashMap<>();
        map.put(QUERY, form(stats.query()));
        map.put(
                PHASES,
                EdnVector.copyOf(stats.phases().stream().map(StatsMaps::map).toList()));
        map.put(MILLIS, millis(stats.elapsed()));
        return Collections.unmodifiableMap(map);
    }

    private static Object form(Query query) {
        List<Object> form = new ArrayList<>();
        query.sections().forEach((name, elements) -> {
            form.add(name);
            form.addAll(elements);
        });
        return EdnVector.copyOf(form);
    }

    private static Map<Keyword, Object> map(Phase phase) {
        long least = phase.clauses().stream()
                .map(ClauseStats::expansion)
                .sorted(Comparator.reverseOrder())
                .skip(EXPANSIONS_MAX - 1L)
                .findFirst()
                .orElse(0L);
        Map<Keyword, Object> map = new LinkedHashMap<>();
        phase.of().ifPresent(outer -> map.put(OF, outer));
        map.put(
                SCHEDULE,
                EdnList.copyOf(phase.schedule().stream().map(EdnList::copyOf).toList()));
        List<Object> clauses = new ArrayList<>();
        int told = 0;
        for (ClauseStats clause : phase.clauses()) {
            boolean grown = clause.expansion() > 0 && clause.expansion() >= least && told < EXPANSIONS_MAX;
            told += grown ? 1 : 0;
            clauses.add(map(clause, grown));
        }
        map.put(CLAUSES, EdnVector.copyOf(clauses));
        return Collections.unmodifiableMap(map);
    }

    private static Map<Keyword, Object> map(ClauseStats clause, boolean grown) {
        Map<Keyword, Object> map = new LinkedHashMap<>();
        map.put(CLAUSE, clause.clause());
        map.put(ROWS_IN, clause.rowsIn());
        map.put(ROWS_OUT, clause.rowsOut());
        map.put(BINDS_IN, binds(clause.bindsIn()));
        map.put(BINDS_OUT, binds(clause.bindsOut()));
        if (!clause.predicates().isEmpty()) {
            map.put(PREDICATES, EdnList.copyOf(clause.predicates()));
        }
        if (grown) {
            map.put(EXPANSION, clause.expansion());
        }
        if (!clause.unboundVariables().isEmpty()) {
            map.put(WARNINGS, Map.of(UNBOUND, clause.unboundVariables()));
        }
        map.put(MILLIS, millis(clause.elapsed()));
        map.put(WRITTEN, (long) clause.written());
        map.put(RUNS, clause.runs());
        clause.access().ifPresent(access -> {
            map.put(ACCESS, access.keyword());
            map.put(FACTS, clause.factsRead());
        });
        clause.index().ifPresent(index -> map.put(INDEX, index.keyword()));
        clause.rowsEstimated().ifPresent(rows -> map.put(ESTIMATED, rows));
        return Collections.unmodifiableMap(map);
    }

    private static Object binds(List<Symbol> variables) {
        return variables.isEmpty() ? EdnList.of() : EdnVector.copyOf(variables);
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / NANOS_PER_MILLI;
    }

    /** Returns the map of statistics of reading. */
    public static Map<Keyword, Object> map(IoStats stats) {
        Map<Keyword, Object> map = new LinkedHashMap<>();
        stats.context().ifPresent(context -> map.put(IO_CONTEXT, context));
        map.put(API, stats.api());
        map.put(API_MILLIS, millis(stats.elapsed()));
        map.put(READS, stats.reads());
        return Collections.unmodifiableMap(map);
    }

    /**
     * Returns the statistics of a query that a map holds, be it of Stator or of another server.
     *
     * @throws Anomaly.Fault when there are none in it
     */
    public static QueryStats queryStats(@Nullable Object told) {
        Map<?, ?> map = required(told);
        Query query = Query.of(map.get(QUERY));
        List<Phase> phases = new ArrayList<>();
        all(map.get(PHASES)).forEach(phase -> phases.add(phase(required(phase))));
        return new QueryStats(query, duration(map.get(MILLIS)), phases);
    }

    private static Phase phase(Map<?, ?> map) {
        List<List<Object>> schedule = new ArrayList<>();
        all(map.get(SCHEDULE)).forEach(branch -> schedule.add(all(branch)));
        List<ClauseStats> clauses = new ArrayList<>();
        all(map.get(CLAUSES)).forEach(clause -> clauses.add(clause(required(clause))));
        return new Phase(Optional.ofNullable(map.get(OF)), schedule, clauses);
    }

    private static ClauseStats clause(Map<?, ?> map) {
        Object warnings = map.get(WARNINGS);
        Object clause = map.get(CLAUSE);
        if (clause == null) {
            throw unreadable(map);
        }
        return new ClauseStats(
                clause,
                all(map.get(PREDICATES)),
                number(map.get(ROWS_IN), 0),
                number(map.get(ROWS_OUT), 0),
                symbols(map.get(BINDS_IN)).toList(),
                symbols(map.get(BINDS_OUT)).toList(),
                warnings instanceof Map<?, ?> told ? variables(told.get(UNBOUND)) : Set.of(),
                (int) number(map.get(WRITTEN), 0),
                number(map.get(RUNS), 1),
                duration(map.get(MILLIS)),
                constant(Access.class, map.get(ACCESS)),
                constant(Index.class, map.get(INDEX)),
                number(map.get(FACTS), 0),
                map.get(ESTIMATED) instanceof Long rows ? OptionalLong.of(rows) : OptionalLong.empty());
    }

    private static Set<Symbol> variables(@Nullable Object given) {
        Set<Symbol> variables = new LinkedHashSet<>();
        symbols(given).forEach(variables::add);
        return variables;
    }

    /**
     * Returns the statistics of reading that a map holds.
     *
     * @throws Anomaly.Fault when there are none in it
     */
    public static IoStats ioStats(@Nullable Object told) {
        Map<?, ?> map = required(told);
        Map<Keyword, Number> reads = new LinkedHashMap<>();
        if (map.get(READS) instanceof Map<?, ?> all) {
            all.forEach((name, count) -> {
                if (name instanceof Keyword key && count instanceof Number number) {
                    reads.put(key, number);
                }
            });
        }
        return new IoStats(
                map.get(IO_CONTEXT) instanceof Keyword context ? Optional.of(context) : Optional.empty(),
                map.get(API) instanceof Keyword api ? api : QUERY,
                duration(map.get(API_MILLIS)),
                reads);
    }

    /** Returns the sum of some statistics of one call, which was made in several requests. */
    public static IoStats sum(Optional<Keyword> context, Keyword api, List<IoStats> all) {
        Map<Keyword, Number> reads = new LinkedHashMap<>();
        Duration elapsed = Duration.ZERO;
        for (IoStats each : all) {
            elapsed = elapsed.plus(each.elapsed());
            each.reads().forEach((name, count) -> reads.merge(name, count, StatsMaps::plus));
        }
        return new IoStats(context, api, elapsed, reads);
    }

    private static Number plus(Number left, Number right) {
        return left instanceof Long && right instanceof Long
                ? (Number) (left.longValue() + right.longValue())
                : (Number) (left.doubleValue() + right.doubleValue());
    }

    private static Map<?, ?> required(@Nullable Object told) {
        if (told instanceof Map<?, ?> map) {
            return map;
        }
        throw unreadable(told);
    }

    private static Anomaly unreadable(@Nullable Object told) {
        return new Anomaly.Fault(
                "statistics must be maps as the Client API has them: statistics=" + Edn.describe(told));
    }

    private static List<Object> all(@Nullable Object given) {
        List<Object> all = new ArrayList<>();
        if (given instanceof Collection<?> collection) {
            for (Object each : collection) {
                if (each == null) {
                    throw unreadable(given);
                }
                all.add(each);
            }
        }
        return all;
    }

    private static Stream<Symbol> symbols(@Nullable Object given) {
        return all(given).stream().filter(Symbol.class::isInstance).map(Symbol.class::cast);
    }

    private static long number(@Nullable Object given, long otherwise) {
        return given instanceof Number number ? number.longValue() : otherwise;
    }

    private static Duration duration(@Nullable Object millis) {
        return millis instanceof Number number
                ? Duration.ofNanos(Math.max(0, Math.round(number.doubleValue() * NANOS_PER_MILLI)))
                : Duration.ZERO;
    }

    private static <E extends Enum<E>> Optional<E> constant(Class<E> type, @Nullable Object name) {
        if (name instanceof Keyword keyword) {
            for (E constant : type.getEnumConstants()) {
                if (constant.name().equals(keyword.name().toUpperCase(Locale.ROOT))) {
                    return Optional.of(constant);
                }
            }
        }
        return Optional.empty();
    }
}
