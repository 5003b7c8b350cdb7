package io.stator.engine.query.run;

import io.stator.engine.query.plan.BodyOrder;
import io.stator.engine.query.plan.Goal.Recursion;
import io.stator.engine.query.plan.RuleProgram;
import io.stator.engine.query.relation.Bindings;
import io.stator.engine.query.relation.Relation;
import io.stator.engine.query.relation.RowTable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** What one body of a rule has found up to each of its recursive calls; not thread-safe. */
final class BodyTable {
    private final Context context;
    private final TableRecursion recursion;
    private final RuleTable rule;
    private final BodyOrder order;
    private final RuleProgram.Body body;
    private final int[] bound;
    private final List<CallStage> stages = new ArrayList<>();
    private int askedDone;
    private Relation found;

    BodyTable(
            Context context,
            TableRecursion recursion,
            RuleTable rule,
            BodyOrder order,
            RuleProgram.Body body,
            BitSet bound) {
        this.context = context;
        this.recursion = recursion;
        this.rule = rule;
        this.order = order;
        this.body = body;
        this.bound = bound.stream().toArray();
        this.found = Relation.empty(parameters());
        for (int i = 0; i < order.calls().size(); i++) {
            stages.add(new CallStage(order.calls().get(i), order.bound().get(i), neededFrom(i), context.guard()));
        }
    }

    private int[] parameters() {
        int[] parameters = new int[body.head().length];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = i;
        }
        return parameters;
    }

    private BitSet neededFrom(int call) {
        BitSet needed = new BitSet();
        for (int slot : body.head()) {
            needed.set(slot);
        }
        for (int i = call; i < order.calls().size(); i++) {
            needed.or(order.calls().get(i).variables());
            order.segments().get(i + 1).forEach(goal -> needed.or(goal.variables()));
        }
        return needed;
    }

    /** Goes on with what is new; returns whether anything was asked for or found on the way. */
    boolean advance() {
        boolean changed = false;
        int asked = rule.askedCount();
        if (askedDone < asked) {
            Relation calls = rule.askedFrom(askedDone);
            askedDone = asked;
            changed = solve(0, calls.renamed(headSlots()));
        }
        for (int i = 0; i < stages.size(); i++) {
            changed |= advance(i);
        }
        return changed;
    }

    private int[] headSlots() {
        int[] slots = new int[bound.length];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = body.head()[bound[i]];
        }
        return slots;
    }

    private boolean advance(int stage) {
        CallStage calls = stages.get(stage);
        Recursion call = calls.call();
        RuleTable callee = recursion.table(call.rule(), call.source(), calls.parameters());
        boolean changed = callee.ask(calls.newCalls());
        for (Relation joined : calls.join(callee, context.guard())) {
            if (joined.size > 0) {
                changed |= solve(stage + 1, joined);
            }
        }
        return changed;
    }

    /** Solves a segment for new rows and hands on what it finds; returns whether that is new. */
    private boolean solve(int segment, Relation rows) {
        Bindings bindings = new Bindings(body.names().size());
        bindings.add(rows);
        boolean last = segment == stages.size();
        int[] outputs = last ? body.head() : stages.get(segment).slots();
        Relation solved = Solver.solve(
                context, body.names(), bindings, order.segments().get(segment), outputs, recursion.suspects());
        if (!last) {
            return stages.get(segment).add(solved);
        }
        RowTable all = new RowTable(parameters(), context.guard());
        all.addAll(found);
        all.addAll(solved.renamed(parameters()));
        found = all.relation();
        return false;
    }

    /** Returns the answers that were found since the last time. */
    Relation takeFound() {
        Relation taken = found;
        found = Relation.empty(parameters());
        return taken;
    }

    /** Returns how many rows are kept. */
    long rows() {
        long rows = 0;
        for (CallStage stage : stages) {
            rows += stage.beforeCount();
        }
        return rows;
    }
}
