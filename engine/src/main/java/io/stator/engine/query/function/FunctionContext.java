package io.stator.engine.query.function;

import io.stator.Query;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.database.Deadline;
import io.stator.engine.datom.Effort;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What functions may ask of the engine that runs a query. */
public interface FunctionContext {
    /** Returns the moment at which a function that takes long must give up. */
    Deadline deadline();

    /** Takes note of work, and throws when the time of the query is over. */
    default Effort effort() {
        return steps -> deadline().check();
    }

    /** Throws when a function may not use so many bytes for what it makes. */
    default void need(long bytes) {}

    /** Returns where {@code rand} and {@code sample} choose from. */
    RandomGenerator random();

    /**
     * Returns the result of a nested query: rows as a list of lists, or what its find spec says; null for no value.
     *
     * @param inputs the arguments of the query, databases among them
     */
    @Nullable
    Object query(Query query, List<@Nullable Object> inputs);

    /**
     * Returns what a pattern finds at an entity, or null when it finds nothing.
     *
     * @param pattern a {@link io.stator.Pull}, a list or text
     */
    @Nullable
    Object pull(DatabaseValue database, Object pattern, @Nullable Object entity);
}
