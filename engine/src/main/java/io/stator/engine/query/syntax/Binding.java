package io.stator.engine.query.syntax;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** How a value is taken apart into variables. */
public sealed interface Binding {
    /** How a value is taken apart. */
    enum Kind {
        /** Not at all. */
        SCALAR,
        /** Into its elements. */
        TUPLE,
        /** Into rows of one element each. */
        COLLECTION,
        /** Into rows, and these into their elements. */
        RELATION,
        /** It is not looked at. */
        IGNORE
    }

    /** Returns how a value is taken apart. */
    Kind kind();

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

        @Override
        public Kind kind() {
            return Kind.SCALAR;
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

        @Override
        public Kind kind() {
            return Kind.TUPLE;
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

        @Override
        public Kind kind() {
            return Kind.COLLECTION;
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

        @Override
        public Kind kind() {
            return Kind.RELATION;
        }
    }

    /** {@code _}: the value is not looked at. */
    record Ignore() implements Binding {
        @Override
        public List<Target> targets() {
            return List.of();
        }

        @Override
        public Kind kind() {
            return Kind.IGNORE;
        }
    }
}
