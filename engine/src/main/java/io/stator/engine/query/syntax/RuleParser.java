package io.stator.engine.query.syntax;

import io.stator.Anomaly;
import io.stator.edn.Edn;
import io.stator.edn.EdnException;
import io.stator.edn.EdnOptions;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.engine.datom.Effort;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads rule definitions. */
final class RuleParser {
    /** How many definitions one query may be given. */
    static final int RULES_MAX = 10_000;

    private RuleParser() {}

    static List<Rule> parse(@Nullable Object forms, Effort effort) {
        Object read = forms instanceof String text ? read(text) : forms;
        if (!(read instanceof Collection<?> definitions)) {
            throw Malformed.query("rules must be a list of definitions such as [(name ?x) [?x :attribute]], got "
                    + Origin.show(read));
        }
        if (definitions.size() > RULES_MAX) {
            throw Malformed.query("there may be at most " + RULES_MAX + " rules, got " + definitions.size());
        }
        List<Rule> rules = new ArrayList<>(definitions.size());
        for (Object definition : definitions) {
            effort.steps(ClauseParser.FORM_STEPS);
            rules.add(rule(definition, effort));
        }
        return rules;
    }

    private static @Nullable Object read(String text) {
        try {
            return Edn.read(text, EdnOptions.defaults().queryForms());
        } catch (EdnException malformed) {
            throw new Anomaly.Incorrect(
                    "malformed rules: " + malformed.getMessage(),
                    Map.of(
                            Keyword.of("edn", "line"), (long) malformed.line(),
                            Keyword.of("edn", "column"), (long) malformed.column()),
                    malformed);
        }
    }

    private static Rule rule(@Nullable Object form, Effort effort) {
        Origin origin = Origin.of(form);
        if (!(form instanceof List<?> list)
                || list.isEmpty()
                || !(list.get(0) instanceof List<?> head)
                || head.isEmpty()
                || !FormKinds.isPlainSymbol(head.get(0))
                || !(head.get(0) instanceof Symbol name)) {
            throw Malformed.query("a rule must start with its head, such as (name ?x): rule=" + origin);
        }
        Set<Variable> parameters = new LinkedHashSet<>();
        int first = 1;
        if (head.size() > 1 && head.get(1) instanceof List<?> required) {
            addVariables(required, parameters, name, origin);
            first = 2;
        }
        int requiredCount = parameters.size();
        addVariables(head.subList(first, head.size()), parameters, name, origin);
        if (list.size() == 1) {
            return new Rule(
                    name, requiredCount, List.copyOf(parameters), List.of(), origin); // an error where it is used
        }
        if (parameters.isEmpty()) {
            throw Malformed.query("a rule must have at least one parameter: rule=" + origin);
        }
        List<Clause> clauses = new ClauseParser(Set.of(), true, effort).parse(list.subList(1, list.size()));
        return new Rule(name, requiredCount, List.copyOf(parameters), clauses, origin);
    }

    private static void addVariables(List<?> forms, Set<Variable> parameters, Symbol name, Origin origin) {
        for (Object form : forms) {
            if (form instanceof List) {
                throw Malformed.query("Required args list must be first in predicate: " + name + ", rule=" + origin);
            }
            if (!FormKinds.isVariable(form) || !(form instanceof Symbol symbol)) {
                throw Malformed.query("the parameters of a rule must be variables, got " + Origin.show(form) + " in "
                        + name + ": rule=" + origin);
            }
            Variable parameter = new Variable(symbol);
            if (!parameters.add(parameter)) {
                throw Malformed.query(
                        "the parameters of a rule must differ, " + parameter + " is there twice: rule=" + origin);
            }
        }
    }
}
