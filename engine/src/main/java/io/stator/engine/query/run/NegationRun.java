package io.stator.engine.query.run;

import io.stator.engine.query.plan.Node.Negation;
import io.stator.engine.query.plan.SlotNames;
import io.stator.engine.query.relation.Frame;
import io.stator.engine.query.relation.Joins;
import io.stator.engine.query.relation.Relation;
import io.stator.engine.query.relation.Rows;
import java.util.List;
import java.util.function.Consumer;

/** Runs a negation: keeps the rows for which its clauses have no solution. */
final class NegationRun {
    private NegationRun() {}

    static void run(Context context, SlotNames names, Frame frame, Negation negation, Consumer<Frame> judge) {
        int[] shared = negation.variables().stream().toArray();
        for (int slot : shared) {
            if (!frame.isBound(slot)) {
                throw context.modes().insufficient(negation, frame.bound(), names);
            }
        }
        Relation rows = frame.merged(shared, context.guard());
        int[] outputs = rows == null ? new int[0] : common(rows, shared);
        Suspects suspects = Suspects.collected(context.guard());
        Frame inner = frame.restricted(negation.variables(), context.guard());
        Relation solutions = Solver.solve(context, names, inner, negation.body(), outputs, suspects);
        if (rows == null) {
            if (solutions.size == 0) {
                ChoiceRun.judge(context, frame, suspects.relations(SlotNames.FAILURE), judge);
            }
            if (solutions.size > 0 || !suspects.isEmpty()) {
                frame.fail();
            }
            return;
        }
        Relation kept =
                Joins.semi(rows, rows.columns(outputs), solutions, solutions.columns(outputs), false, context.guard());
        frame.replace(rows, kept);
        List<Relation> unclear = suspects.relations(SlotNames.FAILURE);
        ChoiceRun.judge(context, frame, unclear, judge);
        for (Relation failing : unclear) {
            Relation clear =
                    Joins.semi(kept, kept.columns(outputs), failing, failing.columns(outputs), false, context.guard());
            frame.replace(kept, clear);
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
