package io.stator.engine.query.run;

import io.stator.engine.query.plan.Goal;
import io.stator.engine.query.plan.Goal.Choice;
import io.stator.engine.query.plan.SlotNames;
import io.stator.engine.query.relation.Bindings;
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
            Context context,
            SlotNames names,
            Bindings bindings,
            Choice choice,
            BitSet needed,
            Consumer<Bindings> judge) {
        if (!context.bindingPatterns().canRun(choice, bindings.bound())) {
            throw context.bindingPatterns().insufficient(choice, bindings.bound(), names);
        }
        int[] outputs = outputs(bindings, choice.variables(), needed);
        RowTable union = new RowTable(outputs, context.guard());
        Suspects suspects = Suspects.collected(context.guard());
        for (List<Goal> branch : choice.branches()) {
            Bindings inner = bindings.restricted(choice.variables(), context.guard());
            union.addAll(Solver.solve(context, names, inner, branch, outputs, suspects));
            context.guard().rows(union.size());
            if (outputs.length == 0 && union.size() > 0 && cannotFail(choice)) {
                break;
            }
        }
        judge(context, bindings, suspects.relations(SlotNames.FAILURE), judge);
        joinOutputs(context, bindings, union.relation());
    }

    private static boolean cannotFail(Choice choice) {
        return choice.branches().stream().allMatch(branch -> branch.stream().allMatch(Goal.Pattern.class::isInstance));
    }

    /** Has suspects of a part judged by the clauses around it. */
    static void judge(Context context, Bindings bindings, List<Relation> suspects, Consumer<Bindings> judge) {
        for (Relation rows : suspects) {
            Bindings failing = bindings.copy();
            joinOutputs(context, failing, withoutSecondFailure(bindings, rows));
            judge.accept(failing);
        }
    }

    /** Returns suspects without their failures when they have failed before. */
    private static Relation withoutSecondFailure(Bindings bindings, Relation rows) {
        if (!bindings.isBound(SlotNames.FAILURE)) {
            return rows;
        }
        BitSet others = new BitSet();
        for (int slot : rows.slots) {
            others.set(slot, slot != SlotNames.FAILURE);
        }
        return others.isEmpty() ? Relation.unit(rows.size > 0) : rows.keep(others);
    }

    /** Returns the variables that several rows are known of, or that are to be bound. */
    static int[] outputs(Bindings bindings, BitSet variables, BitSet needed) {
        Rows found = new Rows();
        for (int slot = variables.nextSetBit(0); slot >= 0; slot = variables.nextSetBit(slot + 1)) {
            Relation part = bindings.part(slot);
            if (part == null ? needed.get(slot) : part.size > 1) {
                found.add(slot);
            }
        }
        return found.toArray();
    }

    /** Joins a relation with those that have its variables. */
    static void joinOutputs(Context context, Bindings bindings, Relation found) {
        Relation joined = found;
        for (Relation part : bindings.manyRowed(found.slots)) {
            BitSet shared = new BitSet();
            for (int slot : part.slots) {
                if (joined.position(slot) >= 0) {
                    shared.set(slot);
                }
            }
            int[] slots = shared.stream().toArray();
            bindings.remove(part);
            joined = slots.length == joined.slots.length
                    ? Joins.semi(part, part.columns(slots), joined, joined.columns(slots), true, context.guard())
                    : Joins.join(part, part.columns(slots), joined, joined.columns(slots), shared, context.guard());
        }
        bindings.add(joined);
    }
}
