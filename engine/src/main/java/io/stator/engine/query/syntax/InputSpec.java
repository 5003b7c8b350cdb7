package io.stator.engine.query.syntax;

import io.stator.edn.Symbol;

/** What an argument of the query is to it. */
public sealed interface InputSpec {
    /**
     * {@code $} or {@code $name}: a database or another source of rows.
     *
     * @param variable its name
     */
    record Source(SourceVariable variable) implements InputSpec {}

    /** {@code %}: rules. */
    record Rules() implements InputSpec {}

    /**
     * A plain symbol: a pull pattern.
     *
     * @param name the symbol
     */
    record Named(Symbol name) implements InputSpec {}

    /**
     * A value, or values, bound to variables.
     *
     * @param binding what the argument is bound to
     */
    record Bound(Binding binding) implements InputSpec {}
}
