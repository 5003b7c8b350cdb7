package io.stator.engine.storage;

import io.stator.engine.storage.StorageException.Kind;
import java.util.OptionalLong;

/**
 * The newest record of a log, as far as an implementation must know it to accept the next one.
 *
 * @param sequence its sequence number, -1 in an empty log
 * @param epoch its epoch, 0 in an empty log
 */
public record LogHead(long sequence, long epoch) {

    /** The head of a log nobody has appended to. */
    public static final LogHead EMPTY = new LogHead(-1, 0);

    /** Returns the sequence number, or empty in an empty log. */
    public OptionalLong lastSequence() {
        return sequence < 0 ? OptionalLong.empty() : OptionalLong.of(sequence);
    }

    /**
     * Returns the head after a record of this sequence and epoch is appended.
     *
     * @throws StorageException of kind FENCED if such a record cannot follow
     */
    public LogHead next(String database, long nextSequence, long nextEpoch) {
        if (nextEpoch < 0) {
            throw new IllegalArgumentException("epoch must be >= 0: epoch=" + nextEpoch + ", database=" + database);
        }
        if (nextSequence != sequence + 1) {
            throw new StorageException(
                    Kind.FENCED,
                    "the next record of the log of database " + database + " must have sequence " + (sequence + 1)
                            + ": sequence=" + nextSequence + "; read the log again before writing");
        }
        requireEpoch(database, nextEpoch);
        return new LogHead(nextSequence, nextEpoch);
    }

    /**
     * Checks that a writer of this epoch may change the log.
     *
     * @throws StorageException of kind FENCED if a newer one has written to it
     */
    public void requireEpoch(String database, long writerEpoch) {
        if (writerEpoch < epoch) {
            throw new StorageException(
                    Kind.FENCED,
                    "a newer writer has taken over the log of database " + database + ": its epoch is " + epoch
                            + ", yours is " + writerEpoch);
        }
    }

    /** Returns the failure of a writer that wants to rewrite a record the log does not have. */
    public static StorageException absent(String database, long sequence) {
        return new StorageException(
                Kind.FENCED,
                "a record must be there to be rewritten: record " + sequence + " of the log of database " + database
                        + " is not; read the log again before writing");
    }
}
