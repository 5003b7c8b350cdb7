package io.stator.engine.query.run;

import io.stator.QueryStats.ClauseStats;
import io.stator.QueryStats.Phase;
import io.stator.engine.query.plan.Goal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is counted of the clauses inside of one clause, or of a query itself; not thread-safe. */
final class PhaseTally {
    /** What the inputs bind, for a query itself. */
    final List<StepTally> inputs = new ArrayList<>();

    private final @Nullable Goal of;
    private final List<BranchTally> branches = new ArrayList<>();
    private final Map<Key, BranchTally> byGoals = new HashMap<>();

    PhaseTally(@Nullable Goal of) {
        this.of = of;
    }

    /** Clauses, the very same ones. */
    private record Key(List<Goal> goals) {
        @Override
        public boolean equals(@Nullable Object other) {
            if (!(other instanceof Key key) || key.goals.size() != goals.size()) {
                return false;
            }
            for (int i = 0; i < goals.size(); i++) {
                if (goals.get(i) != key.goals.get(i)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public int hashCode() {
            int hash = 1;
            for (Goal goal : goals) {
                hash = 31 * hash + System.identityHashCode(goal);
            }
            return hash;
        }
    }

    /**
     * Returns the branch of some clauses.
     *
     * @param varying whether it depends on the data which clauses are solved here together, so that all are one branch
     */
    BranchTally branch(List<Goal> goals, boolean varying) {
        if (varying && !branches.isEmpty()) {
            return branches.get(0);
        }
        Key key = new Key(List.copyOf(goals));
        BranchTally branch = byGoals.get(key);
        if (branch == null) {
            branch = new BranchTally(varying ? List.of() : key.goals);
            byGoals.put(key, branch);
            branches.add(branch);
        }
        return branch;
    }

    /** Returns whether any clause is told of. */
    boolean hasRun() {
        return branches.stream().anyMatch(branch -> !branch.steps.isEmpty());
    }

    Phase stats() {
        List<List<Object>> schedule = new ArrayList<>();
        List<ClauseStats> clauses = new ArrayList<>();
        if (branches.isEmpty() && !inputs.isEmpty()) {
            branches.add(new BranchTally(List.of()));
        }
        for (BranchTally branch : branches) {
            List<ClauseStats> told = new ArrayList<>();
            inputs.forEach(input -> told.add(input.stats()));
            told.addAll(branch.stats());
            List<Object> order = new ArrayList<>();
            for (ClauseStats clause : told) {
                order.add(clause.clause());
                order.addAll(clause.predicates());
            }
            if (!order.isEmpty()) {
                schedule.add(order);
                clauses.addAll(told);
            }
        }
        return new Phase(of == null ? Optional.empty() : Optional.of(StepTally.form(of)), schedule, clauses);
    }
}
