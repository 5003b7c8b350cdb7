package io.stator.server;

import io.stator.Anomaly;
import io.stator.client.wire.WireAnomalies;

/**
 * Why a request is refused, and with which status.
 *
 * @param status the status of the answer
 * @param anomaly what its body is
 */
record Refusal(int status, Anomaly anomaly) {
    static final int TIMEOUT = 408;
    static final int TOO_LARGE = 413;
    static final int WRONG_TYPE = 415;

    /** Returns the refusal of an anomaly, with its own status. */
    static Refusal of(Anomaly anomaly) {
        return new Refusal(WireAnomalies.status(anomaly.category()), anomaly);
    }

    /** Returns the refusal of a request that is wrong in a way that has a status of its own. */
    static Refusal incorrect(int status, String message) {
        return new Refusal(status, new Anomaly.Incorrect(message));
    }
}
