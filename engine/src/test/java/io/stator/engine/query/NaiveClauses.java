package io.stator.engine.query;

import io.stator.Anomaly;
import io.stator.engine.datom.Values;
import io.stator.engine.query.function.Expression;
import io.stator.engine.query.function.FunctionContext;
import io.stator.engine.query.syntax.Argument;
import io.stator.engine.query.syntax.Binding;
import io.stator.engine.query.syntax.Call;
import io.stator.engine.query.syntax.Clause;
import io.stator.engine.query.syntax.InputName;
import io.stator.engine.query.syntax.RuleSet;
import io.stator.engine.query.syntax.SourceVariable;
import io.stator.engine.query.syntax.Target;
import io.stator.engine.query.syntax.Variable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Evaluates clauses by nested loops: the first clause that is ready makes of a row the rows that satisfy it too, and the others go on with
 * those.
 *
 * <p>A row on which a call fails goes on without the call and with a mark; of clauses that need what the call would have bound nothing is
 * known then. It is slow and simple, and what the engine is compared with.
 */
final class NaiveClauses {
    /** The number of rows at which nested loops give up. */
    private static final int ROWS_MAX = 1_000;

    /** What a row has that failed. */
    static final Variable FAILURE = Variable.of("?failure");

    private final Map<SourceVariable, Object> sources;
    private final Map<InputName, Object> names;
    private final RuleSet rules;
    private final FunctionContext context;
    private final NaivePattern patterns;
    private final NaiveRules tables;

    NaiveClauses(
            Map<SourceVariable, Object> sources,
            Map<InputName, Object> names,
            RuleSet rules,
            FunctionContext context,
            NaivePattern patterns,
            NaiveRules tables) {
        this.sources = sources;
        this.names = names;
        this.rules = rules;
        this.context = context;
        this.patterns = patterns;
        this.tables = tables;
    }

    /** Returns the evaluator of the body of a rule called on a source. */
    NaiveClauses on(Object source) {
        return new NaiveClauses(Map.of(SourceVariable.DEFAULT, source), Map.of(), rules, context, patterns, tables);
    }

    RuleSet rules() {
        return rules;
    }

    /** Returns the rows that satisfy all clauses, and those that failed and satisfy all that can be evaluated of them. */
    List<Map<Variable, Object>> all(List<Clause> clauses, List<Map<Variable, Object>> start) {
        Map<Set<Variable>, List<Map<Variable, Object>>> alike = new LinkedHashMap<>();
        for (Map<Variable, Object> row : distinct(start)) {
            alike.computeIfAbsent(row.keySet(), known -> new ArrayList<>()).add(row);
        }
        List<Map<Variable, Object>> found = new ArrayList<>();
        alike.forEach((known, rows) -> found.addAll(allAlike(clauses, rows, known)));
        return distinct(found);
    }

    private List<Map<Variable, Object>> allAlike(
            List<Clause> clauses, List<Map<Variable, Object>> rows, Set<Variable> known) {
        Clause next = next(clauses, known);
        if (next == null) {
            return rows;
        }
        List<Clause> others = new ArrayList<>(clauses);
        others.remove(next);
        List<Map<Variable, Object>> extended = new ArrayList<>();
        for (Map<Variable, Object> row : rows) {
            extended.addAll(extendOrFail(next, row));
            if (extended.size() > ROWS_MAX) {
                throw new Anomaly.Unavailable("too many rows for nested loops");
            }
        }
        return all(others, extended);
    }

    /** Returns a clause that can be evaluated; null when all were, or when no other can be of rows that failed. */
    private Clause next(List<Clause> waiting, Set<Variable> known) {
        NaiveReady ready = new NaiveReady(rules);
        for (boolean lastResort : new boolean[] {false, true}) {
            for (Clause clause : waiting) {
                if (ready.isReady(clause, known) && (lastResort || !NaiveReady.isOfValueAlone(clause, known))) {
                    return clause;
                }
            }
        }
        if (waiting.isEmpty() || known.contains(FAILURE)) {
            return null;
        }
        throw Anomaly.incorrect("insufficient-binding", "no clause can be evaluated: " + waiting);
    }

    private List<Map<Variable, Object>> extendOrFail(Clause clause, Map<Variable, Object> row) {
        try {
            return extend(clause, row);
        } catch (CallFailed failure) {
            return List.of(failed(row));
        }
    }

    private static Map<Variable, Object> failed(Map<Variable, Object> row) {
        Map<Variable, Object> failed = new HashMap<>(row);
        failed.put(FAILURE, true);
        return failed;
    }

    /** Says that a call failed on a row. */
    private static final class CallFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static List<Map<Variable, Object>> distinct(List<Map<Variable, Object>> rows) {
        Set<Map<Variable, NaiveKey>> seen = new HashSet<>();
        List<Map<Variable, Object>> distinct = new ArrayList<>();
        for (Map<Variable, Object> row : rows) {
            Map<Variable, NaiveKey> key = new HashMap<>();
            row.forEach((variable, value) -> key.put(variable, new NaiveKey(value)));
            if (seen.add(key)) {
                distinct.add(row);
            }
        }
        return distinct;
    }

