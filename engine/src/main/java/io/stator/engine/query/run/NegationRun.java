package io.stator.engine.query.run;

import io.stator.engine.query.run.Node.Negation;

/** Runs a negation: keeps the rows for which its clauses have no solution. */
final class NegationRun {
    private NegationRun() {}

    static void run(Context context, SlotNames names, Frame frame, Negation negation) {
        int[] shared = negation.variables().stream().toArray();
        for (int slot : shared) {
            if (!frame.isBound(slot)) {
                throw context.modes().insufficient(negation, frame.bound(), names);
            }
        }
        Relation rows = frame.merged(shared, context.guard());
        int[] outputs = rows == null ? new int[0] : common(rows, shared);
        Relation solutions =
                Solver.solve(context, names, frame.restricted(negation.variables()), negation.body(), outputs);
        if (rows == null) {
            if (solutions.size > 0) {
                frame.fail();
            }
            return;
        }
        Relation kept =
                Joins.semi(rows, rows.columns(outputs), solutions, solutions.columns(outputs), false, context.guard());
        frame.replace(rows, kept);
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
