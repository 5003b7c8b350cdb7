package io.stator.engine.calls;

import io.stator.Anomaly;
import java.util.Map;

/** The anomalies of calls that are given up, or that something unexpected happened to. */
public final class CallFailures {
    /** How the message of a call begins whose time is over. */
    private static final String TIMEOUT = "Total timeout elapsed";

    private static final Anomaly NO_MEMORY =
            new Anomaly.Fault("memory ran out: give the virtual machine more (-Xmx), or ask for less at a time");

    private CallFailures() {}

    /** Returns what was thrown as an anomaly. */
    static Anomaly of(Throwable thrown) {
        try {
            if (thrown instanceof Anomaly anomaly) {
                return anomaly;
            }
            String what = thrown instanceof OutOfMemoryError ? NO_MEMORY.getMessage() + ": " : "the call failed: ";
            return new Anomaly.Fault(what + thrown, Map.of(), thrown);
        } catch (Throwable noMemory) {
            return NO_MEMORY;
        }
    }

    /** Returns the anomaly of a call that takes too long, with what that means. */
    static Anomaly timeout(String meaning) {
        return new Anomaly.Unavailable(meaning.isEmpty() ? TIMEOUT : TIMEOUT + ": " + meaning);
    }

    /** Returns the anomaly of a call whose caller was interrupted. */
    static Anomaly interrupted(String meaning, InterruptedException cause) {
        return new Anomaly.Interrupted(
                "interrupted: " + (meaning.isEmpty() ? "the thread that asked was told to stop" : meaning),
                Map.of(),
                cause);
    }

    /** Returns the same failure with the stack of this thread, as one that this thread throws. */
    public static RuntimeException inThisThread(Throwable failure) {
        Anomaly anomaly = of(failure);
        try {
            return anomaly.category().anomaly(String.valueOf(anomaly.getMessage()), anomaly.data(), anomaly);
        } catch (OutOfMemoryError itself) {
            return anomaly;
        }
    }
}
