package io.stator.engine.query.run;

import io.stator.engine.query.limit.Guard;
import io.stator.engine.query.plan.BodyOrder;
import io.stator.engine.query.plan.Goal.Recursion;
import io.stator.engine.query.plan.RuleProgram;
import io.stator.engine.query.plan.SlotNames;
import io.stator.engine.query.relation.Bindings;
import io.stator.engine.query.relation.Column;
import io.stator.engine.query.relation.Relation;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;

/** Runs a call of a recursive rule for the values that are known of its arguments. */
final class RecursionRun {
    private RecursionRun() {}

    static void run(
            Context context,
            Bindings bindings,
            Recursion call,
            BitSet needed,
            SlotNames names,
            Consumer<Bindings> judge) {
        BitSet bound = boundArguments(context, bindings, call);
        if (!context.bindingPatterns().canCall(call.rule(), call.source(), bound)) {
            throw context.bindingPatterns().insufficient(call, bindings.bound(), names);
        }
        Relation seeds = seeds(context, bindings, call, bound);
        FailingRecursion tables = context.tables();
        if (tables != null && tables.has(call)) {
            tables.answer(call, bound, seeds, new Caller(context, bindings, needed, judge));
            return;
        }
        Suspects suspects = Suspects.collected(context.guard());
        Relation answers = answers(context, call, bound, seeds, suspects);
        Caller caller = new Caller(context, bindings, needed, judge);
        if (suspects.isEmpty()) {
            caller.join(call, bound, answers, List.of());
        } else {
            new FailingRecursion(context).run(call, bound, seeds, caller);
        }
    }

    /** Who calls a rule, and goes on with the answers. */
    record Caller(Context context, Bindings bindings, BitSet needed, Consumer<Bindings> judge) {
        /**
         * Joins the answers with what is known, and has suspects judged.
         *
         * @param suspects answers on which a call failed, by the numbers of the parameters that are known of them, and their failure by the number after those
         */
        void join(Recursion call, BitSet bound, Relation answers, List<Relation> suspects) {
            for (Relation rows : suspects) {
                ChoiceRun.judge(context, bindings, List.of(suspectOutputs(bindings, call, rows)), judge);
            }
            ChoiceRun.joinOutputs(context, bindings, outputs(bindings, call, bound, answers, needed, context.guard()));
        }
    }

    private static Relation answers(Context context, Recursion call, BitSet bound, Relation seeds, Suspects suspects) {
        RuleProgram program = context.programs().get(call.rule(), call.source(), context.guard());
        List<BodyOrder> orders = program.bodies().stream()
                .map(body -> BodyOrder.of(
                        program,
                        body,
                        bound,
                        context.bindingPatterns(),
                        context.guard().isDeep()))
                .toList();
        return TailRecursion.applies(program, orders, bound)
                ? new TailRecursion(context, program, orders, bound, seeds, suspects).run()
                : new TableRecursion(context, suspects).run(call.rule(), call.source(), bound, seeds);
    }

    /**
     * Returns the arguments, by number, for whose values the rule is run: those of one value and names of entities,
     * which only the rule can resolve; when there are none, the one of the smallest relation; and what the rule cannot
     * do without.
     */
    private static BitSet boundArguments(Context context, Bindings bindings, Recursion call) {
        BitSet all = new BitSet();
        BitSet chosen = new BitSet();
        int smallest = -1;
        int smallestSize = Integer.MAX_VALUE;
        for (int i = 0; i < call.arguments().length; i++) {
            int slot = call.arguments()[i];
            Relation part = bindings.part(slot);
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
        boolean enough = !context.programs().looksForAnyAttribute(call.rule())
                && context.bindingPatterns().canCall(call.rule(), call.source(), chosen);
        return enough ? chosen : all;
    }

    private static Relation seeds(Context context, Bindings bindings, Recursion call, BitSet bound) {
        int[] parameters = bound.stream().toArray();
        int[] slots = new int[parameters.length];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = call.arguments()[parameters[i]];
        }
        return bindings.project(slots, context.guard()).renamed(parameters).distinct(context.guard());
    }

    /** Returns the answers under the names of the caller, without what it knows or does not need. */
    private static Relation outputs(
            Bindings bindings, Recursion call, BitSet bound, Relation answers, BitSet needed, Guard guard) {
        int[] arguments = call.arguments();
        BitSet kept = new BitSet();
        for (int i = 0; i < arguments.length; i++) {
            Relation part = bindings.part(arguments[i]);
            boolean known = part != null && part.size == 1 && bound.get(i);
            kept.set(i, !known && (part != null || needed.get(arguments[i])));
        }
        Relation wanted = answers.keep(kept);
        int[] slots = new int[wanted.slots.length];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = arguments[wanted.slots[i]];
        }
        return slots.length == 0
                ? Relation.unit(answers.size > 0)
                : wanted.renamed(slots).distinct(guard);
    }

    /** Returns suspect answers under the names of the caller, without what it knows. */
    private static Relation suspectOutputs(Bindings bindings, Recursion call, Relation answers) {
        int[] arguments = call.arguments();
        BitSet kept = new BitSet();
        kept.set(arguments.length);
        for (int i = 0; i < arguments.length; i++) {
            Relation part = bindings.part(arguments[i]);
            kept.set(i, answers.position(i) >= 0 && (part == null || part.size > 1));
        }
        Relation wanted = answers.keep(kept);
        int[] slots = new int[wanted.slots.length];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = wanted.slots[i] == arguments.length ? SlotNames.FAILURE : arguments[wanted.slots[i]];
        }
        return wanted.renamed(slots);
    }
}
