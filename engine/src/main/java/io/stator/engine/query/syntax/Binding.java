package io.stator.engine.query.syntax;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** How a value is taken apart into variables. */
public sealed interface Binding {
    /** Returns what is bound, in order; placeholders included. */
    List<Target> targets();

    /** Returns the variables that are bound, each once, in order. */
    default Set<Variable> variables() {
        Set<Variable> variables = new LinkedHashSet<>();
        for (Target target : targets()) {
            if (target instanceof Variable variable) {
                variables.add(variable);
            }
        }
        return variables;
    }

    /**
     * {@code ?x}: the value itself.
     *
     * @param variable what is bound
     */
    record Scalar(Variable variable) implements Binding {
        @Override
        public List<Target> targets() {
            return List.of(variable);
        }
    }

    /**
     * {@code [?x _ ?y]}: the elements of a list.
     *
     * @param targets what each element is bound to
     */
    record Tuple(List<Target> targets) implements Binding {
        /** Makes one, with a copy of the list. */
        public Tuple {
            targets = List.copyOf(targets);
        }
    }

    /**
     * {@code [?x ...]}: each element of a collection in turn.
     *
     * @param element what an element is bound to
     */
    record Collection(Target element) implements Binding {
        @Override
        public List<Target> targets() {
            return List.of(element);
        }
    }

    /**
     * {@code [[?x ?y]]}: the elements of each list of a collection in turn.
     *
     * @param targets what each element of a row is bound to
     */
    record Relation(List<Target> targets) implements Binding {
        /** Makes one, with a copy of the list. */
        public Relation {
            targets = List.copyOf(targets);
        }
    }

    /** {@code _}: the value is not looked at. */
    record Ignore() implements Binding {
        @Override
        public List<Target> targets() {
            return List.of();
        }
    }
}
