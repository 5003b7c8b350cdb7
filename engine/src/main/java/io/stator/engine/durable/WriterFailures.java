package io.stator.engine.durable;

import io.stator.Anomaly;
import io.stator.Connection;
import io.stator.edn.Keyword;
import io.stator.engine.storage.StorageAnomalies;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The anomalies of transactions that something unexpected happened to. Each has one made beforehand, for when there is no
 * memory to make it.
 */
public final class WriterFailures {
    private static final Keyword OUTCOME = Connection.OUTCOME;
    private static final Keyword NOT_APPLIED_OUTCOME = Keyword.of("not-applied");

    private static final Map<Keyword, Keyword> UNKNOWN = Map.of(OUTCOME, Keyword.of("unknown"));

    private static final String MEMORY_ADVICE =
            ": give the virtual machine more (-Xmx), or let queries and transactions ask for less at a time";

    private static final Anomaly NOT_APPLIED =
            new Anomaly.Fault("the transaction was not applied, because memory ran out" + MEMORY_ADVICE);

    private static final Anomaly NOT_REPORTED = new Anomaly.Fault(
            "the transaction was applied when it was first submitted, but memory ran out while its report was read"
                    + MEMORY_ADVICE);

    private static final Anomaly NOT_KNOWN = new Anomaly.Unavailable(
            "it is not known whether the transaction was written, because memory ran out: that is found out before the next one",
            UNKNOWN,
            null);

    private static final Anomaly WRITTEN_ONLY = new Anomaly.Unavailable(
            "the transaction was written, but memory ran out while it was put into effect: it will be before the next one",
            Map.of(OUTCOME, Keyword.of("written")),
            null);

    private static final Anomaly ENDED =
            new Anomaly.Fault("the thread that writes to this database has ended unexpectedly: open the system again");

    private WriterFailures() {}

    /** Returns the anomaly of a transaction that failed before anything was written; one of which a caller may ask whether that is so says it. */
    public static Anomaly notApplied(Throwable cause) {
        try {
            if (cause instanceof Anomaly anomaly) {
                return anomaly.isRetryable() && anomaly.data().get(OUTCOME) == null
                        ? saidToBeNotApplied(anomaly)
                        : anomaly;
            }
            return cause instanceof VirtualMachineError
                    ? new Anomaly.Fault("the transaction was not applied: " + cause + advice(cause), Map.of(), cause)
                    : new Anomaly.Fault("transaction failed: " + cause, Map.of(), cause);
        } catch (Throwable noMemory) {
            return NOT_APPLIED;
        }
    }

    private static Anomaly saidToBeNotApplied(Anomaly anomaly) {
        Map<Keyword, Object> details = new LinkedHashMap<>(anomaly.data());
        details.remove(Anomaly.CATEGORY);
        details.remove(Anomaly.MESSAGE);
        details.put(OUTCOME, NOT_APPLIED_OUTCOME);
        return anomaly.category().anomaly(String.valueOf(anomaly.getMessage()), details, anomaly);
    }

    /** Returns what {@link #notApplied} returns when there is no memory to make it. */
    public static Anomaly notAppliedForMemory() {
        return NOT_APPLIED;
    }

    /** Returns what {@link #notKnown} returns when there is no memory to make it. */
    static Anomaly notKnownForMemory() {
        return NOT_KNOWN;
    }

    private static String advice(Throwable cause) {
        return cause instanceof OutOfMemoryError ? MEMORY_ADVICE : "";
    }

    /** Returns the anomaly of a repetition of a transaction whose report cannot be read again. */
    public static Anomaly notReported(Throwable cause) {
        try {
            if (cause instanceof Anomaly anomaly) {
                return anomaly;
            }
            return new Anomaly.Fault(
                    "the transaction was applied when it was first submitted, but its report cannot be read: " + cause
                            + advice(cause),
                    Map.of(),
                    cause);
        } catch (Throwable noMemory) {
            return NOT_REPORTED;
        }
    }

    /** Returns the anomaly of a transaction that may have been written, and why that cannot be found out. */
    static Anomaly notKnown(String why, Throwable cause) {
        try {
            return new Anomaly.Unavailable(
                    "it is not known whether the transaction was written, because " + why + "; " + cause,
                    with(UNKNOWN, cause),
                    cause);
        } catch (Throwable noMemory) {
            return NOT_KNOWN;
        }
    }

    /** Returns the anomaly of a transaction that was written and could not be put into effect. */
    public static Anomaly writtenOnly(Throwable cause) {
        try {
            return new Anomaly.Unavailable(
                    "the transaction was written, but not yet put into effect: it will be before the next one; "
                            + cause,
                    with(Map.of(OUTCOME, Keyword.of("written")), cause),
                    cause);
        } catch (Throwable noMemory) {
            return WRITTEN_ONLY;
        }
    }

    /** Returns what an anomaly says of an outcome, and of storage, if that is what failed. */
    private static Map<Keyword, Object> with(Map<Keyword, Keyword> outcome, Throwable cause) {
        Map<Keyword, Object> details = new LinkedHashMap<>(outcome);
        Keyword kind = StorageAnomalies.kind(cause);
        if (kind != null) {
            details.put(StorageAnomalies.KIND, kind);
        }
        return details;
    }

    /** Returns the anomaly of transactions that come when nobody is left to apply them. */
    public static Anomaly ended() {
        return ENDED;
    }

    /** Returns the anomaly of a transaction that comes while something is not known of one before it. */
    public static Anomaly behind(Anomaly doubt) {
        try {
            Map<Keyword, Object> details = new LinkedHashMap<>();
            details.put(OUTCOME, NOT_APPLIED_OUTCOME);
            Object kind = doubt.data().get(StorageAnomalies.KIND);
            if (kind != null) {
                details.put(StorageAnomalies.KIND, kind);
            }
            return new Anomaly.Unavailable(
                    "the transaction was not applied, because something is not known of one before it, which the next one tries to"
                            + " find out again: " + doubt.getMessage(),
                    details,
                    doubt);
        } catch (Throwable noMemory) {
            return NOT_APPLIED;
        }
    }
}
