package io.stator.client;

import io.stator.Anomaly;
import io.stator.Connection;
import io.stator.edn.Keyword;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What goes wrong on the way to a server and back, as anomalies. */
final class Failures {
    private static final Map<Keyword, ?> NOT_APPLIED = Map.of(Connection.OUTCOME, Keyword.of("not-applied"));
    private static final Map<Keyword, ?> UNKNOWN = Map.of(Connection.OUTCOME, Keyword.of("unknown"));
    private static final int CAUSES_MAX = 32;

    private Failures() {}

    /** Returns what was thrown, without what others wrapped around it. */
    static Throwable unwrapped(Throwable thrown) {
        Throwable inner = thrown;
        while ((inner instanceof CompletionException || inner instanceof ExecutionException)
                && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner;
    }

    private static <T extends Throwable> @Nullable T find(Throwable thrown, Class<T> type) {
        Throwable each = thrown;
        for (int i = 0; i < CAUSES_MAX && each != null; i++) {
            if (type.isInstance(each)) {
                return type.cast(each);
            }
            each = each.getCause();
        }
        return null;
    }

    /**
     * Returns the anomaly of a failure.
     *
     * @param writes whether a transaction was to be written
     */
    static Anomaly of(Throwable thrown, String endpoint, boolean writes) {
        Throwable failure = unwrapped(thrown);
        if (failure instanceof Anomaly anomaly) {
            return anomaly;
        }
        if (failure instanceof CancellationException) {
            return new Anomaly.Interrupted("the call was cancelled", writes ? UNKNOWN : Map.of(), failure);
        }
        Map<Keyword, ?> notApplied = writes ? NOT_APPLIED : Map.of();
        if (find(failure, UnresolvedAddressException.class) != null
                || find(failure, UnknownHostException.class) != null) {
            return new Anomaly.NotFound(
                    "there is no host of the name in " + endpoint + ": check the endpoint", notApplied, failure);
        }
        if (find(failure, ConnectException.class) != null) {
            return new Anomaly.Unavailable(
                    "nothing listens at " + endpoint + ": start the server, or check host and port",
                    notApplied,
                    failure);
        }
        if (find(failure, SSLException.class) != null) {
            return ofEncryption(failure, endpoint, writes);
        }
        if (failure instanceof java.io.IOException) {
            return new Anomaly.Unavailable(
                    "the connection to " + endpoint + " was lost: " + failure.getMessage() + outcome(writes),
                    writes ? UNKNOWN : Map.of(),
                    failure);
        }
        return new Anomaly.Fault(
                "the call to " + endpoint + " failed: " + failure, writes ? UNKNOWN : Map.of(), failure);
    }

    private static String outcome(boolean writes) {
        return writes ? "; it is not known whether the transaction was written" : "";
    }

    private static Anomaly ofEncryption(Throwable failure, String endpoint, boolean writes) {
        boolean untrusted = find(failure, CertificateException.class) != null
                || find(failure, CertPathValidatorException.class) != null
                || find(failure, CertPathBuilderException.class) != null;
        if (untrusted) {
            return new Anomaly.Incorrect(
                    "the certificate of " + endpoint + " is not trusted, or is for another name: hand it over with"
                            + " withTrustedCertificates (--trust-file on the command line), or name the endpoint as the certificate does: "
                            + failure.getMessage(),
                    writes ? NOT_APPLIED : Map.of(),
                    failure);
        }
        String message = String.valueOf(failure.getMessage());
        if (message.contains("Unsupported or unrecognized SSL message")) {
            return new Anomaly.Incorrect(
                    "what listens at " + endpoint
                            + " does not speak TLS: begin the endpoint with http:// if that is meant",
                    writes ? NOT_APPLIED : Map.of(),
                    failure);
        }
        return new Anomaly.Unavailable(
                "no encrypted connection to " + endpoint + ": " + message + outcome(writes),
                writes ? UNKNOWN : Map.of(),
                failure);
    }

    /** Returns the anomaly of a call that took too long. */
    static Anomaly timeout(boolean writes, @Nullable Anomaly last) {
        String why = last == null ? "" : ": the last attempt failed: " + last.getMessage();
        if (!writes) {
            return new Anomaly.Unavailable(Deadline.OVER + why, Map.of(), last);
        }
        return new Anomaly.Unavailable(
                Deadline.OVER + ": it is not known whether the transaction will be written" + why, UNKNOWN, last);
    }

    /** Returns the anomaly of a transaction that was on its way when its client was closed. */
    static Anomaly closed(String endpoint) {
        return new Anomaly.Unavailable(
                "the client of " + endpoint + " was closed; it is not known whether the transaction was written",
                UNKNOWN,
                null);
    }

    /** Returns the anomaly of a call whose thread was interrupted. */
    static Anomaly interrupted(boolean writes, InterruptedException cause) {
        return new Anomaly.Interrupted(
                "interrupted: the thread that asked was told to stop" + outcome(writes),
                writes ? UNKNOWN : Map.of(),
                cause);
    }

    /** Returns the same failure with the stack of this thread. */
    static RuntimeException inThisThread(Throwable thrown) {
        Throwable failure = unwrapped(thrown);
        if (failure instanceof Anomaly anomaly) {
            return anomaly.category().anomaly(String.valueOf(anomaly.getMessage()), anomaly.data(), anomaly);
        }
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof CancellationException) {
            return new Anomaly.Interrupted("the call was cancelled", Map.of(), failure);
        }
        return failure instanceof RuntimeException unexpected
                ? unexpected
                : new Anomaly.Fault("the call failed: " + failure, Map.of(), failure);
    }
}
