package io.stator.engine.query.syntax;

import io.stator.edn.Symbol;

/**
 * An input named by a plain symbol, such as a pull pattern.
 *
 * @param name its symbol
 */
public record InputName(Symbol name) implements Argument {
    @Override
    public String toString() {
        return name.toString();
    }
}
