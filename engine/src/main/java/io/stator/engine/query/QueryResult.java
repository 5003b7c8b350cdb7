package io.stator.engine.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a query found.
 *
 * @param shape what the rows are to the caller
 * @param names a keyword, string or symbol for each column; empty when the query gives none
 * @param rows the rows in no particular order, each with a value for every column
 */
public record QueryResult(Shape shape, List<Object> names, List<@Nullable Object[]> rows) {
    /** What the find specification asks for. */
    public enum Shape {
        /** All rows. */
        RELATION,
        /** The values of the only column. */
        COLLECTION,
        /** One row. */
        TUPLE,
        /** One value. */
        SCALAR
    }
}
