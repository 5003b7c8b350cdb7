package io.stator.engine.query.run;

import io.stator.engine.query.run.Node.Recursion;
import java.util.BitSet;
import java.util.List;

/** Runs a call of a recursive rule for the values that are known of its arguments. */
final class RecursionRun {
    private RecursionRun() {}

    static void run(Context context, Frame frame, Recursion call, BitSet needed, SlotNames names) {
        BitSet bound = boundArguments(context, frame, call);
        if (!context.modes().canCall(call.rule(), call.source(), bound)) {
            throw context.modes().insufficient(call, frame.bound(), names);
        }
        Relation seeds = seeds(context, frame, call, bound);
        Relation answers = answers(context, call, bound, seeds);
        ChoiceRun.joinOutputs(context, frame, outputs(frame, call, bound, answers, needed));
    }

    private static Relation answers(Context context, Recursion call, BitSet bound, Relation seeds) {
        RuleProgram program = context.programs().get(call.rule(), call.source());
        List<BodyOrder> orders = program.bodies().stream()
                .map(body -> BodyOrder.of(program, body, bound, context))
                .toList();
        return TailRecursion.applies(program, orders, bound)
                ? new TailRecursion(context, program, orders, bound, seeds).run()
                : new TableRecursion(context).run(call.rule(), call.source(), bound, seeds);
    }

    /**
     * Returns the arguments, by number, for whose values the rule is run: those of one value and names of entities,
     * which only the rule can resolve; when there are none, the one of the smallest relation; and what the rule cannot
     * do without.
     */
    private static BitSet boundArguments(Context context, Frame frame, Recursion call) {
        BitSet all = new BitSet();
        BitSet chosen = new BitSet();
        int smallest = -1;
        int smallestSize = Integer.MAX_VALUE;
        for (int i = 0; i < call.arguments().length; i++) {
            int slot = call.arguments()[i];
            Relation part = frame.part(slot);
            if (part == null) {
                continue;
            }
            all.set(i);
            Column column = part.column(slot);
            if (part.size == 1 || (column.names && !column.isPrimitive())) {
                chosen.set(i);
            } else if (part.size < smallestSize) {
                smallest = i;
                smallestSize = part.size;
            }
        }
        if (chosen.isEmpty() && smallest >= 0) {
            chosen.set(smallest);
        }
        return context.modes().canCall(call.rule(), call.source(), chosen) ? chosen : all;
    }

    private static Relation seeds(Context context, Frame frame, Recursion call, BitSet bound) {
        int[] parameters = bound.stream().toArray();
        int[] slots = new int[parameters.length];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = call.arguments()[parameters[i]];
        }
        return frame.project(slots, context.guard()).renamed(parameters).distinct();
    }

    /** Returns the answers under the names of the caller, without what it knows or does not need. */
    private static Relation outputs(Frame frame, Recursion call, BitSet bound, Relation answers, BitSet needed) {
        Relation rows = answers;
        int[] arguments = call.arguments();
        BitSet kept = new BitSet();
        for (int i = 0; i < arguments.length; i++) {
            int first = 0;
            while (arguments[first] != arguments[i]) {
                first++;
            }
            if (first < i) {
                rows = equalColumns(rows, first, i);
                continue;
            }
            Relation part = frame.part(arguments[i]);
            boolean known = part != null && part.size == 1 && bound.get(i);
            kept.set(i, !known && (part != null || needed.get(arguments[i])));
        }
        Relation wanted = rows.keep(kept);
        int[] slots = new int[wanted.slots.length];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = arguments[wanted.slots[i]];
        }
        return slots.length == 0
                ? Relation.unit(rows.size > 0)
                : wanted.renamed(slots).distinct();
    }

    private static Relation equalColumns(Relation rows, int first, int second) {
        Rows kept = new Rows(rows.size);
        for (int row = 0; row < rows.size; row++) {
            if (rows.column(first).equal(row, rows.column(second), row)) {
                kept.add(row);
            }
        }
        return rows.gather(kept.rows, kept.size, rows.key);
    }
}
