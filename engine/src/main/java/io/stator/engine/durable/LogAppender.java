package io.stator.engine.durable;

import io.stator.Anomaly;
import io.stator.engine.durable.AppendResult.Written;
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
    /** How often the log is read back when memory runs out over it, and how long is waited in between. */
    private static final int READ_BACKS_MAX = 20;

    private static final long READ_BACK_PAUSE_NANOS = 100_000_000;

    private static final String UNREADABLE =
            "the log cannot be read back: that is found out before the next one, as soon as storage answers";

    private final AppendResult notWrittenForMemory = new AppendResult.NotWritten(WriterFailures.notAppliedForMemory());
    private final AppendResult notKnownForMemory = new AppendResult.Unknown(WriterFailures.notKnownForMemory());
    private final Log log;
    private final LogReader reader;
    private final Log.Hold hold;
    private final long epoch;
    private long nextSequence;

    /** The next record if it may be in the log already, the first t in it, and what failed; null when it is not. */
    private byte @Nullable [] openBytes;

    private long openT;
    private @Nullable Throwable openFailure;

    /**
     * Creates one that appends after the last record, and tells a reader where each one begins.
     *
     * @param epoch the one of this opening of the storage
     */
    public LogAppender(Log log, long epoch, LogReader reader, long nextSequence) {
        this.log = log;
        this.epoch = epoch;
        this.reader = reader;
        this.hold = log.appendHold();
        this.nextSequence = nextSequence;
    }

    /** Returns for how long an append may hold the thread that does it. */
    public Log.Hold hold() {
        return hold;
    }

    /** Returns the record that will be appended next. */
    public long nextSequence() {
        return nextSequence;
    }

    /** Makes transactions durable in one record; never fails itself. */
    public AppendResult append(Supplier<List<LoggedTransaction>> batch) {
        long sequence = nextSequence;
        long firstT;
        byte[] bytes;
        try {
            List<LoggedTransaction> transactions = batch.get();
            firstT = transactions.get(0).t();
            bytes = encode(transactions);
            reader.reserve();
        } catch (Throwable failure) {
            return notWritten(WriterFailures.notApplied(failure));
        }
        return concluded(append(sequence, bytes), bytes, firstT);
    }

    /** Finds out what became of the record of which that was unknown; never fails itself. */
    public AppendResult settle() {
        byte[] bytes = openBytes;
        Throwable failure = openFailure;
        if (bytes == null || failure == null) {
            throw new IllegalStateException("nothing is open");
        }
        return concluded(settle(nextSequence, bytes, failure), bytes, openT);
    }

    /** Takes note of what became of the next record; needs no memory. */
    private AppendResult concluded(AppendResult result, byte[] bytes, long firstT) {
        if (result instanceof AppendResult.Unknown) {
            openBytes = bytes;
            openT = firstT;
            return result;
        }
        openBytes = null;
        openFailure = null;
        if (result == Written.WRITTEN) {
            long sequence = nextSequence;
            nextSequence = sequence + 1;
            reader.appended(sequence, firstT);
        }
        return result;
    }

    private AppendResult append(long sequence, byte[] bytes) {
        try {
            log.append(sequence, epoch, bytes);
            return Written.WRITTEN;
        } catch (Throwable failure) {
            openFailure = failure;
            return settle(sequence, bytes, failure);
        }
    }

    private AppendResult notWritten(Anomaly why) {
        try {
            return new AppendResult.NotWritten(why);
        } catch (Throwable noMemory) {
            return notWrittenForMemory;
        }
    }

    private AppendResult notKnown(String why, Throwable cause) {
        try {
            return new AppendResult.Unknown(WriterFailures.notKnown(why, cause));
        } catch (Throwable noMemory) {
            return notKnownForMemory;
        }
    }

    private static byte[] encode(List<LoggedTransaction> transactions) {
        try {
            return LogRecord.encode(transactions);
        } catch (IllegalArgumentException notEncodable) {
            throw new Anomaly.Fault(
                    "transaction cannot be written: " + notEncodable.getMessage(), Map.of(), notEncodable);
        }
    }

    /** Finds out what the failure of an append means. */
    private AppendResult settle(long sequence, byte[] bytes, Throwable failure) {
        try {
            if (failure instanceof StorageException storage
                    && storage.kind() != StorageException.Kind.UNKNOWN_OUTCOME) {
                return notWritten(StorageAnomalies.of(storage));
            }
        } catch (Throwable noMemory) {
            return notWritten(WriterFailures.notApplied(noMemory));
        }
        Throwable last = failure;
        for (int i = 0; i < READ_BACKS_MAX; i++) {
            try {
                return readBack(sequence, bytes, failure);
            } catch (OutOfMemoryError later) {
                last = later;
                LockSupport.parkNanos(READ_BACK_PAUSE_NANOS);
            } catch (Throwable unreadable) {
                return notKnown(UNREADABLE, unreadable);
            }
        }
        return notKnown(UNREADABLE, last);
    }

    private AppendResult readBack(long sequence, byte[] bytes, Throwable failure) {
        OptionalLong last = log.lastSequence();
        if (last.isEmpty() || last.getAsLong() < sequence) {
            return notWritten(
                    failure instanceof StorageException storage
                            ? StorageAnomalies.of(storage)
                            : WriterFailures.notApplied(failure));
        }
        boolean[] same = {false};
        log.read(sequence, (found, writer, content) -> {
            same[0] = found == sequence && writer == epoch && Arrays.equals(content, bytes);
            return false;
        });
        return same[0]
                ? Written.WRITTEN
                : notKnown("another writer wrote record " + sequence + ": open the system again and look", failure);
    }
}
