package io.stator.engine.query.run;

import io.stator.engine.query.plan.Goal;
import io.stator.engine.query.plan.Goal.Calling;
import io.stator.engine.query.plan.Goal.Choice;
import io.stator.engine.query.plan.Goal.Negation;
import io.stator.engine.query.plan.Goal.Pattern;
import io.stator.engine.query.plan.Goal.Recursion;
import io.stator.engine.query.relation.Bindings;
import io.stator.engine.query.relation.Relation;
import io.stator.engine.query.syntax.Position;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Estimates what clauses cost next; a lower score should run earlier. */
final class Costs {
    /** What each row of the result costs the clauses after it. */
    private static final double ROW_NANOS = 60;

    private static final double NEGATION_NANOS = 400;
    private static final double RECURSION_NANOS = 20_000;
    private static final double RECURSION_ROWS = 50;
    private static final double UNBOUND_RECURSION_NANOS = 1e12;

    /** Put off: a function is to bind the entity. */
    private static final double NAMES_NANOS = 1e13;

    /** Put off: the value alone finds references only. */
    private static final double LAST_RESORT_NANOS = 1e15;

    /** Put off even more: the rows of relations must be combined. */
    private static final double CROSS_NANOS = 1e17;

    /** What estimating a clause of a branch is taken for, in steps. */
    private static final int BRANCH_STEPS = 20;

    private final Context context;
    private final Bindings bindings;
    private final BitSet needed = new BitSet();

    /** The variables that functions are still to bind. */
    private final BitSet awaited = new BitSet();

    /** The predicates that mention each variable. */
    private final Map<Integer, List<Goal>> predicates = new HashMap<>();

    private final Map<Integer, @Nullable Range> ranges = new HashMap<>();

    Costs(Context context, Bindings bindings, List<Goal> pending, int[] outputs) {
        this.context = context;
        this.bindings = bindings;
        for (int slot : outputs) {
            needed.set(slot);
        }
        for (Goal goal : pending) {
            context.guard().steps(1);
            needed.or(goal.variables());
            if (goal instanceof Calling calling) {
                add(calling);
            }
        }
    }

    private void add(Calling calling) {
        if (calling.binding() == null) {
            for (int slot : calling.inputs()) {
                predicates.computeIfAbsent(slot, key -> new ArrayList<>()).add(calling);
            }
        }
        for (int slot : calling.outputs()) {
            if (slot >= 0 && !bindings.isBound(slot)) {
                awaited.set(slot);
            }
        }
    }

    private @Nullable Range range(Pattern pattern) {
        int slot = pattern.slot(Position.V);
        List<Goal> bounds = predicates.get(slot);
        if (bounds == null) {
            return null;
        }
        if (!ranges.containsKey(slot)) {
            context.guard().steps(bounds.size());
            ranges.put(slot, Ranges.of(pattern, bounds, bindings));
        }
        return ranges.get(slot);
    }

    /** Returns the score of a clause that can run. */
    double score(Goal goal) {
        if (goal instanceof Pattern pattern) {
            return patternScore(pattern);
        }
        if (goal instanceof Negation negation) {
            List<Relation> many = bindings.manyRowed(slots(negation.variables()));
            double rows = many.isEmpty() ? 1 : many.get(0).size;
            return (many.size() > 1 ? CROSS_NANOS : 0) + rows * NEGATION_NANOS + rows / 2 * ROW_NANOS;
        }
        if (goal instanceof Choice choice) {
            return choiceScore(choice);
        }
        if (goal instanceof Recursion recursion) {
            return recursionScore(recursion);
        }
        return CROSS_NANOS;
    }

    private double patternScore(Pattern pattern) {
        if (!context.isDatabase(pattern.source())) {
            // its values may be names, which only what a database pattern looks for can mean: so it always comes first
            return 0;
        }
        Positions positions = Positions.of(pattern, context.database(pattern.source()), bindings, needed);
        AccessPath step = new AccessPath(positions, range(pattern));
        boolean valueOnly = positions.kinds[Position.E] != Positions.Kind.CONSTANT
                && positions.kinds[Position.E] != Positions.Kind.ROWS
                && positions.kinds[Position.A] != Positions.Kind.CONSTANT
                && positions.kinds[Position.A] != Positions.Kind.ROWS;
        return step.nanos
                + step.rows * ROW_NANOS
                + (valueOnly ? LAST_RESORT_NANOS : 0)
                + (awaitsNames(pattern, positions) ? NAMES_NANOS : 0);
    }

    /**
     * Returns whether a function is still to bind a variable that stands for an entity: what it returns may be a name,
     * which only a pattern that runs later resolves.
     */
    private boolean awaitsNames(Pattern pattern, Positions positions) {
        boolean reference = positions.attribute == null || positions.attribute.isRef();
        return isAwaited(pattern.slot(Position.E))
                || isAwaited(pattern.slot(Position.A))
                || (reference && isAwaited(pattern.slot(Position.V)));
    }

    private boolean isAwaited(int slot) {
        return slot >= 0 && awaited.get(slot);
    }

    private double choiceScore(Choice choice) {
        double total = 0;
        List<Relation> many = bindings.manyRowed(slots(choice.variables()));
        for (Relation part : many) {
            total += part.size * AccessPath.HASH_NANOS;
        }
        BitSet bound = bindings.bound();
        for (List<Goal> branch : choice.branches()) {
            double least = Double.POSITIVE_INFINITY;
            for (Goal goal : branch) {
                context.guard().steps(BRANCH_STEPS);
                if (!(goal instanceof Calling) && context.bindingPatterns().canRun(goal, bound)) {
                    least = Math.min(least, score(goal));
                }
            }
            total += Double.isInfinite(least) ? (many.isEmpty() ? 1 : many.get(0).size) * ROW_NANOS : least;
        }
        return total;
    }

    private double recursionScore(Recursion recursion) {
        double fewest = Double.POSITIVE_INFINITY;
        for (int slot : recursion.arguments()) {
            Relation part = bindings.part(slot);
            if (part != null) {
                fewest = Math.min(fewest, part.size);
            }
        }
        return Double.isInfinite(fewest)
                ? UNBOUND_RECURSION_NANOS
                : fewest * (RECURSION_NANOS + RECURSION_ROWS * ROW_NANOS);
    }

    private static int[] slots(BitSet variables) {
        return variables.stream().toArray();
    }
}
