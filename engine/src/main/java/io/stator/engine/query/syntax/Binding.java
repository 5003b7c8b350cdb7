package io.stator.engine.query.syntax;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * How a value is taken apart into variables.
 *
 * @param kind how
 * @param targets what is bound, in order, placeholders included: one of a scalar or a collection, none when nothing is looked at
 */
public record Binding(Kind kind, List<Target> targets) {
    /** How a value is taken apart. */
    public enum Kind {
        /** {@code ?x}: not at all. */
        SCALAR,
        /** {@code [?x _ ?y]}: into its elements. */
        TUPLE,
        /** {@code [?x ...]}: into rows of one element each. */
        COLLECTION,
        /** {@code [[?x ?y]]}: into rows, and these into their elements. */
        RELATION,
        /** {@code _}: it is not looked at. */
        IGNORE
    }

    /** Makes one, with a copy of the list. */
    public Binding {
        targets = List.copyOf(targets);
    }

    /** Returns the variables that are bound, each once, in order. */
    public Set<Variable> variables() {
        Set<Variable> variables = new LinkedHashSet<>();
        for (Target target : targets) {
            if (target instanceof Variable variable) {
                variables.add(variable);
            }
        }
        return variables;
    }
}
