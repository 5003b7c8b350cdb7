package io.stator.engine.query.run;

import io.stator.engine.query.plan.Node;
import io.stator.engine.query.plan.Node.Choice;
import io.stator.engine.query.plan.SlotNames;
import io.stator.engine.query.relation.Frame;
import io.stator.engine.query.relation.Joins;
import io.stator.engine.query.relation.Relation;
import io.stator.engine.query.relation.RowTable;
import io.stator.engine.query.relation.Rows;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;

/** Runs a choice: each branch for the values that are known, and joins the union of what they find. */
final class ChoiceRun {
    private ChoiceRun() {}

    static void run(
            Context context, SlotNames names, Frame frame, Choice choice, BitSet needed, Consumer<Frame> judge) {
        if (!context.modes().canRun(choice, frame.bound())) {
            throw context.modes().insufficient(choice, frame.bound(), names);
        }
        int[] outputs = outputs(frame, choice.variables(), needed);
        RowTable union = new RowTable(outputs, context.guard());
        Suspects suspects = Suspects.collected(context.guard());
        for (List<Node> branch : choice.branches()) {
            Frame inner = frame.restricted(choice.variables(), context.guard());
            union.addAll(Solver.solve(context, names, inner, branch, outputs, suspects));
            context.guard().rows(union.size());
            if (outputs.length == 0 && union.size() > 0 && cannotFail(choice)) {
                break;
            }
        }
        judge(context, frame, suspects.relations(SlotNames.FAILURE), judge);
        joinOutputs(context, frame, union.relation());
    }

    private static boolean cannotFail(Choice choice) {
        return choice.branches().stream().allMatch(branch -> branch.stream().allMatch(Node.Pattern.class::isInstance));
    }

    /** Has suspects of a part judged by the clauses around it. */
    static void judge(Context context, Frame frame, List<Relation> suspects, Consumer<Frame> judge) {
        for (Relation rows : suspects) {
            Frame failing = frame.copy();
            joinOutputs(context, failing, withoutSecondFailure(frame, rows));
            judge.accept(failing);
        }
    }

    /** Returns suspects without their failures when they have failed before. */
    private static Relation withoutSecondFailure(Frame frame, Relation rows) {
        if (!frame.isBound(SlotNames.FAILURE)) {
            return rows;
        }
        BitSet others = new BitSet();
        for (int slot : rows.slots) {
            others.set(slot, slot != SlotNames.FAILURE);
        }
        return others.isEmpty() ? Relation.unit(rows.size > 0) : rows.keep(others);
    }

    /** Returns the variables that several rows are known of, or that are to be bound. */
    static int[] outputs(Frame frame, BitSet variables, BitSet needed) {
        Rows found = new Rows();
        for (int slot = variables.nextSetBit(0); slot >= 0; slot = variables.nextSetBit(slot + 1)) {
            Relation part = frame.part(slot);
            if (part == null ? needed.get(slot) : part.size > 1) {
                found.add(slot);
            }
        }
        return found.toArray();
    }

    /** Joins a relation with those that have its variables. */
    static void joinOutputs(Context context, Frame frame, Relation found) {
        Relation joined = found;
        for (Relation part : frame.manyRowed(found.slots)) {
            BitSet shared = new BitSet();
            for (int slot : part.slots) {
                if (joined.position(slot) >= 0) {
                    shared.set(slot);
                }
            }
            int[] slots = shared.stream().toArray();
            frame.remove(part);
            joined = slots.length == joined.slots.length
                    ? Joins.semi(part, part.columns(slots), joined, joined.columns(slots), true, context.guard())
                    : Joins.join(part, part.columns(slots), joined, joined.columns(slots), shared, context.guard());
        }
        frame.add(joined);
    }
}
