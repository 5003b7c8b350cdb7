package io.stator;

import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import io.stator.spi.Require;
import java.util.Locale;

/**
 * The four sort orders in which every database keeps its datoms.
 *
 * <p>Its methods never wait.
 */
@Namespace("")
public enum Index {
    /** Entity, attribute, value, transaction: everything about an entity. */
    EAVT,
    /** Attribute, entity, value, transaction: a column. */
    AEVT,
    /** Attribute, value, entity, transaction: lookup by value, ranges. */
    AVET,
    /** Value, attribute, entity, transaction: references, backwards. */
    VAET;

    private final Keyword keyword = Keyword.of(name().toLowerCase(Locale.ROOT));

    /** Returns the keyword of this index, such as {@code :eavt}. Never fails. */
    public Keyword keyword() {
        return keyword;
    }

    /**
     * Returns the index named by an {@code Index}, a keyword, or a string such as {@code ":avet"} or {@code "avet"}.
     *
     * @throws Anomaly.Incorrect when there is no such index
     */
    public static Index of(Object name) {
        if (name instanceof Index index) {
            return index;
        }
        boolean text = Require.present(name, "name") instanceof String || name instanceof Keyword;
        String given = text ? name.toString() : "";
        String bare = given.startsWith(":") ? given.substring(1) : given;
        for (Index index : values()) {
            if (index.keyword.name().equals(bare)) {
                return index;
            }
        }
        throw new Anomaly.Incorrect("index must be one of :eavt :aevt :avet :vaet: index=" + Edn.describe(name));
    }
}
