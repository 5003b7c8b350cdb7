package io.stator.engine.query.run;

import io.stator.QueryStats.Access;
import io.stator.engine.query.plan.Goal.Pattern;
import io.stator.engine.query.plan.Plan;
import io.stator.engine.query.relation.Bindings;
import io.stator.engine.query.relation.Relation;
import io.stator.engine.query.run.Positions.Kind;
import io.stator.engine.query.syntax.Position;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** The number of rows of a query that is one pattern, as the counted trees say it: without reading a fact. */
final class CountedPattern {
    private static final int[] NO_SLOTS = {};

    private CountedPattern() {}

    /**
     * Returns as many rows as the query has, without their values; null when the facts must be read to know how many.
     *
     * <p>They need not be read when the pattern selects facts that are next to each other, all of which match, and no two of which have the
     * same values for the variables asked for.
     */
    static @Nullable Relation rows(Context context, Bindings bindings, Plan plan) {
        if (plan.goals().size() != 1
                || !(plan.goals().get(0) instanceof Pattern pattern)
                || !context.isDatabase(pattern.source())
                || !context.database(pattern.source()).isUnfiltered()
                || bindings.failed()
                || bindings.parts().stream().anyMatch(part -> part.size != 1)) {
            return null;
        }
        BitSet asked = new BitSet();
        for (int slot : plan.outputs()) {
            asked.set(slot);
        }
        Positions positions = Positions.of(pattern, context.database(pattern.source()), bindings, asked);
        BitSet key = positions.impossible ? null : positions.key(null);
        if (key == null || !Relation.isWithin(key, asked) || positions.kinds[Position.A] != Kind.CONSTANT) {
            return null;
        }
        Seek seek = new Seek(positions, null);
        long count = seek.to(0) && seek.matchesAll() ? seek.estimate() : Long.MAX_VALUE;
        if (count > Integer.MAX_VALUE) {
            return null;
        }
        Tally tally = context.tally();
        if (tally != null) {
            Tally.Solving solving = tally.solving(plan.names(), plan.goals());
            Tally.Step step = solving.begin(pattern, bindings);
            tally.found(Access.COUNT, seek.index(), count, 0);
            solving.end(step, count, bindings);
        }
        return ofSize((int) count);
    }

    private static Relation ofSize(int size) {
        return new Relation(NO_SLOTS, Relation.empty(NO_SLOTS).columns, size, new BitSet());
    }
}
