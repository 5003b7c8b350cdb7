package io.stator.engine.query.syntax;

import io.stator.edn.Symbol;
import java.util.List;

/** One column of the result: a variable, an aggregate, or a pulled entity. */
public sealed interface FindElement permits Variable, FindElement.PullElement, FindElement.AggregateElement {
    /** Returns the variable the column is made of. */
    Variable variable();

    /**
     * {@code (pull ?e [:artist/name])}: what a pattern finds at an entity.
     *
     * @param source the database to pull from
     * @param variable the entity
     * @param pattern what to pull
     */
    record PullElement(SourceVariable source, Variable variable, PullArgument pattern) implements FindElement {}

    /**
     * {@code (max 3 ?price)}: a value computed from all rows of a group.
     *
     * @param name the name of the aggregate
     * @param arguments what comes before the aggregated variable: values, sources, or variables whose value is that of the group's first row
     * @param variable the variable that is aggregated, written last
     */
    record AggregateElement(Symbol name, List<Argument> arguments, Variable variable) implements FindElement {
        /** Makes one, with a copy of the list. */
        public AggregateElement {
            arguments = List.copyOf(arguments);
        }
    }
}
