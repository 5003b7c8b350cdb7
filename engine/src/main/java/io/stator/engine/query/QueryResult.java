package io.stator.engine.query;

import io.stator.engine.query.syntax.FindSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a query found.
 *
 * @param shape what the rows are to the caller
 * @param names a keyword, string or symbol for each column; empty when the query gives none
 * @param rows the rows in no particular order, each with a value for every column
 */
public record QueryResult(FindSpec.Shape shape, List<Object> names, List<@Nullable Object[]> rows) {
    /**
     * Returns the result in its shape: all rows or the values of one column as a list, one row, or one value; null when there is none to be one.
     *
     * @param row makes what the caller sees of a row
     * @param value makes what the caller sees of a value
     */
    public @Nullable Object shaped(
            Function<@Nullable Object[], ?> row, Function<@Nullable Object, ? extends @Nullable Object> value) {
        return switch (shape) {
            case RELATION -> each(row);
            case COLLECTION -> each(values -> value.apply(values[0]));
            case TUPLE -> rows.isEmpty() ? null : row.apply(rows.get(0));
            case SCALAR -> rows.isEmpty() ? null : value.apply(rows.get(0)[0]);
        };
    }

    private List<@Nullable Object> each(Function<@Nullable Object[], ? extends @Nullable Object> made) {
        List<@Nullable Object> all = new ArrayList<>(rows.size());
        for (@Nullable Object[] row : rows) {
            all.add(made.apply(row));
        }
        return Collections.unmodifiableList(all);
    }
}
