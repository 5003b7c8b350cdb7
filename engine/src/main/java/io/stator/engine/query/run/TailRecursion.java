package io.stator.engine.query.run;

import io.stator.engine.query.plan.BodyOrder;
import io.stator.engine.query.plan.Goal.Recursion;
import io.stator.engine.query.plan.RuleProgram;
import io.stator.engine.query.relation.Bindings;
import io.stator.engine.query.relation.Column;
import io.stator.engine.query.relation.Relation;
import io.stator.engine.query.relation.RowTable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Runs a rule whose recursive calls are the last thing in its bodies and hand on all unbound parameters.
 *
 * <p>What such a call finds is what the caller finds. So it is enough to follow, from every seed, the arguments of the
 * calls it leads to, and to run the other bodies for those: no answers of calls in between are kept, as in a loop
 * that replaces a tail call.
 */
final class TailRecursion {
    private final Context context;
    private final RuleProgram program;
    private final List<BodyOrder> orders;
    private final int[] bound;
    private final int[] free;
    private final Relation seeds;
    private final Suspects suspects;

    /** Whether the seed is carried along with each step. */
    private final boolean carried;

    /**
     * Makes one.
     *
     * @param suspects is given rows on which a call failed; then there are not all answers
     */
    TailRecursion(
            Context context,
            RuleProgram program,
            List<BodyOrder> orders,
            BitSet bound,
            Relation seeds,
            Suspects suspects) {
        this.context = context;
        this.program = program;
        this.orders = orders;
        this.bound = bound.stream().toArray();
        BitSet others = new BitSet();
        others.set(0, program.arity());
        others.andNot(bound);
        this.free = others.stream().toArray();
        this.seeds = seeds;
        this.suspects = suspects;
        this.carried = seeds.size > 1;
    }

    /** Returns whether a rule can be run so when some of its parameters, by number, are bound. */
    static boolean applies(RuleProgram program, List<BodyOrder> orders, BitSet bound) {
        if (bound.isEmpty()) {
            return false;
        }
        for (int i = 0; i < orders.size(); i++) {
            BodyOrder order = orders.get(i);
            if (!order.calls().isEmpty()
                    && !isTailCall(program, program.bodies().get(i), order, bound)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isTailCall(RuleProgram program, RuleProgram.Body body, BodyOrder order, BitSet bound) {
        Recursion call = order.calls().get(0);
        if (order.calls().size() > 1
                || !order.segments().get(1).isEmpty()
                || !call.rule().equals(program.rule())
                || call.source() != program.source()) {
            return false;
        }
        for (int i = 0; i < call.arguments().length; i++) {
            boolean isBound = order.bound().get(0).get(call.arguments()[i]);
            if (bound.get(i) != isBound || (!isBound && call.arguments()[i] != body.head()[i])) {
                return false;
            }
        }
        return true;
    }

    /** Returns all answers, by the numbers of the parameters. */
    Relation run() {
        int seedCount = carried ? bound.length : 0;
        int[] stepSlots = new int[seedCount + bound.length];
        int[] answerSlots = new int[seedCount + free.length];
        for (int i = 0; i < stepSlots.length; i++) {
            stepSlots[i] = i;
        }
        for (int i = 0; i < answerSlots.length; i++) {
            answerSlots[i] = i;
        }
        RowTable steps = new RowTable(stepSlots, context.guard());
        RowTable answers = new RowTable(answerSlots, context.guard());
        steps.addAll(firstSteps(stepSlots));
        int done = 0;
        while (done < steps.size() && suspects.isEmpty()) {
            context.guard().check();
            Relation next = steps.relationFrom(done);
            done = steps.size();
            for (int i = 0; i < orders.size(); i++) {
                BodyOrder order = orders.get(i);
                RuleProgram.Body body = program.bodies().get(i);
                if (order.calls().isEmpty()) {
                    answers.addAll(solve(body, order, next, free(body)).renamed(answerSlots));
                } else {
                    steps.addAll(solve(body, order, next, callArguments(order)).renamed(stepSlots));
                }
            }
            context.guard().rows((long) steps.size() + answers.size());
        }
        return withParameters(answers.relation());
    }

    private Relation firstSteps(int[] stepSlots) {
        Column[] columns = new Column[stepSlots.length];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = seeds.column(bound[i % bound.length]);
        }
        return new Relation(stepSlots, columns, seeds.size, null);
    }

    private int[] free(RuleProgram.Body body) {
        int[] slots = new int[free.length];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = body.head()[free[i]];
        }
        return slots;
    }

    private int[] callArguments(BodyOrder order) {
        int[] slots = new int[bound.length];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = order.calls().get(0).arguments()[bound[i]];
        }
        return slots;
    }

    /** Solves the part of a body before its call, or all of it, for some steps; carried seeds come first. */
    private Relation solve(RuleProgram.Body body, BodyOrder order, Relation steps, int[] outputs) {
        int seedCount = carried ? bound.length : 0;
        int slotCount = body.names().size();
        int[] slots = new int[steps.slots.length];
        int[] wanted = new int[seedCount + outputs.length];
        for (int i = 0; i < seedCount; i++) {
            slots[i] = slotCount + i;
            wanted[i] = slotCount + i;
        }
        for (int i = 0; i < bound.length; i++) {
            slots[seedCount + i] = body.head()[bound[i]];
        }
        System.arraycopy(outputs, 0, wanted, seedCount, outputs.length);
        Bindings bindings = new Bindings(slotCount + seedCount);
        bindings.add(steps.renamed(slots));
        return Solver.solve(context, body.names(), bindings, order.segments().get(0), wanted, suspects);
    }

    private Relation withParameters(Relation answers) {
        int seedCount = carried ? bound.length : 0;
        List<Column> columns = new ArrayList<>();
        int[] slots = new int[bound.length + free.length];
        for (int i = 0; i < bound.length; i++) {
            slots[i] = bound[i];
            columns.add(
                    carried
                            ? answers.columns[i]
                            : Column.constant(
                                    seeds.size == 0
                                            ? null
                                            : seeds.column(bound[i]).get(0),
                                    answers.size,
                                    seeds.column(bound[i]).names));
        }
        for (int i = 0; i < free.length; i++) {
            slots[bound.length + i] = free[i];
            columns.add(answers.columns[seedCount + i]);
        }
        return new Relation(
                slots, columns.toArray(Column[]::new), answers.size, answers.candidateKey == null ? null : key(slots));
    }

    private static BitSet key(int[] slots) {
        BitSet key = new BitSet();
        for (int slot : slots) {
            key.set(slot);
        }
        return key;
    }
}
