package io.stator;

import io.stator.spi.Require;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The items of results that were computed as a whole, with what computing them took. Immutable.
 *
 * <p>Its methods never wait.
 *
 * @param items the items, as {@link Results#list} returns them
 * @param queryStats what the clauses of the query did; empty when the results are not those of a query
 * @param ioStats what was read
 * @param <T> the type of an item
 */
public record Measured<T>(List<T> items, Optional<QueryStats> queryStats, IoStats ioStats) {
    /**
     * Creates one; the list is copied.
     *
     * @throws Anomaly.Incorrect when a part is null
     */
    public Measured {
        items = Collections.unmodifiableList(new ArrayList<>(Require.present(items, "items")));
        Require.present(queryStats, "queryStats");
        Require.present(ioStats, "ioStats");
    }
}
