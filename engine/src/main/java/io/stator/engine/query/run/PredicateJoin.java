package io.stator.engine.query.run;

import io.stator.engine.query.function.Expression;
import io.stator.engine.query.limit.Guard;
import io.stator.engine.query.plan.Goal;
import io.stator.engine.query.plan.Goal.Calling;
import io.stator.engine.query.plan.SlotNames;
import io.stator.engine.query.relation.Bindings;
import io.stator.engine.query.relation.Relation;
import io.stator.engine.query.relation.Rows;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Joins two relations by a predicate over both: comparisons by order or hashing, others by trying all pairs. */
final class PredicateJoin {
    private PredicateJoin() {}

    /**
     * Joins the two relations whose variables a clause compares, by that clause and all others that compare them; of a
     * relation that nobody asks for afterwards only whether there is a match. Returns false, having done nothing, for any
     * other clause.
     */
    static boolean compare(Context context, Bindings bindings, Calling calling, List<Goal> pending, int[] outputs) {
        List<Relation> many = bindings.manyRowed(calling.inputs());
        if (calling.comparison() == null || many.size() != 2) {
            return false;
        }
        Relation left = many.get(0);
        Relation right = many.get(1);
        List<Calling> comparisons = comparisons(calling, left, right, pending);
        pending.removeIf(goal -> Existence.contains(comparisons, goal));
        if (context.tally() != null) {
            context.tally().attach(comparisons);
        }
        BitSet needed = new BitSet();
        needed.set(SlotNames.FAILURE);
        for (int slot : outputs) {
            needed.set(slot);
        }
        pending.forEach(goal -> needed.or(goal.variables()));
        bindings.remove(left);
        bindings.remove(right);
        int[] none = {};
        if (!hasAny(right, needed)) {
            bindings.add(new ThetaJoin(left, right, none, comparisons, context.guard()).semi());
        } else if (!hasAny(left, needed)) {
            bindings.add(new ThetaJoin(right, left, none, comparisons, context.guard()).semi());
        } else {
            bindings.add(new ThetaJoin(left, right, none, comparisons, context.guard()).join());
        }
        return true;
    }

    private static boolean hasAny(Relation relation, BitSet slots) {
        for (int slot : relation.slots) {
            if (slots.get(slot)) {
                return true;
            }
        }
        return false;
    }

    private static List<Calling> comparisons(Calling first, Relation left, Relation right, List<Goal> pending) {
        List<Calling> found = new ArrayList<>(List.of(first));
        for (Goal goal : pending) {
            if (goal instanceof Calling calling && calling.comparison() != null && isBetween(calling, left, right)) {
                found.add(calling);
            }
        }
        return found;
    }

    private static boolean isBetween(Calling calling, Relation left, Relation right) {
        if (calling.inputs().length != 2) {
            return false;
        }
        int first = calling.inputs()[0];
        int second = calling.inputs()[1];
        return (left.position(first) >= 0 && right.position(second) >= 0)
                || (left.position(second) >= 0 && right.position(first) >= 0);
    }

    /** Joins two relations by trying all pairs; returns false when it should be called later. */
    static boolean pairs(
            Context context,
            Bindings bindings,
            Calling calling,
            Relation left,
            Relation right,
            @Nullable Object[] values,
            Attempts attempts) {
        Relation joined = matching(context, calling, left, right, values, attempts);
        attempts.finish();
        if (attempts.stopped()) {
            return false;
        }
        bindings.remove(left);
        bindings.remove(right);
        bindings.add(joined);
        return true;
    }

    private static Relation matching(
            Context context,
            Calling calling,
            Relation left,
            Relation right,
            @Nullable Object[] values,
            Attempts attempts) {
        Rows leftRows = new Rows();
        Rows rightRows = new Rows();
        for (int l = 0; l < left.size && !attempts.stopped(); l++) {
            fill(calling, left, l, values);
            for (int r = 0; r < right.size && !attempts.stopped(); r++) {
                context.guard().tick(r);
                fill(calling, right, r, values);
                Object value = attempts.value(values);
                if (value instanceof Attempts.Failure failure) {
                    attempts.failed(failure, l, r);
                } else if (Expression.isTrue(value)) {
                    leftRows.add(l);
                    rightRows.add(r);
                }
            }
            context.guard().rows(leftRows.size());
        }
        return gather(left, leftRows, right, rightRows, context.guard());
    }

    /** Returns pairs of rows. */
    static Relation gather(Relation left, Rows leftRows, Relation right, Rows rightRows, Guard guard) {
        Relation result = left.gather(leftRows, Relation.union(left.candidateKey, right.candidateKey), guard);
        for (int i = 0; i < right.slots.length; i++) {
            result = result.plus(right.slots[i], right.columns[i].gather(rightRows, guard));
        }
        return result;
    }

    private static void fill(Calling calling, Relation rows, int row, @Nullable Object[] values) {
        for (int i = 0; i < values.length; i++) {
            int slot = calling.slot(i);
            int position = slot < 0 ? -1 : rows.position(slot);
            if (position >= 0) {
                values[i] = rows.columns[position].get(row);
            }
        }
    }
}
