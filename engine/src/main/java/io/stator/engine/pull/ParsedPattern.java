package io.stator.engine.pull;

import io.stator.Xform;
import io.stator.engine.database.DatabaseValue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A parsed pattern with the plan it was last used by. */
final class ParsedPattern {
    private final PullPattern pattern;
    private volatile @Nullable PullPlan lastPlan;

    ParsedPattern(PullPattern pattern) {
        this.pattern = pattern;
    }

    PullPlan plan(DatabaseValue database, Function<Object, Xform> xforms) {
        PullPlan last = lastPlan;
        if (last != null && last.fits(database)) {
            return last;
        }
        PullPlan plan = new PullPlan(database.schema(), Selection.of(pattern, database.schema(), xforms));
        lastPlan = plan;
        return plan;
    }
}
