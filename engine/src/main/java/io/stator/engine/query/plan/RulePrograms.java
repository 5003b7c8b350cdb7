package io.stator.engine.query.plan;

import io.stator.Anomaly;
import io.stator.edn.Symbol;
import io.stator.engine.datom.Effort;
import io.stator.engine.query.syntax.Rule;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The rules of a query that are run by themselves, compiled when they are first called; thread-safe. */
public final class RulePrograms {
    /** The greatest number of alternatives a rule is split into by the choices around its recursive calls. */
    private static final int BODIES_MAX = 1_000;

    /** In how many different ways variables that are given twice may make parameters of rules one. */
    private static final int MERGED_MAX = 1_000;

    private final Language language;
    private final AtomicInteger merged = new AtomicInteger();
    private final Map<Key, RuleProgram> programs = new ConcurrentHashMap<>();

    private record Key(CalledRule rule, int source) {}

    RulePrograms(Language language) {
        this.language = language;
    }

    /** Returns the program of a rule for a default source. */
    public RuleProgram get(CalledRule rule, int source, Effort effort) {
        Key key = new Key(rule, source);
        RuleProgram known = programs.get(key);
        if (known == null) {
            if (!rule.isPlain() && merged.incrementAndGet() > MERGED_MAX) {
                throw new Anomaly.Incorrect("recursive rules must be called with variables given twice in at most "
                        + MERGED_MAX + " different ways: rule=" + rule.name());
            }
            known = compile(rule, source, effort);
            programs.put(key, known);
        }
        return known;
    }

    /** Returns whether a rule, or one it calls, has a pattern whose attribute is not written. */
    public boolean looksForAnyAttribute(CalledRule rule) {
        return language.graph().looksForAnyAttribute(rule.name());
    }

    /** Returns whether two rules call each other, or are the same. */
    public boolean isSameComponent(CalledRule rule, CalledRule other) {
        return isSameComponent(rule.name(), other.name());
    }

    private boolean isSameComponent(Symbol rule, Symbol other) {
        return rule.equals(other) || language.graph().callEachOther(rule, other);
    }

    private RuleProgram compile(CalledRule called, int source, Effort effort) {
        Symbol name = called.name();
        List<Rule> definitions = Objects.requireNonNull(language.rules().all().get(name), name::toString);
        BitSet required = new BitSet();
        List<RuleProgram.Body> bodies = new ArrayList<>();
        for (Rule rule : definitions) {
            called.arguments().subList(0, rule.requiredCount()).forEach(required::set);
            SlotNames names = new SlotNames();
            Scope scope = new Scope(source, 0);
            int[] head = head(called, rule, scope, names);
            List<Goal> goals = new ClauseCompiler(language, names, effort).compile(rule.clauses(), scope);
            split(name, goals, effort).forEach(body -> bodies.add(new RuleProgram.Body(names, head, body)));
        }
        return new RuleProgram(called, source, required, List.copyOf(bodies));
    }

    /** Returns the slots of the arguments of a call; parameters with the same argument share one. */
    private static int[] head(CalledRule called, Rule rule, Scope scope, SlotNames names) {
        int[] head = new int[called.arity()];
        int count = 0;
        for (int i = 0; i < rule.parameters().size(); i++) {
            int argument = called.arguments().get(i);
            if (argument == count) {
                head[count++] = scope.slot(rule.parameters().get(i), names);
            } else {
                scope.put(rule.parameters().get(i), head[argument]);
            }
        }
        return head;
    }

    /** Returns bodies that mean the same together, with no call of the same component inside a choice. */
    private List<List<Goal>> split(Symbol name, List<Goal> goals, Effort effort) {
        List<List<Goal>> finished = new ArrayList<>();
        Deque<List<Goal>> pending = new ArrayDeque<>();
        pending.add(goals);
        while (!pending.isEmpty()) {
            List<Goal> body = pending.poll();
            Goal.Choice choice = recursiveChoice(name, body, effort);
            if (choice == null) {
                finished.add(List.copyOf(body));
            } else {
                for (List<Goal> branch : choice.branches()) {
                    effort.steps(body.size());
                    List<Goal> next = new ArrayList<>(body);
                    next.remove(choice);
                    next.addAll(branch);
                    pending.add(next);
                }
            }
            if (finished.size() + pending.size() > BODIES_MAX) {
                throw new Anomaly.Incorrect(
                        "rule must have at most " + BODIES_MAX + " alternatives around recursive calls: rule=" + name);
            }
        }
        return finished;
    }

    private Goal.@Nullable Choice recursiveChoice(Symbol name, List<Goal> body, Effort effort) {
        for (Goal goal : body) {
            effort.steps(1);
            if (!callsBackInside(name, goal, effort)) {
                continue;
            }
            if (goal instanceof Goal.Choice choice) {
                return choice;
            }
            throw new Anomaly.Incorrect(
                    "rule must not depend on its own negation: rule=" + name + ", clause=" + goal.origin());
        }
        return null;
    }

    private boolean callsBackInside(Symbol name, Goal goal, Effort effort) {
        for (List<Goal> branch : goal.branches()) {
            if (callsBack(name, branch, effort)) {
                return true;
            }
        }
        return false;
    }

    private boolean callsBack(Symbol name, List<Goal> goals, Effort effort) {
        for (Goal goal : goals) {
            effort.steps(1);
            if (goal instanceof Goal.Recursion call
                    && isSameComponent(name, call.rule().name())) {
                return true;
            }
            if (callsBackInside(name, goal, effort)) {
                return true;
            }
        }
        return false;
    }
}