    private List<Map<Variable, Object>> extend(Clause clause, Map<Variable, Object> row) {
        if (clause instanceof Clause.DataPattern pattern) {
            return patterns.match(source(pattern.source()), pattern, row);
        }
        if (clause instanceof Clause.Predicate predicate) {
            return Expression.isTrue(value(predicate.call(), row)) ? List.of(row) : List.of();
        }
        if (clause instanceof Clause.FunctionClause function) {
            Object value = value(function.call(), row);
            try {
                return value == null ? List.of() : bind(function.binding(), value, row);
            } catch (Anomaly.Incorrect | ClassCastException cannotBeTakenApart) {
                throw new CallFailed();
            }
        }
        if (clause instanceof Clause.Not not) {
            Map<Variable, Object> inner = only(row, not.variables());
            List<Map<Variable, Object>> found = isolated().all(not.clauses(), List.of(inner));
            if (found.stream().anyMatch(each -> !each.containsKey(FAILURE))) {
                return List.of();
            }
            return List.of(found.isEmpty() ? row : failed(row));
        }
        if (clause instanceof Clause.Or or) {
            List<Map<Variable, Object>> union = new ArrayList<>();
            Map<Variable, Object> inner = only(row, or.variables());
            for (List<Clause> branch : or.branches()) {
                for (Map<Variable, Object> found : all(branch, List.of(inner))) {
                    Map<Variable, Object> joined = new HashMap<>(row);
                    joined.putAll(only(found, or.variables()));
                    union.add(found.containsKey(FAILURE) ? failed(joined) : joined);
                }
            }
            return union;
        }
        Clause.RuleCall call = (Clause.RuleCall) clause;
        return tables.extend(this, source(call.source()), call, row);
    }

    /** Returns this evaluator with tables of its own, so that what is found inside is final. */
    private NaiveClauses isolated() {
        return new NaiveClauses(sources, names, rules, context, patterns, new NaiveRules());
    }

    private static Map<Variable, Object> only(Map<Variable, Object> row, Set<Variable> variables) {
        Map<Variable, Object> part = new HashMap<>(row);
        part.keySet().retainAll(variables);
        return part;
    }

    private Object source(SourceVariable variable) {
        Object source = sources.get(variable);
        if (source == null) {
            throw Anomaly.incorrect("invalid-data-source", "no source " + variable);
        }
        return source;
    }

    private Object value(Call call, Map<Variable, Object> row) {
        Expression expression = Expression.compile(call, call.origin(), RandomClauses.FUNCTIONS);
        Object[] values = new Object[expression.inputs().size()];
        for (int i = 0; i < values.length; i++) {
            Argument input = expression.inputs().get(i);
            values[i] = input instanceof Variable
                    ? row.get(input)
                    : input instanceof SourceVariable source ? source(source) : names.get(input);
        }
        try {
            return expression.evaluate(context, values);
        } catch (Anomaly failure) {
            throw new CallFailed();
        }
    }

    /** Returns the rows that a row becomes when a value is bound to it. */
    static List<Map<Variable, Object>> bind(Binding binding, Object value, Map<Variable, Object> row) {
        List<List<?>> tuples = new ArrayList<>();
        if (binding.kind() == Binding.Kind.IGNORE) {
            return List.of(row);
        }
        if (binding.kind() == Binding.Kind.SCALAR) {
            tuples.add(Collections.singletonList(value));
        } else if (binding.kind() == Binding.Kind.TUPLE) {
            tuples.add((List<?>) value);
        } else if (binding.kind() == Binding.Kind.COLLECTION) {
            ((Collection<?>) value).forEach(element -> tuples.add(Collections.singletonList(element)));
        } else {
            ((Collection<?>) value).forEach(element -> tuples.add((List<?>) element));
        }
        List<Map<Variable, Object>> rows = new ArrayList<>();
        for (List<?> tuple : tuples) {
            if (tuple.size() < binding.targets().size()) {
                throw new Anomaly.Incorrect("a tuple is too short: " + tuple);
            }
        }
        for (List<?> tuple : tuples) {
            Map<Variable, Object> extended = unify(binding.targets(), tuple, row);
            if (extended != null) {
                rows.add(extended);
            }
        }
        return rows;
    }

    private static Map<Variable, Object> unify(List<Target> targets, List<?> values, Map<Variable, Object> row) {
        Map<Variable, Object> extended = new HashMap<>(row);
        for (int i = 0; i < targets.size(); i++) {
            if (targets.get(i) instanceof Variable variable) {
                if (extended.containsKey(variable) && !Values.equal(extended.get(variable), values.get(i))) {
                    return null;
                }
                extended.putIfAbsent(variable, values.get(i));
            }
        }
        return extended;
    }
}
