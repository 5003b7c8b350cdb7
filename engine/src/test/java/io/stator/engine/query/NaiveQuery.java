package io.stator.engine.query;

import io.stator.Anomaly;
import io.stator.Query;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.database.Deadline;
import io.stator.engine.query.function.Aggregate;
import io.stator.engine.query.function.FunctionContext;
import io.stator.engine.query.function.FunctionRegistry;
import io.stator.engine.query.syntax.Constant;
import io.stator.engine.query.syntax.FindElement;
import io.stator.engine.query.syntax.FindSpec;
import io.stator.engine.query.syntax.InputName;
import io.stator.engine.query.syntax.InputSpec;
import io.stator.engine.query.syntax.ParsedQuery;
import io.stator.engine.query.syntax.QueryParser;
import io.stator.engine.query.syntax.RuleSet;
import io.stator.engine.query.syntax.SourceVariable;
import io.stator.engine.query.syntax.Variable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Answers queries in the simplest way there is; pulling is left out. */
final class NaiveQuery {
    private final ParsedQuery query;
    private final Map<SourceVariable, Object> sources = new HashMap<>();
    private final Map<InputName, Object> names = new HashMap<>();
    private RuleSet rules = RuleSet.EMPTY;
    private List<Map<Variable, Object>> start = List.of(Map.of());
    private final Set<Variable> bound = new HashSet<>();

    private NaiveQuery(ParsedQuery query) {
        this.query = query;
    }

    /** Returns the rows of a query, each a list. */
    static List<List<Object>> run(Query query, List<?> inputs) {
        NaiveQuery naive = new NaiveQuery(QueryParser.parse(query));
        naive.take(inputs);
        return naive.find();
    }

    private void take(List<?> inputs) {
        for (int i = 0; i < query.inputs().size(); i++) {
            InputSpec spec = query.inputs().get(i);
            Object input = inputs.get(i);
            if (spec instanceof InputSpec.Source source) {
                sources.put(source.variable(), input);
            } else if (spec instanceof InputSpec.Rules) {
                rules = RuleSet.parse(input);
            } else if (spec instanceof InputSpec.Named named) {
                names.put(new InputName(named.name()), input);
            } else if (spec instanceof InputSpec.Bound form) {
                List<Map<Variable, Object>> rows = new ArrayList<>();
                start.forEach(row -> rows.addAll(NaiveClauses.bind(form.binding(), input, row)));
                start = rows;
                bound.addAll(form.binding().variables());
            }
        }
    }

    private List<List<Object>> find() {
        NaiveClauses clauses =
                new NaiveClauses(sources, names, rules, new Context(), new NaivePattern(), new NaiveRules());
        if (!new NaiveReady(rules).canRun(query.where(), bound)) {
            throw Anomaly.incorrect("insufficient-binding", "some clause can never be evaluated");
        }
        List<Map<Variable, Object>> rows = clauses.all(query.where(), start);
        if (rows.stream().anyMatch(row -> row.containsKey(NaiveClauses.FAILURE))) {
            throw new NaiveFailure();
        }
        Map<NaiveKey, Map<Variable, Object>> kept = new LinkedHashMap<>();
        for (Map<Variable, Object> row : rows) {
            List<Object> key = new ArrayList<>();
            query.find().elements().forEach(element -> key.add(row.get(element.variable())));
            query.with().forEach(variable -> key.add(row.get(variable)));
            kept.putIfAbsent(new NaiveKey(key), row);
        }
        boolean aggregating = query.find().elements().stream().anyMatch(FindElement.AggregateElement.class::isInstance);
        return aggregating
                ? aggregate(kept.values())
                : kept.values().stream().map(this::plain).toList();
    }

    private List<Object> plain(Map<Variable, Object> row) {
        List<Object> result = new ArrayList<>();
        query.find().elements().forEach(element -> result.add(row.get(element.variable())));
        return result;
    }

    private List<List<Object>> aggregate(Iterable<Map<Variable, Object>> rows) {
        Map<NaiveKey, List<Map<Variable, Object>>> groups = new LinkedHashMap<>();
        for (Map<Variable, Object> row : rows) {
            List<Object> key = new ArrayList<>();
            for (FindElement element : query.find().elements()) {
                if (!(element instanceof FindElement.AggregateElement)) {
                    key.add(row.get(element.variable()));
                }
            }
            groups.computeIfAbsent(new NaiveKey(key), group -> new ArrayList<>())
                    .add(row);
        }
        List<List<Object>> results = new ArrayList<>();
        for (List<Map<Variable, Object>> group : groups.values()) {
            List<Object> result = new ArrayList<>();
            for (FindElement element : query.find().elements()) {
                result.add(
                        element instanceof FindElement.AggregateElement aggregate
                                ? aggregate(aggregate, group)
                                : group.get(0).get(element.variable()));
            }
            results.add(result);
        }
        return results;
    }

    private static Object aggregate(FindElement.AggregateElement element, List<Map<Variable, Object>> group) {
        List<Object> arguments = new ArrayList<>();
        element.arguments().forEach(argument -> arguments.add(((Constant) argument).value()));
        Aggregate aggregate =
                FunctionRegistry.standard().aggregate(element.name()).start(new Context(), arguments);
        group.forEach(row -> aggregate.add(row.get(element.variable())));
        return aggregate.result();
    }

    /** Says that a row fails that satisfies all else. */
    static final class NaiveFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** What functions are given: nested queries are answered naively too. */
    private static final class Context implements FunctionContext {
        @Override
        public Deadline deadline() {
            return Deadline.none();
        }

        @Override
        public RandomGenerator random() {
            return new SplittableRandom(0);
        }

        @Override
        public Object query(Query query, List<Object> inputs) {
            List<List<Object>> rows = run(query, inputs);
            if (QueryParser.parse(query).find().shape() != FindSpec.Shape.SCALAR) {
                return rows;
            }
            return rows.isEmpty() ? null : rows.get(0).get(0);
        }

        @Override
        public Object pull(DatabaseValue database, Object pattern, Object entity) {
            throw new UnsupportedOperationException("pull");
        }
    }
}
