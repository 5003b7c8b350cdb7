package io.stator.engine.query;

import io.stator.Anomaly;
import io.stator.Index;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.datom.Fact;
import io.stator.engine.datom.Values;
import io.stator.engine.index.FactCursor;
import io.stator.engine.index.Prefix;
import io.stator.engine.query.syntax.Clause;
import io.stator.engine.query.syntax.Constant;
import io.stator.engine.query.syntax.Term;
import io.stator.engine.query.syntax.Variable;
import io.stator.engine.schema.AttributeInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Matches data patterns by looking at every datom, or at every one of an attribute. */
final class NaivePattern {
    private static final Object UNBOUND = new Object();

    private final Map<DatabaseValue, List<Fact>> facts = new HashMap<>();
    private final Map<DatabaseValue, Map<Integer, List<Fact>>> factsByAttribute = new HashMap<>();

    /** Returns the rows that a row becomes when the pattern is added to it. */
    List<Map<Variable, Object>> match(Object source, Clause.DataPattern pattern, Map<Variable, Object> row) {
        return source instanceof DatabaseValue database
                ? matchFacts(database, pattern, row)
                : matchRows((Collection<?>) source, pattern, row);
    }

    private static Object value(Term term, Map<Variable, Object> row) {
        if (term instanceof Constant constant) {
            return constant.value();
        }
        return term instanceof Variable variable && row.containsKey(variable) ? row.get(variable) : UNBOUND;
    }

    private List<Map<Variable, Object>> matchFacts(
            DatabaseValue database, Clause.DataPattern pattern, Map<Variable, Object> row) {
        Object e = value(pattern.term(0), row);
        Object a = value(pattern.term(1), row);
        Object v = value(pattern.term(2), row);
        Object tx = value(pattern.term(3), row);
        Object added = value(pattern.term(4), row);
        if (isNameTwice(pattern, e, v)) {
            return List.of();
        }
        Long entity = e == UNBOUND ? null : (Long) entity(database, e);
        AttributeInfo attribute = a == UNBOUND ? null : attribute(database, a);
        if (a != UNBOUND && attribute == null) {
            return List.of();
        }
        boolean written = pattern.term(1) instanceof Constant;
        Object named = v == UNBOUND
                ? UNBOUND
                : !written ? entityOrNothing(database, v) : attribute.isRef() ? (Object) entity(database, v) : v;
        boolean onlyRefs = a == UNBOUND && e == UNBOUND && v != UNBOUND;
        List<Map<Variable, Object>> matches = new ArrayList<>();
        for (Fact fact : attribute == null ? all(database) : all(database, attribute)) {
            AttributeInfo actual = database.schema().attribute(fact.a());
            if ((entity != null && fact.e() != entity)
                    || (attribute != null && fact.a() != attribute.id())
                    || (v != UNBOUND && !Values.equal(actual != null && actual.isRef() ? named : v, fact.v()))
                    || (onlyRefs && (actual == null || !actual.isRef()))
                    || (tx != UNBOUND && !isTransaction(fact, tx, pattern.term(3)))
                    || (added != UNBOUND && !added.equals(fact.added()))) {
                continue;
            }
            extend(row, pattern.terms(), List.of(fact.e(), fact.a(), fact.v(), fact.tx(), fact.added()), matches);
        }
        return matches;
    }

    /**
     * Returns whether entity and value are one variable that has a name: facts hold ids, so that it is not the same at both
     * places. Two variables of a rule that were called with one have the same object.
     */
    private static boolean isNameTwice(Clause.DataPattern pattern, Object e, Object v) {
        boolean twice = pattern.term(0).equals(pattern.term(2)) || (e instanceof List<?> && e == v);
        return twice && e != UNBOUND && !(e instanceof Number);
    }

    private static boolean isTransaction(Fact fact, Object tx, Term term) {
        return Values.equal(tx, fact.tx()) || (term instanceof Constant && Values.equal(tx, fact.t()));
    }

    private List<Fact> all(DatabaseValue database) {
        return facts.computeIfAbsent(database, key -> {
            List<Fact> all = new ArrayList<>();
            FactCursor cursor = key.facts(Prefix.all(Index.EAVT));
            for (Fact fact = cursor.next(); fact != null; fact = cursor.next()) {
                all.add(fact);
            }
            return all;
        });
    }

    private List<Fact> all(DatabaseValue database, AttributeInfo attribute) {
        return factsByAttribute
                .computeIfAbsent(
                        database,
                        key -> all(key).stream()
                                .collect(Collectors.groupingBy(fact -> (int) fact.a(), Collectors.toList())))
                .getOrDefault(attribute.id(), List.of());
    }

    /** Returns the entity that a value names; another value, which is no entity, when it names none. */
    private static Object entityOrNothing(DatabaseValue database, Object value) {
        try {
            Long id = database.entityId(value);
            return id == null ? "nothing" : id;
        } catch (Anomaly.Incorrect namesNothing) {
            return "nothing";
        }
    }

    private static long entity(DatabaseValue database, Object value) {
        Long id = database.entityId(value);
        if (id == null) {
            throw new Anomaly.Incorrect("Cannot resolve key: " + value);
        }
        return id;
    }

    private static AttributeInfo attribute(DatabaseValue database, Object value) {
        return value instanceof Long id ? database.schema().attribute(id) : database.requireAttribute(value);
    }

    private static List<Map<Variable, Object>> matchRows(
            Collection<?> source, Clause.DataPattern pattern, Map<Variable, Object> row) {
        List<Map<Variable, Object>> matches = new ArrayList<>();
        for (Object element : source) {
            List<?> values = (List<?>) element;
            boolean matching = true;
            for (int i = 0; i < pattern.terms().size() && i < values.size(); i++) {
                Object wanted = value(pattern.term(i), row);
                matching &= wanted == UNBOUND || Values.equal(wanted, values.get(i));
            }
            if (matching) {
                extend(row, pattern.terms(), values, matches);
            }
        }
        return matches;
    }

    /** Adds the row with the pattern's variables, unless one of them would have two values. */
    private static void extend(
            Map<Variable, Object> row, List<Term> terms, List<?> values, List<Map<Variable, Object>> into) {
        Map<Variable, Object> extended = new HashMap<>(row);
        for (int i = 0; i < terms.size() && i < values.size(); i++) {
            if (terms.get(i) instanceof Variable variable && !row.containsKey(variable)) {
                if (extended.containsKey(variable) && !Values.equal(extended.get(variable), values.get(i))) {
                    return;
                }
                extended.put(variable, values.get(i));
            }
        }
        into.add(extended);
    }
}
