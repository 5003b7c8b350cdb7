package io.stator.engine.query.syntax;

import io.stator.Pull;
import io.stator.edn.Symbol;

/** The pattern of a pull in {@code :find}. */
public sealed interface PullArgument {
    /**
     * A pattern written in the query.
     *
     * @param pull the pattern
     */
    record Literal(Pull pull) implements PullArgument {}

    /**
     * A pattern given as an input.
     *
     * @param name the plain symbol of the input
     */
    record Input(Symbol name) implements PullArgument {}
}
