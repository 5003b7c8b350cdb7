package io.stator.engine.duel;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one contender made of a transaction.
 *
 * @param category the category of the anomaly it was refused with, or null
 * @param error the error code of the anomaly, if it has one
 * @param message what the anomaly says
 * @param data the datoms, none when it was refused
 * @param tempids the entities of the temporary ids that the forms name
 */
public record Verdict(
        @Nullable String category,
        @Nullable String error,
        @Nullable String message,
        List<Datum> data,
        Map<Object, Long> tempids) {
    /** Returns that forms were refused. */
    public static Verdict refused(String category, @Nullable String error, @Nullable String message) {
        return new Verdict(category, error, message, List.of(), Map.of());
    }

    /** Returns that forms were accepted. */
    public static Verdict accepted(List<Datum> data, Map<Object, Long> tempids) {
        return new Verdict(null, null, null, data, tempids);
    }

    /** Returns whether the forms were refused. */
    public boolean isRefused() {
        return category != null;
    }

    /** Returns whether both are refusals for the same reason. */
    boolean isRefusedAs(Verdict other) {
        return isRefused() && Objects.equals(category, other.category) && Objects.equals(error, other.error);
    }

    /** Returns why the forms were refused, in short. */
    String reason() {
        return isRefused() ? category + " " + error : "accepted";
    }

    /** Returns the entity of the transaction. */
    long tx() {
        return data.isEmpty() ? 0 : data.get(0).tx();
    }

    @Override
    public String toString() {
        return isRefused()
                ? "refused as " + category + " " + error + " (" + message + ")"
                : "accepted " + data + " " + tempids;
    }
}
