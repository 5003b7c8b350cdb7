package io.stator.engine.query;

import io.stator.edn.Symbol;
import io.stator.engine.datom.Values;
import io.stator.engine.query.syntax.Clause;
import io.stator.engine.query.syntax.Constant;
import io.stator.engine.query.syntax.Rule;
import io.stator.engine.query.syntax.Term;
import io.stator.engine.query.syntax.Variable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the calls of rules find: a table for each call, filled by evaluating all of them until none grows. */
final class NaiveRules {
    private static final Object UNBOUND = "unbound";

    /** A call with its bound arguments, so that other calls with the same share its table. */
    private record Use(int source, Object name, List<Boolean> bound, NaiveKey values) {}

    /** What a call has found so far: a value for each parameter; {@link #UNKNOWN} for some, and a failure at the end, in rows that failed. */
    private record Table(
            NaiveClauses clauses, Clause.RuleCall call, List<Boolean> bound, List<Object> values, Set<NaiveKey> rows) {}

    private static final Object UNKNOWN = Symbol.of("unknown");

    private final Map<Use, Table> tables = new LinkedHashMap<>();
    private boolean filling;
    private boolean grown;

    /** Returns the rows that a row becomes when a call is added to it. */
    List<Map<Variable, Object>> extend(
            NaiveClauses clauses, Object source, Clause.RuleCall call, Map<Variable, Object> row) {
        List<Boolean> bound = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        for (Term term : call.arguments()) {
            boolean known =
                    term instanceof Constant || (term instanceof Variable variable && row.containsKey(variable));
            bound.add(known);
            values.add(!known ? UNBOUND : term instanceof Constant constant ? constant.value() : row.get(term));
        }
        Use use = new Use(System.identityHashCode(source), call.name(), bound, new NaiveKey(values));
        Table table = tables.get(use);
        if (table == null) {
            table = new Table(clauses.on(source), call, bound, values, new LinkedHashSet<>());
            tables.put(use, table);
            grown = true;
            if (!filling) {
                fill();
            }
        }
        List<Map<Variable, Object>> rows = new ArrayList<>();
        for (NaiveKey found : List.copyOf(table.rows())) {
            Map<Variable, Object> extended = unify(call, (List<?>) found.value(), row);
            if (extended != null) {
                rows.add(extended);
            }
        }
        return rows;
    }

    private void fill() {
        filling = true;
        do {
            grown = false;
            for (Table table : List.copyOf(tables.values())) {
                for (Rule rule : table.clauses().rules().definitions(table.call())) {
                    evaluate(table, rule);
                }
            }
        } while (grown);
        filling = false;
    }

    private void evaluate(Table table, Rule rule) {
        Map<Variable, Object> start = new HashMap<>();
        for (int i = 0; i < rule.parameters().size(); i++) {
            if (table.bound().get(i)) {
                start.put(rule.parameters().get(i), table.values().get(i));
            }
        }
        for (Map<Variable, Object> row : table.clauses().all(rule.clauses(), List.of(start))) {
            List<Object> found = new ArrayList<>();
            boolean failed = row.containsKey(NaiveClauses.FAILURE);
            rule.parameters()
                    .forEach(parameter -> found.add(row.containsKey(parameter) ? row.get(parameter) : UNKNOWN));
            if (failed) {
                found.add(UNKNOWN);
            }
            grown |= table.rows().add(new NaiveKey(found));
        }
    }

    private static Map<Variable, Object> unify(Clause.RuleCall call, List<?> found, Map<Variable, Object> row) {
        Map<Variable, Object> extended = new HashMap<>(row);
        if (found.size() > call.arguments().size()) {
            extended.put(NaiveClauses.FAILURE, true);
        }
        for (int i = 0; i < call.arguments().size(); i++) {
            if (found.get(i) != UNKNOWN && call.arguments().get(i) instanceof Variable variable) {
                if (extended.containsKey(variable) && !Values.equal(extended.get(variable), found.get(i))) {
                    return null;
                }
                extended.putIfAbsent(variable, found.get(i));
            }
        }
        return extended;
    }
}
