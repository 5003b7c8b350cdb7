package io.stator.engine.query.syntax;

import io.stator.edn.Symbol;

/** What is called: a named function, or a value that acts as one. */
public sealed interface Operator {
    /**
     * A function by its name, such as {@code <}, {@code clojure.string/trim} or {@code .length}.
     *
     * @param name its symbol
     */
    record Named(Symbol name) implements Operator {
        @Override
        public String toString() {
            return name.toString();
        }
    }

    /**
     * A set, map, keyword or regular expression that is looked up, or matched, with the argument.
     *
     * @param value the value
     */
    record Literal(Object value) implements Operator {
        @Override
        public String toString() {
            return Origin.show(value);
        }
    }
}
