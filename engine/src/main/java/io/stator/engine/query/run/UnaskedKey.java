package io.stator.engine.query.run;

import io.stator.engine.query.limit.Guard;
import io.stator.engine.query.plan.Goal.Pattern;
import io.stator.engine.query.plan.Plan;
import io.stator.engine.query.relation.Bindings;
import io.stator.engine.query.relation.Relation;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** The rows of a query that is one pattern, without the values of variables that only tell its rows apart. */
final class UnaskedKey {
    private UnaskedKey() {}

    /**
     * Returns the values of the variables of {@code :find} in all rows that the query has; null when that takes more than running its one pattern.
     *
     * <p>As {@code [:find (sum ?n) :with ?e :where [?e :a/n ?n]]} does: no two facts have the same entity, so nobody has to look at any.
     */
    static @Nullable Relation rows(Context context, Bindings bindings, Plan plan) {
        if (plan.query().with().isEmpty()
                || plan.goals().size() != 1
                || !(plan.goals().get(0) instanceof Pattern pattern)
                || !context.isDatabase(pattern.source())
                || bindings.failed()
                || !bindings.parts().isEmpty()) {
            return null;
        }
        BitSet asked = new BitSet();
        for (int slot : plan.outputs()) {
            asked.set(slot);
        }
        Positions all = Positions.of(pattern, context.database(pattern.source()), bindings, asked);
        BitSet key = all.impossible ? null : all.key(null);
        if (key == null || !Relation.isWithin(key, asked)) {
            return null;
        }
        BitSet found = plan.foundSlots();
        Guard guard = context.guard();
        Object outer = guard.at(pattern.origin());
        Positions positions = Positions.of(pattern, context.database(pattern.source()), bindings, found);
        Tally tally = context.tally();
        Tally.Solving solving = tally == null ? null : tally.solving(plan.names(), plan.goals());
        Tally.Step step = solving == null ? null : solving.begin(pattern, bindings);
        PatternRun run = new PatternRun(new AccessPath(positions, null), bindings, guard);
        run.run();
        run.tell(tally);
        if (solving != null && step != null) {
            solving.end(step, bindings);
        }
        guard.at(outer);
        return bindings.failed() || bindings.parts().size() != 1
                ? Relation.empty(found.stream().toArray())
                : bindings.parts().get(0);
    }
}
