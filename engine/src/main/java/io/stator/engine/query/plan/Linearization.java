package io.stator.engine.query.plan;

import io.stator.edn.Symbol;
import io.stator.engine.datom.Effort;
import io.stator.engine.query.syntax.Clause;
import io.stator.engine.query.syntax.Clause.RuleCall;
import io.stator.engine.query.syntax.Rule;
import io.stator.engine.query.syntax.RuleSet;
import io.stator.engine.query.syntax.SourceVariable;
import io.stator.engine.query.syntax.Term;
import io.stator.engine.query.syntax.Variable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes non-linear rules linear: rewrites those that are composed of themselves, as {@code (p ?x ?y)} of {@code (p ?x ?z) (p ?z ?y)}, into ones that call
 * themselves once and mean the same.
 *
 * <p>Composition is associative: whatever way a chain was put together, it is also a first step and the rest of the chain.
 * So one of the two calls may be replaced by the definitions that make single steps. A chain of a thousand links has half a
 * million pairs of ends, each of which can be put together of two chains in up to a thousand ways, but only in one of a
 * step and a chain.
 */
final class Linearization {
    private final RuleSet rules;
    private final RuleGraph graph;
    private final Effort effort;

    private Linearization(RuleSet rules, Effort effort) {
        this.rules = rules;
        this.graph = new RuleGraph(rules, effort);
        this.effort = effort;
    }

    /**
     * Two parameters along which a rule is composed; the others are handed on.
     *
     * @param from the parameter that is where a chain begins
     * @param to the parameter that is where it ends
     */
    private record Ends(int from, int to) {
        Ends reversed() {
            return new Ends(to, from);
        }
    }

    /** Returns rules that mean the same and need fewer combinations. */
    static RuleSet unfolded(RuleSet rules, Effort effort) {
        if (rules.all().isEmpty()) {
            return rules;
        }
        Linearization compositions = new Linearization(rules, effort);
        Map<Symbol, List<Rule>> unfolded = new LinkedHashMap<>();
        for (Symbol name : rules.all().keySet()) {
            compositions.unfold(name, unfolded);
        }
        return unfolded.isEmpty() ? rules : rules.with(unfolded);
    }

    private void unfold(Symbol name, Map<Symbol, List<Rule>> into) {
        List<Rule> definitions = rules.all().getOrDefault(name, List.of());
        for (Rule rule : definitions) {
            Ends ends = ends(rule);
            if (ends != null) {
                unfold(name, definitions, ends, into);
                return;
            }
        }
    }

    private void unfold(Symbol name, List<Rule> definitions, Ends ends, Map<Symbol, List<Rule>> into) {
        List<Rule> composed = new ArrayList<>();
        List<Rule> others = new ArrayList<>();
        int longest = 0;
        for (Rule rule : definitions) {
            List<RuleCall> chain = chain(rule, ends);
            (chain == null ? others : composed).add(rule);
            longest = chain == null ? longest : Math.max(longest, chain.size());
        }
        List<Rule> forward = steps(others, ends);
        List<Rule> backward = steps(others, ends.reversed());
        boolean isForward = isWithoutCalls(name, forward);
        List<Rule> steps = isForward ? forward : backward;
        if (!isWithoutCalls(name, steps) || (longest > 2 && steps.size() < others.size())) {
            return;
        }
        Symbol step = stepName(name);
        List<Rule> next = new ArrayList<>(others);
        for (Rule rule : composed) {
            RuleCall kept = end(rule, isForward ? ends : ends.reversed());
            List<Clause> clauses = new ArrayList<>();
            for (Clause clause : rule.clauses()) {
                boolean replaced =
                        clause instanceof RuleCall call && call.name().equals(name) && call != kept;
                clauses.add(replaced ? renamed((RuleCall) clause, step) : clause);
            }
            next.add(new Rule(name, rule.requiredCount(), rule.parameters(), clauses, rule.origin()));
        }
        into.put(name, next);
        into.put(step, steps);
    }

    private Symbol stepName(Symbol name) {
        Symbol step = name;
        do {
            step = Symbol.of(step.namespace(), step.name() + " step");
        } while (rules.all().containsKey(step));
        return step;
    }

    private static RuleCall renamed(RuleCall call, Symbol name) {
        return new RuleCall(call.source(), name, call.arguments(), call.origin());
    }

    /** Returns the call that ends where the rule ends. */
    private RuleCall end(Rule rule, Ends ends) {
        for (RuleCall call : calls(rule.name(), rule.clauses())) {
            if (call.arguments().get(ends.to()).equals(rule.parameters().get(ends.to()))) {
                return call;
            }
        }
        throw new IllegalStateException("a chain must have an end: rule=" + rule.origin());
    }

    /** Returns the definitions that are no step followed by the rule itself, which need not stand before it again. */
    private List<Rule> steps(List<Rule> definitions, Ends ends) {
        return definitions.stream().filter(rule -> !isStepAndRest(rule, ends)).toList();
    }

