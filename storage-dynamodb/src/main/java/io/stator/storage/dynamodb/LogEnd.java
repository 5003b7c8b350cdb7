package io.stator.storage.dynamodb;

import io.stator.dynamodb.Item;
import io.stator.engine.storage.LogHead;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the newest record of a log. */
record LogEnd(TableSystem place, LogItem items) {
    /** How many of the last items of a chunk are looked at: a fence, and the record before it. */
    private static final int LOOKED_AT = 2;

    /**
     * Returns the newest record there is, by reads that see all that was acknowledged before; at least the one that the database says there
     * must be.
     */
    LogHead find(DatabaseItem database) {
        LogHead newest = LogHead.EMPTY;
        long expected = database.end() - 1;
        long chunk = Math.max(expected, 0) / Place.LOG_CHUNK;
        while (true) {
            LogHead found = last(chunk);
            if (found.sequence() < 0) {
                break;
            }
            newest = found;
            if (newest.sequence() % Place.LOG_CHUNK != Place.LOG_CHUNK - 1) {
                break;
            }
            chunk++;
        }
        if (newest.sequence() < expected) {
            throw items.damaged(
                    newest.sequence() + 1,
                    "it is missing, the newest one should have number " + expected + " at least");
        }
        return newest;
    }

    /** Makes sure that a database without an item has no log either, unless it was made meanwhile. */
    void requireNone() {
        if (last(0).sequence() >= 0 && place.databases().read(items.database()).isAbsent()) {
            throw place.calls()
                    .damaged(
                            "the item of database " + items.database(),
                            "it is missing, and there are records of its log");
        }
    }

    /**
     * Returns what to tell when the newest record that this process knows is not there any more, as when the table was put back to an
     * earlier state: what is added then would stand behind a gap.
     *
     * @throws StorageException of kind FENCED if another process has taken over, which may have deleted it
     */
    @Nullable
    StorageException gone(Owner owner, LogHead newest) {
        if (newest.sequence() < 0) {
            return null;
        }
        String record = items.name(newest.sequence());
        boolean there = place.calls()
                .get(Call.LOG_READ, "read " + record, Place.record(items.database(), newest.sequence()), true)
                .filter(item -> !LogItem.isFence(item) && LogItem.epoch(item) == newest.epoch())
                .isPresent();
        if (there) {
            return null;
        }
        owner.verify();
        return new StorageException(
                Kind.DISPLACED,
                record + " is not in " + place.calls().name()
                        + " any more: the table was put back to an earlier state, or is another one; close the system here, and open"
                        + " it again");
    }

    /** Returns the last record of a chunk. */
    private LogHead last(long chunk) {
        List<Item> found = place.calls()
                .some(
                        Call.LOG_READ,
                        "find the end of the log of database " + items.database(),
                        place.calls()
                                .partition(Place.logPartition(items.database(), chunk))
                                .descending()
                                .limit(LOOKED_AT));
        Optional<Item> record =
                found.stream().filter(item -> !LogItem.isFence(item)).findFirst();
        return record.map(item -> new LogHead(LogItem.sequence(item), LogItem.epoch(item)))
                .orElse(LogHead.EMPTY);
    }
}
