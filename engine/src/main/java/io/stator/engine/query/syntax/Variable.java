package io.stator.engine.query.syntax;

import io.stator.edn.Symbol;

/**
 * A variable such as {@code ?artist}.
 *
 * @param name its symbol, question mark included
 */
public record Variable(Symbol name) implements Target, Argument, FindElement {
    /** Returns the variable with this name, such as {@code "?artist"}. */
    public static Variable of(String name) {
        return new Variable(Symbol.parse(name));
    }

    @Override
    public Variable variable() {
        return this;
    }

    @Override
    public String toString() {
        return name.toString();
    }
}
