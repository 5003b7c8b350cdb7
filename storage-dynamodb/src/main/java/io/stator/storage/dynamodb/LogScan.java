package io.stator.storage.dynamodb;

import io.stator.dynamodb.Item;
import io.stator.dynamodb.Results;
import io.stator.engine.storage.Log.RecordConsumer;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;

/** Reads the records of a log in their order, chunk by chunk; not thread-safe. */
final class LogScan {
    /** How many records are asked for first: who looks for a transaction wants few, and each is paid for. */
    private static final int RECORDS_FIRST = 32;

    /** How many times more with each further request, up to a chunk: who reads on wants them all. */
    private static final int GROWTH = 8;

    private final TableSystem place;
    private final LogItem items;
    private final RecordConsumer consumer;
    private long next;
    private int wanted = RECORDS_FIRST;

    /** Whether a fence was where the next record will be, which can have come since, behind what was read. */
    private boolean fenced;

    /** Whether it has come, so that the rest is read again. */
    private boolean again;

    LogScan(TableSystem place, LogItem items, long fromSequence, RecordConsumer consumer) {
        this.place = place;
        this.items = items;
        this.consumer = consumer;
        this.next = fromSequence;
    }

    /** Returns the first record that was not read. */
    long next() {
        return next;
    }

    /** Reads until there is no record any more or the consumer has seen enough, and returns whether there is none. */
    boolean run() {
        while (next < TableLog.RECORDS_MAX) {
            long begin = next;
            fenced = false;
            again = false;
            boolean ended = place.calls()
                    .each(
                            Call.LOG_READ,
                            "read " + items.name(next),
                            place.calls()
                                    .from(
                                            Place.logPartition(items.database(), next / Place.LOG_CHUNK),
                                            Place.sequenceSort(next)),
                            this::paged,
                            this::accept);
            if (again) {
                continue;
            }
            if (!ended) {
                return false;
            }
            if (next == begin || next % Place.LOG_CHUNK != 0) {
                return true;
            }
        }
        return true;
    }

    private Results<Item> paged(Results<Item> query) {
        Results<Item> some = query.pageSize(wanted);
        wanted = (int) Math.min((long) wanted * GROWTH, Place.LOG_CHUNK);
        return some;
    }

    private boolean accept(Item item) {
        long sequence = LogItem.sequence(item);
        if (LogItem.isFence(item) && sequence == next) {
            items.checkFence(item, sequence);
            fenced = true;
            return true;
        }
        if (fenced && sequence > next) {
            again = true;
            return false;
        }
        byte[] bytes;
        try {
            bytes = bytes(item, sequence);
        } catch (StorageException failure) {
            if (failure.kind() == Kind.CORRUPT && isGone()) {
                return false;
            }
            throw failure;
        }
        next++;
        fenced = false;
        return consumer.accept(sequence, LogItem.epoch(item), bytes);
    }

    private byte[] bytes(Item item, long sequence) {
        if (sequence != next) {
            throw items.damaged(next, "it is missing, the next one there is has number " + sequence);
        }
        return items.bytes(item, sequence);
    }

    /** Returns whether the database was deleted while its log was read. */
    private boolean isGone() {
        DatabaseItem present = place.databases().read(items.database());
        return present.isAbsent() || present.deleting();
    }
}
