package io.stator.engine.query.run;

import io.stator.QueryStats.ClauseStats;
import io.stator.engine.query.plan.Goal;
import io.stator.engine.query.plan.SlotNames;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** What is counted of clauses that must hold together; not thread-safe. */
final class BranchTally {
    /** The clauses that have run, in the order in which they first did. */
    final List<StepTally> steps = new ArrayList<>();

    /** The clauses that are told of, be it by another one. */
    final Map<Goal, Boolean> done = new IdentityHashMap<>();

    private final List<Goal> goals;
    private final Map<Goal, StepTally> byGoal = new IdentityHashMap<>();
    private SlotNames names = SlotNames.NONE;

    /** Makes one of clauses in the order they were written in. */
    BranchTally(List<Goal> goals) {
        this.goals = goals;
    }

    StepTally step(Goal goal, SlotNames named) {
        names = named;
        StepTally step = byGoal.get(goal);
        if (step == null) {
            step = new StepTally(StepTally.form(goal), written(goal), named);
            byGoal.put(goal, step);
            steps.add(step);
        }
        return step;
    }

    private int written(Goal goal) {
        int place = 0;
        for (Goal each : goals) {
            place += each instanceof Goal.Value ? 0 : 1;
            if (each == goal) {
                return place;
            }
        }
        return 0;
    }

    /** Returns what each clause did, those that did not run last. */
    List<ClauseStats> stats() {
        List<ClauseStats> told = new ArrayList<>();
        steps.forEach(step -> told.add(step.stats()));
        for (Goal goal : goals) {
            if (!done.containsKey(goal) && !(goal instanceof Goal.Value)) {
                told.add(new StepTally(StepTally.form(goal), written(goal), names).stats());
            }
        }
        return told;
    }
}
