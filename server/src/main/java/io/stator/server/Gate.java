package io.stator.server;

import io.stator.Anomaly;
import io.stator.client.wire.Dialect;
import io.stator.client.wire.HttpHead;
import io.stator.client.wire.HttpNames;
import io.stator.client.wire.RequestVerifier;
import io.stator.client.wire.Transit;
import io.stator.client.wire.WireAnomalies;
import io.stator.client.wire.WireLimits;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Refuses what can be refused by its headers, before anything of its body is read. Thread-safe. */
final class Gate {
    private static final String CONTENT_ENCODING = "content-encoding";
    private static final String CONTENT_LENGTH = "content-length";

    private final int requestBytes;
    private final BooleanSupplier stopping;
    private final BooleanSupplier full;
    private final Refusal busy = Refusal.of(new Anomaly.Busy("the server has too much to do: try again later"));
    private final byte[] busyBody =
            Transit.write(WireAnomalies.toMap(busy.anomaly()), Dialect.DATOMIC, WireLimits.ofAnswers());

    Gate(int requestBytes, BooleanSupplier stopping, BooleanSupplier full) {
        this.requestBytes = requestBytes;
        this.stopping = stopping;
        this.full = full;
    }

    /** Returns why a request is refused, or null. */
    @Nullable
    Refusal check(HttpHead head) {
        if (stopping.getAsBoolean()) {
            return Refusal.of(new Anomaly.Unavailable("the server stops: ask another one, or try again later"));
        }
        String type = head.headers().getOrDefault(HttpNames.CONTENT_TYPE, "");
        if (!type.equals(Transit.MEDIA_TYPE)) {
            return Refusal.incorrect(Refusal.WRONG_TYPE, "the content-type of a request must be " + Transit.MEDIA_TYPE);
        }
        String encoding = head.headers().get(CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            return Refusal.incorrect(Refusal.WRONG_TYPE, "the body of a request must not be compressed");
        }
        if (isLonger(head.headers().get(CONTENT_LENGTH))) {
            return tooLarge();
        }
        if (RequestVerifier.claimedKey(head).isEmpty()) {
            return Refusal.of(new Anomaly.Forbidden(
                    "a request must be signed with a key of this server",
                    java.util.Map.of(RequestVerifier.REASON, "unsigned"),
                    null));
        }
        return full.getAsBoolean() ? busy : null;
    }

    private boolean isLonger(@Nullable String length) {
        try {
            return length != null && Long.parseLong(length) > requestBytes;
        } catch (NumberFormatException malformed) {
            return true;
        }
    }

    /** Returns the refusal of a request whose body is too long. */
    Refusal tooLarge() {
        return new Refusal(
                Refusal.TOO_LARGE,
                Anomaly.incorrect(
                        "message-too-large", "a request must have at most " + requestBytes + " bytes (request-bytes)"));
    }

    /** Returns the refusal of a request for which there is no room. */
    Refusal busy() {
        return busy;
    }

    boolean isBusy(Refusal refusal) {
        return refusal == busy;
    }

    /** Returns the body of the answer that says so, made once. */
    byte[] busyBody() {
        return busyBody;
    }
}
