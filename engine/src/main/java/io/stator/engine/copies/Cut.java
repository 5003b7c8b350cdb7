package io.stator.engine.copies;

import io.stator.engine.log.LogRecord;
import io.stator.engine.log.LoggedTransaction;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes records of a source one after the other, checked, and up to a transaction only; for one thread. */
final class Cut {
    /** The t that nothing comes after. */
    static final long NOWHERE = Long.MAX_VALUE;

    private final String source;
    private final long lastT;
    private long t = -1;

    /**
     * A record as it is in the copy.
     *
     * @param isLast whether nothing of the source comes after it
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Taken(byte[] bytes, List<LoggedTransaction> transactions, boolean isLast) {
        LoggedTransaction newest() {
            return transactions.get(transactions.size() - 1);
        }
    }

    /**
     * Creates one.
     *
     * @param source what a message calls the database
     * @param lastT the t of the last transaction that is taken
     */
    Cut(String source, long lastT) {
        this.source = source;
        this.lastT = lastT;
    }

    /** Returns a record as it is to be in the copy, or null when nothing of it is. */
    @Nullable
    Taken take(long sequence, byte[] bytes) {
        List<LoggedTransaction> all = decode(source, sequence, bytes);
        for (LoggedTransaction transaction : all) {
            if (transaction.t() <= t) {
                throw damaged(source, sequence, "its t must be greater than " + t + ": t=" + transaction.t(), null);
            }
            t = transaction.t();
        }
        if (t <= lastT) {
            return new Taken(bytes, all, t == lastT);
        }
        List<LoggedTransaction> some =
                all.stream().filter(each -> each.t() <= lastT).toList();
        return some.isEmpty() ? null : new Taken(LogRecord.encode(some), some, true);
    }

    /** Returns the transactions of a record. */
    static List<LoggedTransaction> decode(String source, long sequence, byte[] bytes) {
        try {
            List<LoggedTransaction> all = LogRecord.decode(bytes);
            if (all.isEmpty()) {
                throw new IllegalArgumentException("it must hold a transaction");
            }
            return all;
        } catch (IllegalArgumentException unreadable) {
            throw damaged(source, sequence, String.valueOf(unreadable.getMessage()), unreadable);
        }
    }

    private static StorageException damaged(
            String source, long sequence, String why, @Nullable IllegalArgumentException cause) {
        return new StorageException(
                Kind.CORRUPT, "record " + sequence + " of the log of " + source + " is damaged: " + why, cause);
    }
}
