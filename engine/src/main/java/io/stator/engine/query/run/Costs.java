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

/** Estimates what clauses that can run cost next. */
final class Costs implements Goal.Cases<Cost> {
    /** What each row of the result costs the clauses after it. */
    private static final double ROW_NANOS = 60;

    private static final double NEGATION_NANOS = 400;
    private static final double RECURSION_NANOS = 20_000;
    private static final double RECURSION_ROWS = 50;

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

    /** Returns the cost of a clause that can run. */
    Cost of(Goal goal) {
        return goal.match(this);
    }

    @Override
    public Cost pattern(Pattern pattern) {
        if (!context.isDatabase(pattern.source())) {
            // it may bind names of entities, which only a pattern over a database that runs later resolves: so it comes
            // first
            return Cost.NOTHING;
        }
        Positions positions = Positions.of(pattern, context.database(pattern.source()), bindings, needed);
        AccessPath path = new AccessPath(positions, range(pattern));
        return new Cost(tier(pattern, positions), path.nanos + path.rows * ROW_NANOS);
    }

    private Cost.Tier tier(Pattern pattern, Positions positions) {
        boolean valueAlone = !positions.isKnown(Position.E) && !positions.isKnown(Position.A);
        if (awaitsNames(pattern, positions)) {
            return valueAlone ? Cost.Tier.VALUE_ALONE_AWAITS_NAMES : Cost.Tier.AWAITS_NAMES;
        }
        return valueAlone ? Cost.Tier.VALUE_ALONE : Cost.Tier.USUAL;
    }

    /** Returns the cost of a call that is not immediate: its arguments are in relations of many rows. */
    @Override
    public Cost calling(Calling calling) {
        return new Cost(Cost.Tier.CROSS_PRODUCT, 0);
    }

    /** Returns the cost of a value, which runs before costs are asked for: what a branch costs is told by its other clauses. */
    @Override
    public Cost value(Goal.Value value) {
        return new Cost(Cost.Tier.CROSS_PRODUCT, 0);
    }

    @Override
    public Cost negation(Negation negation) {
        List<Relation> many = bindings.manyRowed(slots(negation.variables()));
        double rows = many.isEmpty() ? 1 : many.get(0).size;
        return new Cost(
                many.size() > 1 ? Cost.Tier.CROSS_PRODUCT : Cost.Tier.USUAL,
                rows * NEGATION_NANOS + rows / 2 * ROW_NANOS);
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

    @Override
    public Cost choice(Choice choice) {
        Cost total = Cost.NOTHING;
        List<Relation> many = bindings.manyRowed(slots(choice.variables()));
        for (Relation part : many) {
            total = total.plus(Cost.usual(part.size * AccessPath.HASH_NANOS));
        }
        BitSet bound = bindings.bound();
        for (List<Goal> branch : choice.branches()) {
            Cost least = null;
            for (Goal goal : branch) {
                context.guard().steps(BRANCH_STEPS);
                if (!(goal instanceof Calling) && context.bindingPatterns().canRun(goal, bound)) {
                    Cost cost = of(goal);
                    least = least == null || cost.compareTo(least) < 0 ? cost : least;
                }
            }
            double rows = many.isEmpty() ? 1 : many.get(0).size;
            total = total.plus(least == null ? Cost.usual(rows * ROW_NANOS) : least);
        }
        return total;
    }

    @Override
    public Cost recursion(Recursion recursion) {
        int fewest = Integer.MAX_VALUE;
        for (int slot : recursion.arguments()) {
            Relation part = bindings.part(slot);
            if (part != null) {
                fewest = Math.min(fewest, part.size);
            }
        }
        return fewest == Integer.MAX_VALUE
                ? new Cost(Cost.Tier.UNBOUND_RECURSION, 0)
                : Cost.usual(fewest * (RECURSION_NANOS + RECURSION_ROWS * ROW_NANOS));
    }

    private static int[] slots(BitSet variables) {
        return variables.stream().toArray();
    }
}
