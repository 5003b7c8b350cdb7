package io.stator.engine.query;

import io.stator.engine.query.syntax.Clause;
import io.stator.engine.query.syntax.Rule;
import io.stator.engine.query.syntax.RuleSet;
import io.stator.engine.query.syntax.Target;
import io.stator.engine.query.syntax.Term;
import io.stator.engine.query.syntax.Variable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Says which clauses can be evaluated once some variables are bound. */
final class NaiveReady {
    /** A rule that is being looked at, and the parameters that are bound. */
    private record Use(Object name, Set<Variable> bound) {}

    private final RuleSet rules;
    private final Set<Use> inProgress = new HashSet<>();

    NaiveReady(RuleSet rules) {
        this.rules = rules;
    }

    /** Returns whether a clause can be evaluated; all its variables are bound afterwards. */
    boolean isReady(Clause clause, Set<Variable> bound) {
        if (clause instanceof Clause.DataPattern pattern) {
            return !pattern.source().name().toString().equals("$")
                    || pattern.terms().stream().limit(3).anyMatch(term -> isBound(term, bound));
        }
        if (clause instanceof Clause.Predicate predicate) {
            return bound.containsAll(predicate.variables());
        }
        if (clause instanceof Clause.FunctionClause function) {
            return bound.containsAll(function.call().variables());
        }
        if (clause instanceof Clause.Not not) {
            return bound.containsAll(not.variables()) && bindsAll(not.clauses(), bound, not.variables());
        }
        if (clause instanceof Clause.Or or) {
            return bound.containsAll(or.required())
                    && or.branches().stream().allMatch(branch -> bindsAll(branch, bound, or.variables()));
        }
        return isReady((Clause.RuleCall) clause, bound);
    }

    /** Returns whether a clause would look for a value without knowing entity or attribute, which finds references only. */
    static boolean isOfValueAlone(Clause clause, Set<Variable> bound) {
        return clause instanceof Clause.DataPattern pattern
                && !isBound(pattern.term(0), bound)
                && !isBound(pattern.term(1), bound)
                && isBound(pattern.term(2), bound);
    }

    private static boolean isBound(Term term, Set<Variable> bound) {
        return term instanceof Variable variable ? bound.contains(variable) : !(term instanceof Target);
    }

    private boolean bindsAll(List<Clause> clauses, Set<Variable> outside, Set<Variable> joined) {
        Set<Variable> bound = new HashSet<>(joined);
        bound.retainAll(outside);
        return canRun(clauses, bound) && bound.containsAll(joined);
    }

    /** Returns whether clauses can be evaluated in some order, adding what they bind. */
    boolean canRun(List<Clause> clauses, Set<Variable> bound) {
        List<Clause> waiting = new ArrayList<>(clauses);
        while (!waiting.isEmpty()) {
            Clause next = null;
            for (Clause clause : waiting) {
                if (isReady(clause, bound)) {
                    next = clause;
                    break;
                }
            }
            if (next == null) {
                return false;
            }
            waiting.remove(next);
            bound.addAll(next.variables());
        }
        return true;
    }

    private boolean isReady(Clause.RuleCall call, Set<Variable> bound) {
        for (Rule rule : rules.definitions(call)) {
            Set<Variable> parameters = new HashSet<>();
            for (int i = 0; i < call.arguments().size(); i++) {
                if (isBound(call.arguments().get(i), bound)) {
                    parameters.add(rule.parameters().get(i));
                }
            }
            if (!parameters.containsAll(rule.required())) {
                return false;
            }
            Use use = new Use(rule, Set.copyOf(parameters));
            if (!inProgress.add(use)) {
                continue;
            }
            try {
                if (!canRun(rule.clauses(), parameters) || !parameters.containsAll(rule.parameters())) {
                    return false;
                }
            } finally {
                inProgress.remove(use);
            }
        }
        return true;
    }
}
