package io.stator.engine.query.syntax;

import java.util.List;

/** The shape of the result. */
public sealed interface FindSpec {
    /** What the rows are to the caller. */
    enum Shape {
        /** All rows. */
        RELATION,
        /** The values of the only column. */
        COLLECTION,
        /** One row. */
        TUPLE,
        /** One value. */
        SCALAR
    }

    /** Returns the columns. */
    List<FindElement> elements();

    /** Returns what the rows are to the caller. */
    Shape shape();

    /**
     * {@code :find ?a ?b}: all rows.
     *
     * @param elements the columns
     */
    record Relation(List<FindElement> elements) implements FindSpec {
        /** Makes one, with a copy of the list. */
        public Relation {
            elements = List.copyOf(elements);
        }

        @Override
        public Shape shape() {
            return Shape.RELATION;
        }
    }

    /**
     * {@code :find [?a ...]}: the only column of all rows.
     *
     * @param element the column
     */
    record Collection(FindElement element) implements FindSpec {
        @Override
        public List<FindElement> elements() {
            return List.of(element);
        }

        @Override
        public Shape shape() {
            return Shape.COLLECTION;
        }
    }

    /**
     * {@code :find [?a ?b]}: one row.
     *
     * @param elements the columns
     */
    record Tuple(List<FindElement> elements) implements FindSpec {
        /** Makes one, with a copy of the list. */
        public Tuple {
            elements = List.copyOf(elements);
        }

        @Override
        public Shape shape() {
            return Shape.TUPLE;
        }
    }

    /**
     * {@code :find ?a .}: the only column of one row.
     *
     * @param element the column
     */
    record Scalar(FindElement element) implements FindSpec {
        @Override
        public List<FindElement> elements() {
            return List.of(element);
        }

        @Override
        public Shape shape() {
            return Shape.SCALAR;
        }
    }
}
