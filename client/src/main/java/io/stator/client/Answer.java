package io.stator.client;

import io.stator.Anomaly;
import io.stator.IoStats;
import io.stator.client.wire.Transit;
import io.stator.client.wire.WireAnomalies;
import io.stator.client.wire.WireKeys;
import io.stator.client.wire.WireLimits;
import io.stator.edn.Edn;
import io.stator.spi.StatsMaps;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a server answered when all was well.
 *
 * @param value the message
 */
record Answer(@Nullable Object value) {
    private static final int TEXT_SHOWN_MAX = 200;

    /**
     * Returns the answer that was received.
     *
     * @throws Anomaly the one that it tells, by its body or else by its status; {@link Anomaly.Fault} when it cannot be understood
     */
    static Answer read(Received received, String endpoint, WireLimits limits) {
        Anomaly.Category category = WireAnomalies.ofStatus(received.status());
        boolean readable = Transit.isReadable(received.contentType());
        if (!readable && category == null) {
            throw fault(endpoint, "has a body that no client can read: content-type=" + received.contentType(), null);
        }
        Object value = null;
        if (readable) {
            try {
                value = Transit.read(received.body(), received.contentType(), limits);
            } catch (Anomaly unreadable) {
                if (category == null) {
                    throw fault(endpoint, "cannot be read: " + unreadable.getMessage(), unreadable);
                }
            }
        }
        if (value instanceof Map<?, ?> map && WireAnomalies.isAnomaly(map)) {
            throw WireAnomalies.read(map);
        }
        if (category != null) {
            throw category.anomaly(
                    "the server at " + endpoint + " answered with status " + received.status() + text(received),
                    Map.of(),
                    null);
        }
        return new Answer(value);
    }

    private static Anomaly fault(String endpoint, String what, @Nullable Throwable cause) {
        return new Anomaly.Fault(
                "the answer of " + endpoint + " " + what + " (is the endpoint that of a database server?)",
                Map.of(),
                cause);
    }

    /** Returns what an answer says in plain words, as the end of a message. */
    private static String text(Received received) {
        if (!received.contentType().equals("text/plain") || received.body().length == 0) {
            return "";
        }
        int length = Math.min(received.body().length, TEXT_SHOWN_MAX);
        String text = new String(received.body(), 0, length, StandardCharsets.UTF_8);
        return ": " + Edn.describe(text.strip());
    }

    /** Returns the message as the map that it must be. */
    Map<?, ?> map() {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw new Anomaly.Fault("an answer must be a map: answer=" + Edn.describe(value));
    }

    /** Returns the statistics of reading that are told beside the report of a transaction; empty when there are none. */
    Optional<IoStats> ioStats() {
        Object told = map().get(WireKeys.IO_STATS);
        return told == null ? Optional.empty() : Optional.of(StatsMaps.ioStats(told));
    }

    /** Returns what is under {@code :result}. */
    @Nullable
    Object result() {
        return map().get(WireKeys.RESULT);
    }
}
