package io.stator.engine.durable;

import io.stator.Anomaly;
import io.stator.engine.log.LogRecord;
import io.stator.engine.log.LoggedTransaction;
import io.stator.engine.storage.Log;
import io.stator.engine.storage.StorageAnomalies;
import io.stator.engine.storage.StorageException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Appends records to a log and finds out what became of an append that was cut off.
 *
 * <p>Used by one thread at a time.
 */
public final class LogAppender {
    /** The epoch of all records: there is one writer. */
    static final long EPOCH = 0;

    /** How often the log is read back when memory runs out over it, and how long is waited in between. */
    private static final int READ_BACKS_MAX = 20;

    private static final long READ_BACK_PAUSE_NANOS = 100_000_000;

    private final Log log;
    private final LogReader reader;
    private long nextSequence;

    /** Creates one that appends after the last record, and tells a reader where each one begins. */
    public LogAppender(Log log, LogReader reader, long nextSequence) {
        this.log = log;
        this.reader = reader;
        this.nextSequence = nextSequence;
    }

    /**
     * Makes transactions durable in one record; never fails itself.
     *
     * @return null when they are; otherwise the anomaly that says why they are not, or that it is unknown
     */
    public @Nullable Anomaly append(Supplier<List<LoggedTransaction>> batch) {
        long sequence = nextSequence;
        long firstT;
        byte[] bytes;
        try {
            List<LoggedTransaction> transactions = batch.get();
            firstT = transactions.get(0).t();
            bytes = encode(transactions);
            reader.reserve();
        } catch (Throwable failure) {
            return WriterFailures.notApplied(failure);
        }
        try {
            log.append(sequence, EPOCH, bytes);
        } catch (Throwable failure) {
            Anomaly settled = settle(sequence, bytes, failure);
            if (settled != null) {
                return settled;
            }
        }
        nextSequence = sequence + 1;
        reader.appended(sequence, firstT);
        return null;
    }

    private static byte[] encode(List<LoggedTransaction> transactions) {
        try {
            return LogRecord.encode(transactions);
        } catch (IllegalArgumentException notEncodable) {
            throw new Anomaly.Fault(
                    "transaction cannot be written: " + notEncodable.getMessage(), Map.of(), notEncodable);
        }
    }

    /** Returns what the failure of an append means; null when the record is in the log nevertheless. */
    private @Nullable Anomaly settle(long sequence, byte[] bytes, Throwable failure) {
        try {
            if (failure instanceof StorageException storage
                    && storage.kind() != StorageException.Kind.UNKNOWN_OUTCOME) {
                return StorageAnomalies.of(storage);
            }
        } catch (Throwable noMemory) {
            return WriterFailures.notApplied(noMemory);
        }
        Throwable last = failure;
        for (int i = 0; i < READ_BACKS_MAX; i++) {
            try {
                return readBack(sequence, bytes, failure);
            } catch (OutOfMemoryError later) {
                last = later;
                LockSupport.parkNanos(READ_BACK_PAUSE_NANOS);
            } catch (Throwable unreadable) {
                return WriterFailures.notKnown("the log cannot be read back", unreadable);
            }
        }
        return WriterFailures.notKnown("the log cannot be read back", last);
    }

    private @Nullable Anomaly readBack(long sequence, byte[] bytes, Throwable failure) {
        OptionalLong last = log.lastSequence();
        if (last.isEmpty() || last.getAsLong() < sequence) {
            return failure instanceof StorageException storage
                    ? StorageAnomalies.of(storage)
                    : WriterFailures.notApplied(failure);
        }
        boolean[] same = {false};
        log.read(sequence, (found, epoch, content) -> {
            same[0] = found == sequence && Arrays.equals(content, bytes);
            return false;
        });
        return same[0] ? null : WriterFailures.notKnown("another writer wrote record " + sequence, failure);
    }
}
