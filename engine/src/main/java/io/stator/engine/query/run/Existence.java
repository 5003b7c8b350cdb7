package io.stator.engine.query.run;

import io.stator.engine.query.plan.Goal;
import io.stator.engine.query.plan.Goal.Calling;
import io.stator.engine.query.plan.SlotNames;
import io.stator.engine.query.relation.Bindings;
import io.stator.engine.query.relation.Relation;
import io.stator.engine.query.relation.Rows;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A semi-join: clauses of which nobody asks for a solution, only whether there is one for each row that is known.
 *
 * <p>They are all clauses that share variables which nothing else mentions, with the relations that have such variables only. Joining their
 * solutions with the rows would make many rows of each, to be forgotten afterwards. Instead the clauses are solved once for the different values the rows give them; then the
 * rows that have a solution are kept. Comparisons between a variable of the rows and one of the solutions come last, so that of a group of solutions only
 * the greatest or the least need be looked at.
 */
final class Existence {
    private final Context context;
    private final Bindings bindings;
    private final BitSet bound;
    private final List<Goal> clauses = new ArrayList<>();
    private final List<Relation> parts = new ArrayList<>();

    /** The variables that nobody asks for. */
    private final BitSet inner = new BitSet();

    private Existence(Context context, Bindings bindings) {
        this.context = context;
        this.bindings = bindings;
        this.bound = bindings.bound();
    }

    /**
     * Keeps the rows for which a clause and those it is connected with have a solution, and takes these from the pending
     * ones; does nothing and returns false when more than that is asked for, or nothing would be gained.
     *
     * @param outputs the variables that are asked for in the end
     */
    static boolean run(
            Context context, SlotNames names, Bindings bindings, Goal clause, List<Goal> pending, int[] outputs) {
        Existence existence = new Existence(context, bindings);
        return existence.collect(clause, pending, outputs) && existence.run(names, pending);
    }

    /** Collects the clauses that share variables nobody asks for; returns false when somebody asks for one of these. */
    private boolean collect(Goal clause, List<Goal> pending, int[] outputs) {
        BitSet asked = new BitSet();
        asked.set(SlotNames.FAILURE);
        for (int slot : outputs) {
            asked.set(slot);
        }
        include(clause, asked);
        boolean grown = true;
        while (grown) {
            grown = false;
            for (Goal goal : pending) {
                if (goal.variables().intersects(inner) && !contains(clauses, goal)) {
                    include(goal, asked);
                    grown = true;
                }
            }
        }
        return !inner.isEmpty() && !inner.intersects(asked) && clauses.stream().noneMatch(Goal::mayFail);
    }

    private void include(Goal goal, BitSet asked) {
        clauses.add(goal);
        BitSet unbound = (BitSet) goal.variables().clone();
        unbound.andNot(bound);
        inner.or(unbound);
        for (Relation part : bindings.manyRowed(goal.variables().stream().toArray())) {
            BitSet slots = part.slotSet();
            if (!slots.intersects(asked) && !parts.contains(part)) {
                parts.add(part);
                inner.or(slots);
            }
        }
    }

    /** Returns whether a clause is among some, not one like it. */
    static boolean contains(List<? extends Goal> goals, Goal wanted) {
        for (Goal goal : goals) {
            if (goal == wanted) {
                return true;
            }
        }
        return false;
    }

    private boolean run(SlotNames names, List<Goal> pending) {
        List<Calling> last = comparisons();
        List<Goal> rest = new ArrayList<>(clauses);
        rest.removeIf(goal -> contains(last, goal));
        BitSet compared = new BitSet();
        last.forEach(goal -> compared.or(goal.variables()));
        BitSet all = (BitSet) compared.clone();
        all.andNot(inner);
        compared.and(inner);
        BitSet given = (BitSet) compared.clone();
        rest.forEach(goal -> given.or(goal.variables()));
        given.and(bound);
        all.or(given);
        all.andNot(inner);
        List<Relation> many = bindings.manyRowed(all.stream().toArray());
        if (many.size() != 1) {
            return false;
        }
        Relation rows = many.get(0);
        if (last.isEmpty() && isAll(rows, given)) {
            return false;
        }
        Rows shared = new Rows();
        Rows wanted = new Rows();
        for (int slot : rows.slots) {
            if (given.get(slot)) {
                shared.add(slot);
                wanted.add(slot);
            }
        }
        compared.stream().forEach(wanted::add);
        if (rest.isEmpty()) {
            return false;
        }
        Relation solutions = Solver.solve(
                context,
                names,
                bindings.restricted(given, context.guard()),
                rest,
                wanted.toArray(),
                Suspects.collected(context.guard()));
        if (context.tally() != null) {
            context.tally().attach(last);
        }
        bindings.replace(rows, new ThetaJoin(rows, solutions, shared.toArray(), last, context.guard()).semi());
        parts.forEach(bindings::remove);
        pending.removeIf(goal -> contains(clauses, goal));
        return true;
    }

    private static boolean isAll(Relation rows, BitSet given) {
        for (int slot : rows.slots) {
            if (!given.get(slot)) {
                return false;
            }
        }
        return true;
    }

    /** Returns the comparisons of a variable that only they mention with one that nobody asks for. */
    private List<Calling> comparisons() {
        List<Calling> found = new ArrayList<>();
        for (Goal goal : clauses) {
            if (goal instanceof Calling calling && outer(calling) >= 0) {
                found.add(calling);
            }
        }
        BitSet used = new BitSet();
        for (Goal goal : clauses) {
            if (!contains(found, goal)) {
                used.or(goal.variables());
            }
        }
        found.removeIf(calling -> used.get(outer(calling)));
        return found;
    }

    /** Returns the variable of many rows that is compared with one nobody asks for; -1 when it is no such comparison. */
    private int outer(Calling calling) {
        if (calling.comparison() == null || calling.inputs().length != 2) {
            return -1;
        }
        int first = calling.inputs()[0];
        int second = calling.inputs()[1];
        if (inner.get(first) == inner.get(second)) {
            return -1;
        }
        int known = inner.get(first) ? second : first;
        Relation part = bindings.part(known);
        return part != null && part.size > 1 ? known : -1;
    }
}
