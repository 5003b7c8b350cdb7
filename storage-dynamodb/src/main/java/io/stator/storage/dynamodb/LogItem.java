package io.stator.storage.dynamodb;

import io.stator.dynamodb.Item;
import io.stator.engine.storage.StorageException;
import java.util.Optional;
import java.util.UUID;

/** The items of a log: records, and fences, which stand where the next record will. */
record LogItem(TableSystem place, String database) {
    /** How often a record is read again that is replaced meanwhile. */
    private static final int ATTEMPTS_MAX = 10;

    /** The epoch of a record. */
    private static final String EPOCH = "e";

    /** The epoch of the opening that put the item. */
    static final String OPENING = "o";

    /** Tells what one append put from all else. */
    static final String MARK = "m";

    /** A fence has this and no mark; it tells one fence from another. */
    static final String FENCE = "f";

    /** The epoch of the opening that rewrote a record; one that was not has none. */
    static final String REWRITER = "x";

    private static final String HOLDER = "h";
    private static final String CHECK = "c";

    /** Returns a record; its parts are there when this returns. */
    Item record(long sequence, long epoch, long opening, String mark, byte[] bytes) {
        Item head = Place.record(database, sequence)
                .key()
                .with(EPOCH, epoch)
                .with(OPENING, opening)
                .with(MARK, mark)
                .with(CHECK, check(sequence, epoch, opening, mark, bytes));
        return place.blobs().with(head, bytes, "put the parts of " + name(sequence), parts(sequence));
    }

    Item fence(long sequence, Owner owner, String mark) {
        return Place.record(database, sequence)
                .key()
                .with(OPENING, owner.epoch())
                .with(FENCE, mark)
                .with(HOLDER, owner.holder())
                .with(CHECK, check(sequence, owner.epoch(), mark, owner.holder()));
    }

    private long check(long sequence, long opening, String fence, String holder) {
        return Check.of(place.system(), Place.record(database, sequence))
                .add(opening)
                .add(fence)
                .add(holder)
                .value();
    }

    /** Makes sure that a fence is what was written. */
    void checkFence(Item fence, long sequence) {
        long check = check(sequence, opening(fence), String.valueOf(Fields.text(fence, FENCE)), holder(fence));
        if (check != Fields.number(fence, CHECK, -1)) {
            throw damaged(sequence, "the fence in its place has a checksum that is not that of what it says");
        }
    }

    /** Returns whether an item is a fence; a record is none, whatever it has beside its mark. */
    static boolean isFence(Item item) {
        return item.has(FENCE) && !item.has(MARK);
    }

    static long opening(Item item) {
        return Fields.number(item, OPENING, 0);
    }

    /** Returns who put a fence. */
    static String holder(Item fence) {
        return String.valueOf(Fields.text(fence, HOLDER));
    }

    static long epoch(Item record) {
        return Fields.number(record, EPOCH, -1);
    }

    static String mark(Item record) {
        return String.valueOf(Fields.text(record, MARK));
    }

    /** Returns the sequence number that the key of an item says, or -1 if it says none. */
    static long sequence(Item item) {
        String sort = Fields.text(item, Place.SORT);
        try {
            return sort == null ? -1 : Long.parseLong(sort, 16);
        } catch (NumberFormatException foreign) {
            return -1;
        }
    }

    Blobs.Parts parts(long sequence) {
        return (token, part) -> Place.recordPart(database, sequence, token, part);
    }

    private long check(long sequence, long epoch, long opening, String mark, byte[] bytes) {
        return check(place.system(), Place.record(database, sequence), epoch, opening, mark, bytes);
    }

    private static long check(UUID system, Place at, long epoch, long opening, String mark, byte[] bytes) {
        return Check.of(system, at).add(epoch).add(opening).add(mark).add(bytes).value();
    }

    /**
     * Returns the bytes of a record after making sure that they are those that were written. The parts of one that is replaced meanwhile are
     * gone; then the bytes are those of the one in its place.
     */
    byte[] bytes(Item record, long sequence) {
        String what = "read " + name(sequence);
        Item head = record;
        for (int i = 0; i < ATTEMPTS_MAX; i++) {
            byte[] bytes = place.blobs().read(head, what, parts(sequence), true);
            if (bytes != null) {
                return checked(head, sequence, bytes);
            }
            Optional<Item> again = place.calls().get(Call.LOG_READ, what, Place.record(database, sequence), true);
            if (again.isEmpty() || mark(again.get()).equals(mark(head))) {
                break;
            }
            head = again.get();
        }
        throw damaged(sequence, "its bytes are not there, or only some of them");
    }

    private byte[] checked(Item record, long sequence, byte[] bytes) {
        if (check(sequence, epoch(record), opening(record), mark(record), bytes) != Fields.number(record, CHECK, -1)) {
            throw damaged(sequence, "its checksum is not that of what it holds");
        }
        return bytes;
    }

    StorageException damaged(long sequence, String how) {
        return place.calls().damaged(name(sequence), how);
    }

    String name(long sequence) {
        return "record " + sequence + " of the log of database " + database;
    }
}
