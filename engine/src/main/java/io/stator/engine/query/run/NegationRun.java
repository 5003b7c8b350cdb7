package io.stator.engine.query.run;

import io.stator.engine.query.plan.Goal.Negation;
import io.stator.engine.query.plan.SlotNames;
import io.stator.engine.query.relation.Bindings;
import io.stator.engine.query.relation.Joins;
import io.stator.engine.query.relation.Relation;
import io.stator.engine.query.relation.Rows;
import java.util.List;
import java.util.function.Consumer;

/** Runs a negation: keeps the rows for which its clauses have no solution. */
final class NegationRun {
    private NegationRun() {}

    static void run(Context context, SlotNames names, Bindings bindings, Negation negation, Consumer<Bindings> judge) {
        int[] shared = negation.variables().stream().toArray();
        for (int slot : shared) {
            if (!bindings.isBound(slot)) {
                throw context.bindingPatterns().insufficient(negation, bindings.bound(), names);
            }
        }
        Relation rows = bindings.merged(shared, context.guard());
        int[] outputs = rows == null ? new int[0] : common(rows, shared);
        Suspects suspects = Suspects.collected(context.guard());
        Bindings inner = bindings.restricted(negation.variables(), context.guard());
        Relation solutions = Solver.solve(context, names, inner, negation.body(), outputs, suspects);
        if (rows == null) {
            if (solutions.size == 0) {
                ChoiceRun.judge(context, bindings, suspects.relations(SlotNames.FAILURE), judge);
            }
            if (solutions.size > 0 || !suspects.isEmpty()) {
                bindings.fail();
            }
            return;
        }
        Relation kept =
                Joins.semi(rows, rows.columns(outputs), solutions, solutions.columns(outputs), false, context.guard());
        bindings.replace(rows, kept);
        List<Relation> unclear = suspects.relations(SlotNames.FAILURE);
        ChoiceRun.judge(context, bindings, unclear, judge);
        for (Relation failing : unclear) {
            Relation clear =
                    Joins.semi(kept, kept.columns(outputs), failing, failing.columns(outputs), false, context.guard());
            bindings.replace(kept, clear);
            kept = clear;
        }
    }

    private static int[] common(Relation rows, int[] slots) {
        Rows found = new Rows(slots.length);
        for (int slot : slots) {
            if (rows.position(slot) >= 0) {
                found.add(slot);
            }
        }
        return found.toArray();
    }
}
