package io.stator;

import io.stator.edn.Edn;
import io.stator.edn.EdnException;
import io.stator.spi.FormKey;
import io.stator.spi.Require;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A pull pattern, read once and reusable; immutable. Patterns are equal when nothing in them differs: a list is not a vector, 1 not 1N.
 *
 * <p>Its methods never wait.
 *
 * <p>In the manual: {@code docs/manual/reading.md}, or {@code stator help manual reading}.
 */
public final class Pull {
    private final List<?> pattern;
    private final int hash;
    private final boolean hasBytes;

    private Pull(List<?> pattern) {
        this.pattern = pattern;
        this.hash = FormKey.hash(pattern);
        this.hasBytes = Forms.thaw(pattern) != pattern;
    }

    /**
     * Returns the pattern written in EDN, such as {@code [:movie/title {:movie/cast [:person/name]}]}.
     *
     * @throws Anomaly.Incorrect when it is not a vector, naming line and column
     */
    public static Pull parse(String edn) {
        Object form;
        try {
            form = Edn.read(Require.present(edn, "edn"));
        } catch (EdnException malformed) {
            throw EdnErrors.incorrect("pull pattern", malformed);
        }
        return of(form);
    }

    /**
     * Returns the pattern given as text, a list (which is copied), a {@code Pull}, or the class of a record: the attributes that its components stand
     * for, with all their values, and those of nested records.
     *
     * <pre>{@code
     * Movie movie = db.pull(Pull.of(Movie.class), id).as(Movie.class);
     * }</pre>
     *
     * @throws Anomaly.Incorrect when it is none of these, null, or text that is malformed; what a pattern says is checked when it is used
     * @throws Anomaly.Unsupported when a record leads back to itself
     */
    public static Pull of(@Nullable Object pattern) {
        if (pattern == null) {
            throw Anomaly.incorrect("invalid-pull", "pattern must not be null", Map.of(Require.ARGUMENT, "pattern"));
        }
        if (pattern instanceof Pull pull) {
            return pull;
        }
        if (pattern instanceof String text) {
            return parse(text);
        }
        if (pattern instanceof Class<?> type && type.isRecord()) {
            return new Pull(RecordForms.pattern(type));
        }
        if (pattern instanceof List<?> && Forms.freeze(pattern) instanceof List<?> list) {
            return new Pull(list);
        }
        throw Anomaly.incorrect(
                "invalid-pull",
                "pull pattern must be a vector of attribute specs, or the class of a record: pattern="
                        + Edn.describe(pattern));
    }

    /** Returns the pattern as data. Never fails. */
    public List<?> pattern() {
        return hasBytes ? Forms.thaw(pattern) : pattern;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Pull pull && hash == pull.hash && FormKey.areEqual(pattern, pull.pattern);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return Forms.text(pattern);
    }
}
