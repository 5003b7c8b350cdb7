package io.stator.engine.query.syntax;

import java.util.List;

/**
 * The keys of the rows of a result whose rows are maps.
 *
 * @param kind how the keys were asked for
 * @param keys a keyword, string or symbol for each column
 */
public record ReturnMap(Kind kind, List<Object> keys) {
    /** What the keys are. */
    public enum Kind {
        /** Keywords. */
        KEYS,
        /** Strings. */
        STRS,
        /** Symbols. */
        SYMS
    }

    /** Makes one, with a copy of the list. */
    public ReturnMap {
        keys = List.copyOf(keys);
    }
}
