package io.stator.engine.query.plan;

import io.stator.Anomaly;
import io.stator.engine.datom.Effort;
import io.stator.engine.query.syntax.Position;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Tells with which binding patterns clauses and rules can run, whatever the data; not thread-safe. */
public final class BindingPatterns {
    private final RulePrograms programs;
    private final IntPredicate isDatabase;
    private final Effort effort;

    /** What is known of calls; those that are still to be looked into count as possible. */
    private final Map<AdornedRule, Boolean> calls = new HashMap<>();

    private final Map<AdornedRule, List<AdornedRule>> callers = new HashMap<>();
    private final Deque<AdornedRule> pending = new ArrayDeque<>();
    private @Nullable AdornedRule lookedInto;

    /** Makes those of a query whose sources, by number, are databases or not. */
    public BindingPatterns(RulePrograms programs, IntPredicate isDatabase, Effort effort) {
        this.effort = effort;
        this.programs = programs;
        this.isDatabase = isDatabase;
    }

    /** Returns whether a clause can run. */
    public boolean canRun(Goal goal, BitSet bound) {
        return goal.match(new CanRun(bound));
    }

    /** Tells of each kind of goal whether it can run when some variables are bound. */
    private final class CanRun implements Goal.Cases<Boolean> {
        private final BitSet bound;

        CanRun(BitSet bound) {
            this.bound = bound;
        }

        @Override
        public Boolean pattern(Goal.Pattern pattern) {
            return canRunPattern(pattern, bound);
        }

        @Override
        public Boolean calling(Goal.Calling calling) {
            return areBound(calling.inputs(), bound);
        }

        @Override
        public Boolean value(Goal.Value value) {
            return true;
        }

        @Override
        public Boolean negation(Goal.Negation negation) {
            return areBound(negation.variables(), bound) && stuck(negation.body(), (BitSet) bound.clone()) == null;
        }

        @Override
        public Boolean choice(Goal.Choice choice) {
            return canRunChoice(choice, bound);
        }

        @Override
        public Boolean recursion(Goal.Recursion recursion) {
            BitSet arguments = new BitSet();
            for (int i = 0; i < recursion.arguments().length; i++) {
                arguments.set(i, bound.get(recursion.arguments()[i]));
            }
            return canCall(recursion.rule(), recursion.source(), arguments);
        }
    }

    RulePrograms programs() {
        return programs;
    }

    Effort effort() {
        return effort;
    }

    private boolean canRunPattern(Goal.Pattern pattern, BitSet bound) {
        if (!isDatabase.test(pattern.source())) {
            return true;
        }
        for (int i = 0; i <= Position.V; i++) {
            int slot = pattern.slot(i);
            if (pattern.isConstant(i) || (slot >= 0 && bound.get(slot))) {
                return true;
            }
        }
        return false;
    }

    private static boolean areBound(BitSet slots, BitSet bound) {
        for (int slot = slots.nextSetBit(0); slot >= 0; slot = slots.nextSetBit(slot + 1)) {
            if (!bound.get(slot)) {
                return false;
            }
        }
        return true;
    }

    private static boolean areBound(int[] slots, BitSet bound) {
        for (int slot : slots) {
            if (!bound.get(slot)) {
                return false;
            }
        }
        return true;
    }

