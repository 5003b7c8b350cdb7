package io.stator.engine.query.syntax;

import io.stator.Anomaly;
import io.stator.edn.Edn;
import io.stator.edn.Symbol;
import io.stator.engine.datom.Effort;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules by name; all definitions of a name have as many parameters. Immutable. */
public final class RuleSet {
    /** No rules. */
    public static final RuleSet EMPTY = new RuleSet(Map.of());

    private final Map<Symbol, List<Rule>> rules;

    /** The names that were given, which messages show. */
    private final Set<Symbol> given;

    private RuleSet(Map<Symbol, List<Rule>> rules) {
        this(rules, rules.keySet());
    }

    private RuleSet(Map<Symbol, List<Rule>> rules, Set<Symbol> given) {
        this.rules = rules;
        this.given = given;
    }

    /** Returns these rules with other definitions of some, and those of helpers that no program can name. */
    public RuleSet with(Map<Symbol, List<Rule>> others) {
        Map<Symbol, List<Rule>> next = new LinkedHashMap<>(rules);
        others.forEach((name, definitions) -> next.put(name, List.copyOf(definitions)));
        return new RuleSet(Collections.unmodifiableMap(next), given);
    }

    /**
     * Returns the rules given as a collection of definitions, or as EDN text of one.
     *
     * @throws Anomaly.Incorrect when they are malformed, or two of a name differ in arity
     */
    public static RuleSet parse(@Nullable Object forms) {
        return parse(forms, Effort.UNLIMITED);
    }

    /** As {@link #parse(Object)}, telling of each form. */
    public static RuleSet parse(@Nullable Object forms, Effort effort) {
        return of(RuleParser.parse(forms, effort));
    }

    /** Returns the set of these rules. */
    static RuleSet of(List<Rule> definitions) {
        Map<Symbol, List<Rule>> byName = new LinkedHashMap<>();
        for (Rule rule : definitions) {
            List<Rule> sameName = byName.computeIfAbsent(rule.name(), name -> new ArrayList<>());
            if (!sameName.isEmpty()
                    && sameName.get(0).parameters().size() != rule.parameters().size()) {
                throw new Anomaly.Incorrect("Arity mismatch for predicate: " + rule.name() + ", "
                        + sameName.get(0).origin() + " and " + rule.origin());
            }
            sameName.add(rule);
        }
        byName.replaceAll((name, sameName) -> List.copyOf(sameName));
        return new RuleSet(Collections.unmodifiableMap(byName));
    }

    /** Returns all names, in the order in which they were first defined, with their definitions. */
    public Map<Symbol, List<Rule>> all() {
        return rules;
    }

    /**
     * Returns the definitions a call means, at least one.
     *
     * @throws Anomaly.Incorrect when there are none, or they have another number of parameters
     */
    public List<Rule> definitions(Clause.RuleCall call) {
        List<Rule> definitions = rules.get(call.name());
        if (definitions == null) {
            throw new Anomaly.Incorrect(
                    "processing clause: " + call.origin() + ", message: Cannot resolve key: " + call.name()
                            + (rules.isEmpty()
                                    ? " (no rules were given)"
                                    : " (rules: " + Edn.describe(List.copyOf(given)) + ")"));
        }
        for (Rule definition : definitions) {
            if (definition.clauses().isEmpty()) {
                throw Malformed.query("a rule that is used must have at least one clause: rule=" + definition.origin());
            }
        }
        int arity = definitions.get(0).parameters().size();
        if (call.arguments().size() != arity) {
            throw new Anomaly.Incorrect("processing clause: " + call.origin() + ", message: rule " + call.name()
                    + " must be called with " + arity + " arguments, got "
                    + call.arguments().size());
        }
        return definitions;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RuleSet set && rules.equals(set.rules);
    }

    @Override
    public int hashCode() {
        return rules.hashCode();
    }

    @Override
    public String toString() {
        return given.toString();
    }
}
