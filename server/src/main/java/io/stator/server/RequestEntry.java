package io.stator.server;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is logged of one request: who asked for what, and how it ended; no secrets, and nothing of what is in the database.
 *
 * <p>Nothing here waits, and nothing fails but as it says, or with {@link io.stator.Anomaly.Incorrect} for a null that must not be one.
 *
 * @param requestId the id, which the answer has too
 * @param time when it came
 * @param remote where it came from
 * @param accessKey the key it was signed with; null when it is not known
 * @param operation the operation; null when it was none
 * @param database the name of the database; null for none
 * @param status the status of the answer
 * @param outcome {@code ok}, or the category of an anomaly
 * @param reason why it was refused, as far as that is not told to who asked; null for nothing
 * @param micros how long it took, from its arrival to its answer
 * @param bytesIn the length of its body
 * @param bytesOut the length of the answer
 */
public record RequestEntry(
        String requestId,
        Instant time,
        String remote,
        @Nullable String accessKey,
        @Nullable String operation,
        @Nullable String database,
        int status,
        String outcome,
        @Nullable String reason,
        long micros,
        long bytesIn,
        long bytesOut) {
    private static final int FIRST_PRINTABLE = ' ';

    /** Returns the entry as one line of JSON. */
    public String toJson() {
        StringBuilder json = new StringBuilder("{");
        put(json, "time", time.toString());
        put(json, "request", requestId);
        put(json, "remote", remote);
        put(json, "key", accessKey);
        put(json, "op", operation);
        put(json, "db", database);
        json.append("\"status\":").append(status).append(',');
        put(json, "outcome", outcome);
        put(json, "reason", reason);
        return json.append("\"micros\":")
                .append(micros)
                .append(",\"in\":")
                .append(bytesIn)
                .append(",\"out\":")
                .append(bytesOut)
                .append('}')
                .toString();
    }

    private static void put(StringBuilder json, String name, @Nullable String value) {
        if (value == null) {
            return;
        }
        json.append('"').append(name).append("\":\"");
        for (int i = 0; i < value.length(); i++) {
            char character = value.charAt(i);
            if (character == '"' || character == '\\') {
                json.append('\\').append(character);
            } else if (character < FIRST_PRINTABLE || character > '~') {
                json.append(String.format("\\u%04x", (int) character));
            } else {
                json.append(character);
            }
        }
        json.append("\",");
    }
}
