package io.stator.engine;

import io.stator.Anomaly;
import io.stator.edn.Keyword;
import io.stator.engine.log.LogRecord;
import io.stator.engine.log.LoggedTransaction;
import io.stator.engine.storage.Log;
import io.stator.engine.storage.StorageException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Appends records to a log and finds out what became of an append that was cut off.
 *
 * <p>Used by one thread at a time.
 */
final class LogAppender {
    /** The key under which an anomaly says that it is not known whether the transaction was written. */
    static final Keyword OUTCOME = Keyword.of("stator", "outcome");

    /** The epoch of all records: there is one writer. */
    static final long EPOCH = 0;

    private final Log log;
    private final LogReader reader;
    private long nextSequence;

    LogAppender(Log log, LogReader reader, long nextSequence) {
        this.log = log;
        this.reader = reader;
        this.nextSequence = nextSequence;
    }

    /**
     * Makes the transactions durable in one record.
     *
     * @return null when they are; otherwise the anomaly that says why they are not, or that it is unknown
     */
    @Nullable
    Anomaly append(List<LoggedTransaction> transactions) {
        long sequence = nextSequence;
        byte[] bytes;
        try {
            bytes = LogRecord.encode(transactions);
        } catch (IllegalArgumentException notEncodable) {
            return new Anomaly.Fault(
                    "transaction cannot be written: " + notEncodable.getMessage(), Map.of(), notEncodable);
        }
        try {
            log.append(sequence, EPOCH, bytes);
        } catch (StorageException failure) {
            if (failure.kind() != StorageException.Kind.UNKNOWN_OUTCOME) {
                return StorageAnomalies.of(failure);
            }
            Anomaly settled = settle(sequence, bytes, failure);
            if (settled != null) {
                return settled;
            }
        }
        nextSequence = sequence + 1;
        reader.appended(sequence, transactions.get(0).t());
        return null;
    }

    private @Nullable Anomaly settle(long sequence, byte[] bytes, StorageException failure) {
        try {
            OptionalLong last = log.lastSequence();
            if (last.isEmpty() || last.getAsLong() < sequence) {
                return StorageAnomalies.of(failure);
            }
            boolean[] same = {false};
            log.read(sequence, (found, epoch, content) -> {
                same[0] = found == sequence && Arrays.equals(content, bytes);
                return false;
            });
            return same[0] ? null : unknown("another writer wrote record " + sequence, failure);
        } catch (StorageException again) {
            failure.addSuppressed(again);
            return unknown("the log cannot be read back", failure);
        }
    }

    private static Anomaly unknown(String why, StorageException failure) {
        return new Anomaly.Unavailable(
                "it is not known whether the transaction was written, because " + why
                        + ": open the system again and look; " + failure.getMessage(),
                Map.of(OUTCOME, Keyword.of("unknown")),
                failure);
    }

    /** Returns whether an anomaly says that the outcome is unknown. */
    static boolean isUnknown(Anomaly anomaly) {
        return anomaly.data().containsKey(OUTCOME);
    }
}
