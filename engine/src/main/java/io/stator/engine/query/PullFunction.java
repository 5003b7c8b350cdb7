package io.stator.engine.query;

import io.stator.Pull;
import io.stator.engine.database.Budget;
import io.stator.engine.database.DatabaseValue;
import org.jspecify.annotations.Nullable;

/** Pulls entities for the rows of a query. */
@FunctionalInterface
public interface PullFunction {
    /**
     * Returns what a pattern finds at an entity.
     *
     * @param entity an id, ident or lookup ref
     * @param budget is told what the result takes
     */
    @Nullable
    Object pull(DatabaseValue database, Pull pattern, @Nullable Object entity, Budget budget);
}
