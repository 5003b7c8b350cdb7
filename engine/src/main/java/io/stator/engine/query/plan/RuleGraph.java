package io.stator.engine.query.plan;

import io.stator.edn.Symbol;
import io.stator.engine.datom.Effort;
import io.stator.engine.query.syntax.Clause;
import io.stator.engine.query.syntax.Constant;
import io.stator.engine.query.syntax.Position;
import io.stator.engine.query.syntax.RuleSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which rules call each other, directly or not, and which look for any attribute; immutable. */
final class RuleGraph {
    private final Map<Symbol, Set<Symbol>> calls = new HashMap<>();

    /** The number of the component of each rule: those with the same one call each other. */
    private final Map<Symbol, Integer> components = new HashMap<>();

    private final Set<Integer> several = new HashSet<>();
    private final Set<Symbol> anyAttribute = new HashSet<>();

    RuleGraph(RuleSet rules, Effort effort) {
        rules.all().forEach((name, definitions) -> {
            Set<Symbol> called = calls.computeIfAbsent(name, n -> new HashSet<>());
            definitions.forEach(rule -> called.addAll(called(rule.clauses(), effort)));
            if (definitions.stream().anyMatch(rule -> hasAnyAttribute(rule.clauses(), effort))) {
                anyAttribute.add(name);
            }
        });
        spreadToCallers();
        new Search().run();
    }

    /** Returns the rules that clauses call, at any depth. */
    static Set<Symbol> called(List<Clause> clauses, Effort effort) {
        Set<Symbol> called = new HashSet<>();
        Deque<Clause> pending = new ArrayDeque<>(clauses);
        while (!pending.isEmpty()) {
            effort.steps(1);
            Clause clause = pending.pop();
            if (clause instanceof Clause.RuleCall call) {
                called.add(call.name());
            }
            clause.branches().forEach(pending::addAll);
        }
        return called;
    }

    private static boolean hasAnyAttribute(List<Clause> clauses, Effort effort) {
        Deque<Clause> pending = new ArrayDeque<>(clauses);
        while (!pending.isEmpty()) {
            effort.steps(1);
            Clause clause = pending.pop();
            if (clause instanceof Clause.DataPattern pattern && !(pattern.term(Position.A) instanceof Constant)) {
                return true;
            }
            clause.branches().forEach(pending::addAll);
        }
        return false;
    }

    /** Makes those that call a rule that looks for any attribute such rules themselves. */
    private void spreadToCallers() {
        Map<Symbol, List<Symbol>> callers = new HashMap<>();
        calls.forEach((name, called) -> called.forEach(
                each -> callers.computeIfAbsent(each, key -> new ArrayList<>()).add(name)));
        Deque<Symbol> pending = new ArrayDeque<>(anyAttribute);
        while (!pending.isEmpty()) {
            for (Symbol caller : callers.getOrDefault(pending.pop(), List.of())) {
                if (anyAttribute.add(caller)) {
                    pending.add(caller);
                }
            }
        }
    }

    /** Returns whether a rule, or one it calls, has a pattern whose attribute is not written. */
    boolean looksForAnyAttribute(Symbol name) {
        return anyAttribute.contains(name);
    }

    /** Returns whether a rule may call itself, directly or through others. */
    boolean isRecursive(Symbol name) {
        Integer component = components.get(name);
        return component != null
                && (several.contains(component)
                        || calls.getOrDefault(name, Set.of()).contains(name));
    }

    /** Returns whether two different rules call each other, directly or through others. */
    boolean callEachOther(Symbol name, Symbol other) {
        Integer component = components.get(name);
        return component != null && component.equals(components.get(other));
    }

    /**
     * Finds the components, with a stack of its own: R. Tarjan, "Depth-first search and linear graph algorithms", 1972.
     */
    private final class Search {
        private final Map<Symbol, Integer> indexes = new HashMap<>();
        private final Map<Symbol, Integer> lowest = new HashMap<>();
        private final Deque<Symbol> open = new ArrayDeque<>();
        private final Deque<Visit> visits = new ArrayDeque<>();

        private record Visit(Symbol name, Iterator<Symbol> rest) {}

        void run() {
            for (Symbol name : calls.keySet()) {
                enter(name);
                while (!visits.isEmpty()) {
                    step(visits.element());
                }
            }
        }

        private void enter(Symbol name) {
            if (indexes.containsKey(name) || !calls.containsKey(name)) {
                return;
            }
            indexes.put(name, indexes.size());
            lowest.put(name, indexes.size() - 1);
            open.push(name);
            visits.push(new Visit(name, calls.getOrDefault(name, Set.of()).iterator()));
        }

        private void step(Visit visit) {
            if (visit.rest().hasNext()) {
                Symbol called = visit.rest().next();
                if (indexes.containsKey(called) && !components.containsKey(called)) {
                    lower(visit.name(), indexes.getOrDefault(called, 0));
                }
                enter(called);
                return;
            }
            visits.pop();
            int low = lowest.getOrDefault(visit.name(), 0);
            if (low == indexes.getOrDefault(visit.name(), 0)) {
                close(visit.name(), low);
            }
            Visit caller = visits.peek();
            if (caller != null && !components.containsKey(visit.name())) {
                lower(caller.name(), low);
            }
        }

        private void lower(Symbol name, int low) {
            lowest.merge(name, low, Math::min);
        }

        private void close(Symbol root, int component) {
            Symbol member;
            int size = 0;
            do {
                member = open.pop();
                components.put(member, component);
                size++;
            } while (!member.equals(root));
            if (size > 1) {
                several.add(component);
            }
        }
    }
}
