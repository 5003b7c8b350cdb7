package io.stator.engine.query.run;

import io.stator.engine.datom.Values;
import io.stator.engine.query.plan.Goal;
import io.stator.engine.query.plan.Goal.Calling;
import io.stator.engine.query.plan.Goal.Pattern;
import io.stator.engine.query.relation.Bindings;
import io.stator.engine.query.relation.Relation;
import io.stator.engine.query.syntax.Argument;
import io.stator.engine.query.syntax.Constant;
import io.stator.engine.query.syntax.Operator;
import io.stator.engine.query.syntax.Position;
import io.stator.engine.query.syntax.Variable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the bounds that comparisons set to the value of a pattern.
 *
 * <p>The comparisons are still run: bounds are inclusive, and only spare the pattern facts.
 */
final class Ranges {
    private Ranges() {}

    /** Returns the range of the value of a pattern, or null when no comparison bounds it. */
    static @Nullable Range of(Pattern pattern, List<Goal> pending, Bindings bindings) {
        int slot = pattern.slot(Position.V);
        if (slot < 0) {
            return null;
        }
        Range range = null;
        for (Goal goal : pending) {
            if (goal instanceof Calling calling
                    && calling.binding() == null
                    && calling.variables().get(slot)) {
                Range bounds = bounds(calling, slot, bindings);
                if (bounds != null) {
                    range = range == null ? bounds : range.and(bounds.low(), bounds.high());
                }
            }
        }
        return range;
    }

    private static @Nullable Range bounds(Calling calling, int slot, Bindings bindings) {
        List<Argument> arguments = calling.call().arguments();
        if (arguments.size() != 2 || !(calling.call().operator() instanceof Operator.Named named)) {
            return null;
        }
        boolean first = isSlot(arguments.get(0), calling, slot);
        boolean second = isSlot(arguments.get(1), calling, slot);
        if (first == second) {
            return null;
        }
        Object bound = constant(arguments.get(first ? 1 : 0), calling, bindings);
        if (bound == null) {
            return null;
        }
        Object size = Values.ofAnyScale(bound);
        return switch (named.name().toString()) {
            case "<", "<=" -> first ? new Range(null, size) : new Range(size, null);
            case ">", ">=" -> first ? new Range(size, null) : new Range(null, size);
            case "=" -> new Range(size, size);
            default -> null;
        };
    }

    private static boolean isSlot(Argument argument, Calling calling, int slot) {
        return argument instanceof Variable variable && calling.slotOf(variable) == slot;
    }

    private static @Nullable Object constant(Argument argument, Calling calling, Bindings bindings) {
        if (argument instanceof Constant constant) {
            return constant.value();
        }
        if (argument instanceof Variable variable) {
            Relation part = bindings.part(calling.slotOf(variable));
            return part != null && part.size == 1
                    ? part.column(calling.slotOf(variable)).get(0)
                    : null;
        }
        return null;
    }
}
