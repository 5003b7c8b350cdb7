package io.stator.engine.storage;

import java.util.List;
import java.util.OptionalLong;

/** The records of one database in the order of their sequence numbers, 0, 1, 2 and so on; safe for use by several threads. */
public interface Log {

    /**
     * Writes a record and returns when it is durable.
     *
     * @param sequence exactly one more than {@link #lastSequence()}, or 0 in an empty log
     * @param epoch the writer's epoch, at least 0 and not smaller than that of the newest record
     * @throws StorageException of kind FENCED if the sequence is not the next one or the epoch is an old one: another writer was
     *     here; of kind UNKNOWN_OUTCOME if only {@link #read} or {@link #lastSequence} can tell whether the record was written; of any
     *     other kind if it was not
     */
    void append(long sequence, long epoch, byte[] bytes);

    /**
     * Writes records one after the other, as {@link #append} does each, and returns when all are durable; together where that is faster.
     * When it fails, some of the first may have been written.
     *
     * @param sequence that of the first record
     */
    default void appendAll(long sequence, long epoch, List<byte[]> records) {
        long next = sequence;
        for (byte[] bytes : records) {
            append(next, epoch, bytes);
            next++;
        }
    }

    /** For how long an append may hold the thread that does it. */
    enum Hold {
        /** As long as it takes to compute: it waits for nothing. */
        BRIEF,

        /**
         * No longer than somebody waits for it: it ends, if need be as one of which the outcome is unknown, soon after the time that
         * {@link CallersTime} tells is over, or its thread is interrupted, and an interruption harms nobody else.
         */
        WHILE_AWAITED,

        /** As long as it takes, as a disk does; so it is never done in the thread of a caller, who must be told in time, and whose interruption must not reach storage. */
        ANY
    }

    /** Returns for how long an append may hold the thread that does it. */
    default Hold appendHold() {
        return Hold.ANY;
    }

    /**
     * Hands the records from a sequence number on to a consumer, in order, until there are no more or it has seen enough. Keeps only
     * a few records in memory and no lock while the consumer runs.
     *
     * @throws StorageException of kind CORRUPT, naming the database and the sequence, at a record that is damaged or missing, which
     *     includes one that was truncated
     */
    void read(long fromSequence, RecordConsumer consumer);

    /**
     * Writes other bytes in the place of those of a record, all at once, and returns when they are durable. The record keeps its
     * sequence number and its epoch. The old bytes are not read any more; {@link Storage#scrub} removes what is left of them.
     *
     * @param sequence the record, which must be there
     * @param epoch the writer's epoch, not smaller than that of the newest record
     * @throws StorageException of kind FENCED if the record is not there or the epoch is an old one; of kind UNKNOWN_OUTCOME if only
     *     {@link #read} can tell which bytes the record has; of any other kind if it has the old ones
     */
    void rewrite(long sequence, long epoch, byte[] bytes);

    /** Returns the sequence number of the newest record, or empty if nothing was ever appended. */
    OptionalLong lastSequence();

    /**
     * Removes the records before a sequence number, but never the newest one, which guards the order of the log. Nothing calls it
     * yet: it is for index segments, which will make the beginning of a log dispensable.
     */
    void truncateBefore(long sequence);

    /** Receives the records of a log one by one. */
    @FunctionalInterface
    interface RecordConsumer {

        /** Takes one record and returns whether it wants the next one. */
        boolean accept(long sequence, long epoch, byte[] bytes);
    }
}
