package io.stator.engine.query.syntax;

import java.util.List;

/** The shape of the result. */
public sealed interface FindSpec {
    /** Returns the columns. */
    List<FindElement> elements();

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
    }
}
