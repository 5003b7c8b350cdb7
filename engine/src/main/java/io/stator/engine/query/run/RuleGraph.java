package io.stator.engine.query.run;

import io.stator.edn.Symbol;
import io.stator.engine.query.syntax.Clause;
import io.stator.engine.query.syntax.Constant;
import io.stator.engine.query.syntax.RuleSet;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which rules call which, directly or not, and which look for any attribute; immutable. */
final class RuleGraph {
    private final Map<Symbol, Set<Symbol>> reachable = new HashMap<>();
    private final Set<Symbol> anyAttribute = new HashSet<>();

    RuleGraph(RuleSet rules) {
        Map<Symbol, Set<Symbol>> calls = new HashMap<>();
        rules.all().forEach((name, definitions) -> {
            Set<Symbol> called = calls.computeIfAbsent(name, n -> new HashSet<>());
            definitions.forEach(rule -> called.addAll(called(rule.clauses())));
            if (definitions.stream().anyMatch(rule -> hasAnyAttribute(rule.clauses()))) {
                anyAttribute.add(name);
            }
        });
        calls.keySet().forEach(name -> reachable.put(name, reach(name, calls)));
    }

    /** Returns the rules that clauses call, at any depth. */
    static Set<Symbol> called(List<Clause> clauses) {
        Set<Symbol> called = new HashSet<>();
        Deque<Clause> pending = new ArrayDeque<>(clauses);
        while (!pending.isEmpty()) {
            Clause clause = pending.pop();
            if (clause instanceof Clause.RuleCall call) {
                called.add(call.name());
            } else if (clause instanceof Clause.Not not) {
                pending.addAll(not.clauses());
            } else if (clause instanceof Clause.Or or) {
                or.branches().forEach(pending::addAll);
            }
        }
        return called;
    }

    private static boolean hasAnyAttribute(List<Clause> clauses) {
        Deque<Clause> pending = new ArrayDeque<>(clauses);
        while (!pending.isEmpty()) {
            Clause clause = pending.pop();
            if (clause instanceof Clause.DataPattern pattern && !(pattern.term(Positions.A) instanceof Constant)) {
                return true;
            } else if (clause instanceof Clause.Not not) {
                pending.addAll(not.clauses());
            } else if (clause instanceof Clause.Or or) {
                or.branches().forEach(pending::addAll);
            }
        }
        return false;
    }

    /** Returns whether a rule, or one it calls, has a pattern whose attribute is not written. */
    boolean looksForAnyAttribute(Symbol name) {
        return anyAttribute.contains(name)
                || reachable.getOrDefault(name, Set.of()).stream().anyMatch(anyAttribute::contains);
    }

    private static Set<Symbol> reach(Symbol name, Map<Symbol, Set<Symbol>> calls) {
        Set<Symbol> found = new HashSet<>();
        Deque<Symbol> pending = new ArrayDeque<>(calls.getOrDefault(name, Set.of()));
        while (!pending.isEmpty()) {
            Symbol next = pending.pop();
            if (found.add(next)) {
                pending.addAll(calls.getOrDefault(next, Set.of()));
            }
        }
        return found;
    }

    /** Returns whether a rule may call itself, directly or through others. */
    boolean isRecursive(Symbol name) {
        return calls(name, name);
    }

    /** Returns whether one rule may call another, directly or through others. */
    boolean calls(Symbol name, Symbol other) {
        return reachable.getOrDefault(name, Set.of()).contains(other);
    }
}