    private boolean isStepAndRest(Rule rule, Ends ends) {
        List<RuleCall> calls = calls(rule.name(), rule.clauses());
        if (calls.size() != 1) {
            return false;
        }
        RuleCall call = calls.get(0);
        List<Clause> rest = new ArrayList<>(rule.clauses());
        rest.removeIf(clause -> clause == call);
        Variable end = rule.parameters().get(ends.to());
        return handsOnOthers(call, rule, ends)
                && call.arguments().get(ends.to()).equals(end)
                && !call.arguments().get(ends.from()).equals(end)
                && !Clause.variablesIn(rest).contains(end)
                && !callsBack(rule.name(), rest);
    }

    private boolean isWithoutCalls(Symbol name, List<Rule> definitions) {
        return !definitions.isEmpty() && definitions.stream().noneMatch(rule -> callsBack(name, rule.clauses()));
    }

    /** Returns whether clauses of a rule may lead to a call of it. */
    private boolean callsBack(Symbol name, List<Clause> clauses) {
        for (Symbol called : RuleGraph.called(clauses, effort)) {
            if (called.equals(name) || graph.callEachOther(called, name)) {
                return true;
            }
        }
        return false;
    }

    /** Returns along which parameters a rule is composed: the two that its calls do not all hand on; null when it is not. */
    private @Nullable Ends ends(Rule rule) {
        List<RuleCall> calls = calls(rule.name(), rule.clauses());
        BitSet changed = new BitSet();
        for (RuleCall call : calls) {
            for (int i = 0; i < rule.parameters().size(); i++) {
                effort.steps(1);
                changed.set(
                        i,
                        changed.get(i)
                                || !call.arguments()
                                        .get(i)
                                        .equals(rule.parameters().get(i)));
            }
        }
        if (calls.size() < 2 || changed.cardinality() != 2) {
            return null;
        }
        Ends ends = new Ends(changed.nextSetBit(0), changed.length() - 1);
        if (chain(rule, ends) != null) {
            return ends;
        }
        return chain(rule, ends.reversed()) == null ? null : ends.reversed();
    }

    /** Returns the calls of a rule by itself when they form a chain from one parameter to another; otherwise null. */
    private @Nullable List<RuleCall> chain(Rule rule, Ends ends) {
        List<RuleCall> calls = calls(rule.name(), rule.clauses());
        Set<Clause> called = Collections.newSetFromMap(new IdentityHashMap<>());
        called.addAll(calls);
        List<Clause> rest = new ArrayList<>(rule.clauses());
        rest.removeIf(called::contains);
        Variable last = rule.parameters().get(ends.to());
        Variable first = rule.parameters().get(ends.from());
        if (calls.size() < 2
                || (calls.size() > 2 && !rest.isEmpty())
                || callsBack(rule.name(), rest)
                || !calls.stream().allMatch(call -> handsOnOthers(call, rule, ends))) {
            return null;
        }
        Map<Term, @Nullable RuleCall> starts = starts(calls, ends.from());
        Set<Variable> seen = new HashSet<>(rule.parameters());
        List<RuleCall> chain = new ArrayList<>();
        Term at = first;
        while (chain.size() < calls.size()) {
            RuleCall next = starts.get(at);
            if (next == null) {
                return null;
            }
            chain.add(next);
            at = next.arguments().get(ends.to());
            boolean isLast = chain.size() == calls.size();
            if (isLast ? !at.equals(last) : !(at instanceof Variable middle && seen.add(middle))) {
                return null;
            }
        }
        Set<Variable> inRest = Clause.variablesIn(rest);
        return inRest.contains(first) || inRest.contains(last) ? null : chain;
    }

    /** Returns the calls by one of their arguments, null for an argument that several have. */
    private static Map<Term, @Nullable RuleCall> starts(List<RuleCall> calls, int position) {
        Map<Term, @Nullable RuleCall> starts = new HashMap<>();
        for (RuleCall call : calls) {
            Term term = call.arguments().get(position);
            starts.put(term, starts.containsKey(term) ? null : call);
        }
        return starts;
    }

    private boolean handsOnOthers(RuleCall call, Rule rule, Ends ends) {
        for (int i = 0; i < rule.parameters().size(); i++) {
            effort.steps(1);
            boolean isEnd = i == ends.from() || i == ends.to();
            if (!isEnd && !call.arguments().get(i).equals(rule.parameters().get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Returns the clauses that call a rule of as many parameters as they have arguments, on the same source. */
    private List<RuleCall> calls(Symbol name, List<Clause> clauses) {
        int arity =
                rules.all().getOrDefault(name, List.of()).get(0).parameters().size();
        List<RuleCall> calls = new ArrayList<>();
        for (Clause clause : clauses) {
            effort.steps(1);
            if (clause instanceof RuleCall call
                    && call.name().equals(name)
                    && call.arguments().size() == arity
                    && call.source().equals(SourceVariable.DEFAULT)) {
                calls.add(call);
            }
        }
        return calls;
    }
}
