package io.stator.engine.query.run;

import io.stator.Index;
import io.stator.Query;
import io.stator.QueryStats;
import io.stator.QueryStats.Access;
import io.stator.edn.EdnList;
import io.stator.edn.EdnVector;
import io.stator.edn.Symbol;
import io.stator.engine.query.plan.Goal;
import io.stator.engine.query.plan.Goal.Calling;
import io.stator.engine.query.plan.Goal.Choice;
import io.stator.engine.query.plan.Goal.Recursion;
import io.stator.engine.query.plan.SlotNames;
import io.stator.engine.query.relation.Bindings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts what the clauses of a query do while it runs; for one run, not thread-safe.
 *
 * <p>Clauses that are solved inside of another one are a phase of that, in a branch for each list of clauses that is solved there. What is solved several times is summed up, so
 * that there is never more than the plan has.
 */
public final class Tally {
    private final Query query;
    private final LongSupplier nanoClock;
    private final PhaseTally main = new PhaseTally(null);
    private final List<PhaseTally> phases = new ArrayList<>(List.of(main));
    private final Map<Goal, PhaseTally> inside = new IdentityHashMap<>();
    private @Nullable Step current;
    private @Nullable StepTally lastInput;

    /** Makes one for a query, that takes the time with a clock. */
    public Tally(Query query, LongSupplier nanoClock) {
        this.query = query;
        this.nanoClock = nanoClock;
    }

    /** A clause that is running. */
    final class Step {
        private final Goal goal;
        private final @Nullable StepTally attachedTo;
        private final @Nullable Step outer = current;
        private final long rowsIn;
        private final BitSet boundIn;
        private final long begin = nanoClock.getAsLong();
        private final List<Goal> attached = new ArrayList<>();
        private @Nullable Access access;
        private @Nullable Index index;
        private double rowsEstimated = -1;
        private long facts;

        Step(Goal goal, @Nullable StepTally attachedTo, Bindings bindings) {
            this.goal = goal;
            this.attachedTo = attachedTo;
            this.boundIn = bindings.bound();
            this.rowsIn = bindings.parts().isEmpty() ? 0 : bindings.combinations();
        }
    }

    /** The clauses that one solver solves. */
    final class Solving {
        private final BranchTally branch;
        private final SlotNames names;
        private @Nullable StepTally last;

        Solving(BranchTally branch, SlotNames names, @Nullable StepTally last) {
            this.branch = branch;
            this.names = names;
            this.last = last;
        }

        /** Takes note that a clause begins to run. */
        Step begin(Goal goal, Bindings bindings) {
            boolean attachable = goal instanceof Calling calling
                    && calling.binding() == null
                    && !calling.expression().isForeign();
            boolean attached = attachable && last != null && last.binds(goal.variables());
            Step step = new Step(goal, attached ? last : null, bindings);
            current = step;
            return step;
        }

        /** Takes note that of the running clause it is only asked whether there is any match, together with those that were pending before and are not now. */
        void exists(List<Goal> before, List<Goal> after, double rowsEstimated) {
            for (Goal goal : before) {
                if (!Existence.contains(after, goal)) {
                    branch.done.put(goal, true);
                }
            }
            found(Access.EXISTS, null, rowsEstimated, 0);
        }

        /** Takes note that clauses are solved inside of the one that is running, for a part of its rows after the other. */
        void inside(List<Goal> goals) {
            goals.forEach(goal -> branch.done.put(goal, true));
        }

        /** Takes note that a clause did not run after all. */
        void drop(Step step) {
            current = step.outer;
        }

        /** Takes note that a clause has run. */
        void end(Step step, Bindings bindings) {
            end(step, bindings.combinations(), bindings);
        }

        /** Takes note that a clause has run after which there are so many rows. */
        void end(Step step, long rowsOut, Bindings bindings) {
            current = step.outer;
            StepTally tally = step.attachedTo;
            branch.done.put(step.goal, true);
            step.attached.forEach(goal -> branch.done.put(goal, true));
            if (tally == null) {
                tally = branch.step(step.goal, names);
                tally.begin(step.rowsIn, step.boundIn);
                tally.warn(step.goal, step.boundIn);
                tally.found(step.access, step.index, step.rowsEstimated, step.facts);
            } else {
                tally.attach(step.goal);
            }
            step.attached.forEach(tally::attach);
            tally.end(rowsOut, bindings.bound(), names, nanoClock.getAsLong() - step.begin);
            last = step.attachedTo != null || bindsValues(step.goal) ? tally : null;
        }
    }

    private static boolean bindsValues(Goal goal) {
        return !(goal instanceof Goal.Negation) && !(goal instanceof Calling calling && calling.binding() == null);
    }

    /** Returns what is told of the clauses that are to be solved now. */
    Solving solving(SlotNames names, List<Goal> goals) {
        Step outer = current;
        if (outer == null) {
            return new Solving(main.branch(goals, false), names, lastInput);
        }
        PhaseTally phase = inside.get(outer.goal);
        if (phase == null) {
            phase = new PhaseTally(outer.goal);
            inside.put(outer.goal, phase);
            phases.add(phase);
        }
        boolean fixed =
                outer.goal instanceof Choice || outer.goal instanceof Recursion || outer.goal instanceof Goal.Negation;
        return new Solving(phase.branch(goals, !fixed), names, null);
    }

    /** Takes note of how the pattern that is running finds its facts. */
    void found(Access access, @Nullable Index index, double rowsEstimated, long facts) {
        Step step = current;
        if (step != null) {
            step.access = access;
            step.index = index;
            step.rowsEstimated = rowsEstimated;
            step.facts += facts;
        }
    }

    /** Takes note that predicates are applied together with the clause that is running. */
    void attach(List<? extends Goal> predicates) {
        Step step = current;
        if (step != null) {
            for (Goal predicate : predicates) {
                if (predicate != step.goal) {
                    step.attached.add(predicate);
                }
            }
        }
    }

    /** Takes note of what an input binds, as if a clause of the query did it. */
    void input(int position, long rowsIn, BitSet boundIn, Bindings bindings, SlotNames names) {
        Object ground = EdnList.of(Symbol.of("ground"), Symbol.of("$__in__" + (position + 1)));
        Object form = EdnVector.of(ground, query.section("in").get(position));
        StepTally tally = new StepTally(form, 0, names);
        tally.begin(rowsIn, boundIn);
        tally.end(bindings.combinations(), bindings.bound(), names, 0);
        main.inputs.add(tally);
        lastInput = tally;
    }

    /** Returns what was counted. */
    public QueryStats stats(Duration elapsed) {
        return new QueryStats(
                query,
                elapsed,
                phases.stream()
                        .filter(phase -> phase == main || phase.hasRun())
                        .map(PhaseTally::stats)
                        .toList());
    }
}