    private boolean canRunChoice(Goal.Choice choice, BitSet bound) {
        if (!areBound(choice.required(), bound)) {
            return false;
        }
        for (List<Goal> branch : choice.branches()) {
            effort.steps(1);
            BitSet inner = (BitSet) bound.clone();
            inner.and(choice.variables());
            if (stuck(branch, inner) != null || !areBound(choice.variables(), inner)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns whether a rule can run when these of its arguments, by number, are bound.
     *
     * <p>While a rule is looked into, the rules it calls count as possible; when one turns out not to be, its callers are looked into
     * again. So a long chain of rules does not use the Java stack.
     */
    public boolean canCall(CalledRule rule, int source, BitSet arguments) {
        AdornedRule call = new AdornedRule(rule, source, arguments);
        if (!calls.containsKey(call)) {
            calls.put(call, true);
            pending.add(call);
        }
        if (lookedInto != null) {
            callers.computeIfAbsent(call, key -> new ArrayList<>()).add(lookedInto);
            return calls.getOrDefault(call, true);
        }
        try {
            while (!pending.isEmpty()) {
                AdornedRule next = pending.remove();
                lookedInto = next;
                if (calls.getOrDefault(next, false) && !canRun(next)) {
                    calls.put(next, false);
                    pending.addAll(callers.getOrDefault(next, List.of()));
                }
            }
        } finally {
            lookedInto = null;
        }
        return calls.getOrDefault(call, true);
    }

    private boolean canRun(AdornedRule call) {
        BitSet arguments = call.bound();
        RuleProgram program = programs.get(call.rule(), call.source(), effort);
        boolean can = areBound(program.required(), arguments);
        for (RuleProgram.Body body : program.bodies()) {
            BitSet bound = new BitSet();
            for (int i = 0; i < body.head().length; i++) {
                if (arguments.get(i)) {
                    bound.set(body.head()[i]);
                }
            }
            can = can && stuck(body.goals(), bound) == null && areBound(body.head(), bound);
        }
        return can;
    }

    /** Binds what clauses can bind, and returns the first that can never run, or null when all can. */
    @Nullable
    Goal stuck(List<Goal> goals, BitSet bound) {
        List<Goal> pending = goals;
        boolean moved = true;
        while (moved && !pending.isEmpty()) {
            List<Goal> rest = new ArrayList<>();
            for (Goal goal : pending) {
                effort.steps(1);
                if (canRun(goal, bound)) {
                    bound.or(goal.variables());
                } else {
                    rest.add(goal);
                }
            }
            moved = rest.size() < pending.size();
            pending = rest;
        }
        return pending.isEmpty() ? null : pending.get(0);
    }

    /** Returns the anomaly of a clause that can never run. */
    public Anomaly.Incorrect insufficient(Goal goal, BitSet bound, SlotNames names) {
        return goal.match(new Insufficient(bound, names));
    }

    /** Tells of each kind of goal what it lacks when some variables are bound. */
    private final class Insufficient implements Goal.Cases<Anomaly.Incorrect> {
        private final BitSet bound;
        private final SlotNames names;

        Insufficient(BitSet bound, SlotNames names) {
            this.bound = bound;
            this.names = names;
        }

        @Override
        public Anomaly.Incorrect pattern(Goal.Pattern pattern) {
            String text = pattern.origin().text();
            return insufficient("Insufficient binding of db clause: " + text + " would cause full scan");
        }

        @Override
        public Anomaly.Incorrect calling(Goal.Calling calling) {
            BitSet inputs = new BitSet();
            for (int slot : calling.inputs()) {
                inputs.set(slot);
            }
            return unbound(inputs, "expression clause", calling);
        }

        @Override
        public Anomaly.Incorrect value(Goal.Value value) {
            return unbound(value.variables(), "clause", value);
        }

        @Override
        public Anomaly.Incorrect negation(Goal.Negation negation) {
            return unbound(negation.variables(), "not clause", negation);
        }

        @Override
        public Anomaly.Incorrect choice(Goal.Choice choice) {
            Anomaly.Incorrect inside = insideOf(choice, bound, names);
            BitSet wanted = choice.required().isEmpty() ? choice.variables() : choice.required();
            return inside == null ? unbound(wanted, "clause", choice) : inside;
        }

        @Override
        public Anomaly.Incorrect recursion(Goal.Recursion recursion) {
            return unbound(recursion.variables(), "clause", recursion);
        }

        private Anomaly.Incorrect unbound(BitSet wanted, String what, Goal goal) {
            BitSet unbound = (BitSet) wanted.clone();
            unbound.andNot(bound);
            return insufficient(names.show(unbound) + " not bound in " + what + ": "
                    + goal.origin().text());
        }
    }

    private Anomaly.@Nullable Incorrect insideOf(Goal.Choice choice, BitSet bound, SlotNames names) {
        if (!areBound(choice.required(), bound)) {
            return null;
        }
        for (List<Goal> branch : choice.branches()) {
            BitSet inner = (BitSet) bound.clone();
            inner.and(choice.variables());
            Goal stuck = stuck(branch, inner);
            if (stuck != null) {
                return insufficient(stuck, inner, names);
            }
        }
        return null;
    }

    private static Anomaly.Incorrect insufficient(String message) {
        return Anomaly.incorrect("insufficient-binding", message);
    }
}
