package io.stator.engine.query.syntax;

import io.stator.Pull;
import io.stator.edn.Symbol;

/** The pattern of a pull in {@code :find}. */
public sealed interface PullPattern {
    /**
     * A pattern written in the query.
     *
     * @param pull the pattern
     */
    record Literal(Pull pull) implements PullPattern {}

    /**
     * A pattern given as an input.
     *
     * @param name the plain symbol of the input
     */
    record Input(Symbol name) implements PullPattern {}
}
