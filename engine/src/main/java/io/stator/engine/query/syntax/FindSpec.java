package io.stator.engine.query.syntax;

import java.util.List;

/**
 * What is found.
 *
 * @param shape what the rows are to the caller
 * @param elements the columns: one of a collection or a scalar
 */
public record FindSpec(Shape shape, List<FindElement> elements) {
    /** What the rows are to the caller. */
    public enum Shape {
        /** {@code :find ?a ?b}: all rows. */
        RELATION,
        /** {@code :find [?a ...]}: the values of the only column. */
        COLLECTION,
        /** {@code :find [?a ?b]}: one row. */
        TUPLE,
        /** {@code :find ?a .}: one value. */
        SCALAR
    }

    /** Makes one, with a copy of the list. */
    public FindSpec {
        elements = List.copyOf(elements);
    }
}
