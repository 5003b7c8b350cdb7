package io.stator.engine.query.run;

import io.stator.engine.database.DatabaseValue;
import io.stator.engine.query.limit.Guard;
import io.stator.engine.query.plan.Goal;
import io.stator.engine.query.plan.Goal.Calling;
import io.stator.engine.query.plan.Goal.Pattern;
import io.stator.engine.query.plan.Plan;
import io.stator.engine.query.relation.Bindings;
import io.stator.engine.query.relation.Relation;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a query that is one pattern with calls, some after the other, for who does not need all of them at once. So what is made of
 * many facts takes no more memory than what is made of few.
 */
final class ScannedParts {
    /** Fewer parts than that are not worth it. */
    private static final double PARTS_MIN = 2;

    private final Context context;
    private final Bindings bindings;
    private final Plan plan;
    private final List<Goal> calls;

    private ScannedParts(Context context, Bindings bindings, Plan plan, List<Goal> calls) {
        this.context = context;
        this.bindings = bindings;
        this.plan = plan;
        this.calls = calls;
    }

    /**
     * Hands on the rows of a query, and returns the last of them; returns null, having handed on nothing, when they are few, or equal rows
     * may come of different facts, or facts are not simply read one after the other.
     */
    static @Nullable Relation run(Context context, Bindings bindings, Plan plan, Consumer<Relation> taker) {
        List<Goal> calls = new ArrayList<>(plan.goals());
        Pattern pattern = null;
        for (Goal goal : plan.goals()) {
            if (goal instanceof Pattern only && pattern == null) {
                pattern = only;
                calls.remove(goal);
            } else if (!(goal instanceof Calling)) {
                return null;
            }
        }
        if (pattern == null
                || !context.isDatabase(pattern.source())
                || bindings.failed()
                || bindings.parts().stream().anyMatch(part -> part.size != 1)
                || NamedValues.applies(pattern, bindings)
                || !context.bindingPatterns().canRun(pattern, bindings.bound())) {
            return null;
        }
        return new ScannedParts(context, bindings, plan, calls).run(pattern, taker);
    }

    private @Nullable Relation run(Pattern pattern, Consumer<Relation> taker) {
        DatabaseValue database = context.database(pattern.source());
        BitSet asked = new BitSet();
        for (int slot : plan.outputs()) {
            asked.set(slot);
        }
        BitSet needed = (BitSet) asked.clone();
        calls.forEach(call -> needed.or(call.variables()));
        Positions positions = Positions.of(pattern, database, bindings, needed);
        BitSet key = positions.impossible ? null : positions.key(null);
        if (key == null || !Relation.isWithin(key, asked)) {
            return null;
        }
        boolean isFinal = calls.isEmpty() && bindings.parts().isEmpty();
        if (isFinal) {
            // the key only tells rows apart, which nobody has to
            positions = Positions.of(pattern, database, bindings, plan.foundSlots());
        }
        Guard guard = context.guard();
        int rowsAtOnce = guard.rowsAtOnce();
        AccessPath path = new AccessPath(positions, Ranges.of(pattern, calls, bindings));
        if (path.seekRows != null || path.rows < PARTS_MIN * rowsAtOnce || Double.isInfinite(path.rows)) {
            return null;
        }
        Object outer = guard.at(pattern.origin());
        Tally tally = context.tally();
        Tally.Solving solving = tally == null ? null : tally.solving(plan.names(), plan.goals());
        Tally.Step step = solving == null ? null : solving.begin(pattern, bindings);
        long[] scanned = {0};
        PatternRun run = new PatternRun(path, bindings, guard);
        Relation rest = run.scan(rowsAtOnce, part -> {
            scanned[0] += part.size;
            long bytes = part.bytes();
            guard.hold(bytes);
            taker.accept(isFinal ? part : satisfying(part));
            guard.hold(-bytes);
        });
        guard.at(outer);
        Relation last = isFinal ? rest : satisfying(rest);
        if (solving != null && step != null) {
            run.tell(tally);
            solving.inside(calls);
            Bindings found = bindings.copy();
            found.add(rest);
            solving.end(step, scanned[0] + rest.size, found);
        }
        return last;
    }

    /** Returns what the calls leave of some rows, and make of them. */
    private Relation satisfying(Relation part) {
        Bindings each = bindings.copy();
        each.add(part);
        return Solver.solve(context, plan.names(), each, calls, plan.outputs(), Suspects.fatal(context.guard()));
    }
}
