package io.stator.dynamodb;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value that is stored as binary in the Nippy format, which keeps types DynamoDB has not, and compresses.
 *
 * <p>It comes back as the value itself, thawed; Clojure programs read it with Faraday.
 *
 * <p>Waits and failures: nothing here asks the service or fails.
 */
public final class Frozen {
    private final @Nullable Object value;

    private Frozen(@Nullable Object value) {
        this.value = value;
    }

    /** Returns the value, to be frozen when it is written; it must not change until then. */
    public static Frozen freeze(@Nullable Object value) {
        return value instanceof Frozen frozen ? frozen : new Frozen(value);
    }

    /** Returns the value. */
    public @Nullable Object value() {
        return value;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Frozen frozen && Objects.deepEquals(value, frozen.value);
    }

    @Override
    public int hashCode() {
        return value != null && value.getClass().isArray() ? value.getClass().hashCode() : Objects.hashCode(value);
    }

    @Override
    public String toString() {
        return "freeze(" + value + ")";
    }
}
