package io.stator.engine.query.syntax;

import org.jspecify.annotations.Nullable;

/**
 * A value written in the query.
 *
 * @param value the value as it was read; lookup refs and tuples are lists, idents keywords
 */
public record Constant(@Nullable Object value) implements Term, Argument {
    @Override
    public String toString() {
        return Origin.show(value);
    }
}
