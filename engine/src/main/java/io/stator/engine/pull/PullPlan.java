package io.stator.engine.pull;

import io.stator.PulledEntity;
import io.stator.engine.database.Budget;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.schema.Schema;
import org.jspecify.annotations.Nullable;

/** A pull pattern made ready for the databases of one schema; immutable, to be applied to many entities. */
public final class PullPlan {
    private final Schema schema;
    private final Selection selection;

    PullPlan(Schema schema, Selection selection) {
        this.schema = schema;
        this.selection = selection;
    }

    /** Returns whether this plan fits a database. */
    public boolean fits(DatabaseValue database) {
        return database.schema() == schema;
    }

    /**
     * Returns what the pattern selects of an entity; empty when it selects nothing.
     *
     * @param database one that this plan {@link #fits}
     * @param budget is told what the result takes
     * @throws io.stator.Anomaly.Incorrect when the database is a history, or too much is selected
     * @throws io.stator.Anomaly.Unavailable when the time is over
     */
    public PulledEntity pull(DatabaseValue database, long entity, Budget budget) {
        return pull(database, Long.valueOf(entity), budget);
    }

    /** As {@link #pull(DatabaseValue, long, Budget)}, where null is an entity that could not be found. */
    PulledEntity pull(DatabaseValue database, @Nullable Long entity, Budget budget) {
        if (!fits(database)) {
            throw new IllegalArgumentException(
                    "database must have the schema of the plan: database=" + database.name());
        }
        if (database.isHistory()) {
            throw PullErrors.history();
        }
        budget.check();
        return new PullWalk(database, budget).pull(selection, entity);
    }
}
