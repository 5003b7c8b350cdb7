package io.stator.engine.query.syntax;

import io.stator.edn.Symbol;

/**
 * The name of a data source: {@code $}, or a symbol that starts with it.
 *
 * <p>Inside the body of a rule, {@link #DEFAULT} is the source of the call.
 *
 * @param name its symbol
 */
public record SourceVariable(Symbol name) implements Argument {
    /** The source of clauses that name none. */
    public static final SourceVariable DEFAULT = new SourceVariable(Symbol.of("$"));

    @Override
    public String toString() {
        return name.toString();
    }
}
