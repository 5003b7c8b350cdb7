package io.stator.storage.dynamodb;

import static io.stator.dynamodb.Expression.expression;

import io.stator.dynamodb.Expression;
import io.stator.dynamodb.Item;
import io.stator.engine.storage.Log;
import io.stator.engine.storage.LogHead;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The log of one database; safe for use by several threads.
 *
 * <p>Where the next record of a log will stand, the process that writes has put a fence when it first used the log. Only who put the
 * fence can put the record in its place, and nobody puts anything else there but the fence of a later opening. So the next append of a
 * former writer finds the place taken, by a fence or by a record. A fence is no record, and readers do not see it.
 */
final class TableLog implements Log {
    /** How many records a database can ever have. */
    static final long RECORDS_MAX = 1L << 40;

    /** How many records that a former writer still adds are followed when the end of its log is fenced. */
    private static final int CHASED_MAX = 10_000;

    /** How often an append goes on after one of this process's own fences came late. */
    private static final int LATE_FENCES_MAX = 5;

    /** How often a record is rewritten that a former writer rewrites meanwhile. */
    private static final int REWRITES_MAX = 10;

    /** An append that may or may not have happened. */
    private record Pending(String mark, LogHead head) {}

    /** What {@link #looseFrom} is when there are no parts that belong to no record. */
    private static final long NOTHING_LOOSE = -1;

    private final TableSystem place;
    private final String database;
    private final LogItem items;

    private final ChangeLock changing;
    private volatile @Nullable LogHead head;
    private volatile @Nullable Pending pending;
    private @Nullable String fence;

    /** The first record beside which there may be parts of an append that was not done. */
    private long looseFrom = NOTHING_LOOSE;

    /** What was told when this process found that it is not the one that writes any more, or that its table is not as it left it. */
    private volatile @Nullable StorageException lost;

    private volatile boolean deleting;

    TableLog(TableSystem place, String database) {
        this.place = place;
        this.database = database;
        this.items = new LogItem(place, database);
        this.changing = new ChangeLock(
                "the log of database " + database + " in " + place.calls().name());
    }

    @Override
    public Hold appendHold() {
        return place.calls().endWithCallers() ? Hold.WHILE_AWAITED : Hold.ANY;
    }

    @Override
    public void append(long sequence, long epoch, byte[] bytes) {
        if (sequence >= RECORDS_MAX) {
            throw new IllegalArgumentException("sequence must be < " + RECORDS_MAX + ": sequence=" + sequence);
        }
        String what = "append " + items.name(sequence);
        boolean unused = changing.inTime(() -> append(what, sequence, epoch, bytes));
    }

    private boolean append(String what, long sequence, long epoch, byte[] bytes) {
        Owner owner = place.writer(what);
        LogHead newest = head();
        LogHead next = newest.next(database, sequence, epoch);
        requireNotDeleting();
        if (owner.isStale()) {
            lost = new LogEnd(place, items).gone(owner, newest);
            requireNotDeleting();
        }
        boolean parts = place.blobs().needParts(bytes);
        place.databases().require(database, each -> parts ? each.withParts() : each);
        owner.note(epoch);
        String mark = UUID.randomUUID().toString();
        boolean wasLoose = looseFrom != NOTHING_LOOSE;
        if (parts && !wasLoose) {
            looseFrom = sequence;
        }
        Item item = items.record(sequence, epoch, owner.epoch(), mark, bytes);
        Pending attempt = new Pending(mark, next);
        boolean known = false;
        try {
            put(what, owner, item, attempt);
            head = next;
            fence = null;
            if (owner.isStale()) {
                verify(owner, what);
            }
            known = true;
        } catch (StorageException failure) {
            known = failure.kind() != Kind.UNKNOWN_OUTCOME || lost != null;
            if (parts && failure.kind() == Kind.FENCED) {
                deleteParts(item, sequence);
            }
            throw failure;
        } finally {
            if (!known) {
                pending = attempt;
            }
        }
        if (wasLoose) {
            deleteLoose(sequence);
        } else {
            looseFrom = NOTHING_LOOSE;
        }
        if (sequence % Place.LOG_CHUNK == 0) {
            noteEnd();
        }
        return true;
    }

    /** Deletes the parts of a record that is not put any more; who cannot delete them leaves them to the next opening. */
    private void deleteParts(Item item, long sequence) {
        try {
            place.blobs().delete(item, "delete the parts of " + items.name(sequence), items.parts(sequence));
        } catch (StorageException later) {
            leave(later);
        }
    }

    /** Deletes parts of appends that were not done, from {@link #looseFrom} on; who cannot delete them tries again later. */
    private void deleteLoose(long end) {
        try {
            new Sweep(place, database).looseParts(Math.max(0, looseFrom), end);
            looseFrom = NOTHING_LOOSE;
        } catch (StorageException later) {
            leave(later);
        }
    }

    private void leave(StorageException later) {
        System.getLogger(TableLog.class.getName())
                .log(
                        System.Logger.Level.DEBUG,
                        "parts that belong to no record of database " + database + " are deleted later",
                        later);
    }

    private void requireNotDeleting() {
        StorageException takenOver = lost;
        if (takenOver != null) {
            throw new StorageException(takenOver.kind(), String.valueOf(takenOver.getMessage()), takenOver);
        }
        if (deleting) {
            throw new StorageException(
                    Kind.FENCED, "database " + database + " is being deleted; its log takes no more records");
        }
    }

    private void put(String what, Owner owner, Item item, Pending attempt) {
        for (int i = 0; i < LATE_FENCES_MAX; i++) {
            Expression free = fence == null ? Calls.ABSENT : expression(LogItem.FENCE + " = ?", fence);
            Put put =
                    place.calls().put(Call.APPEND, what, item, free, found -> attempt.mark.equals(LogItem.mark(found)));
            Optional<Item> other = put.other();
            if (put.done()) {
                return;
            }
            if (other.isEmpty() || !LogItem.isFence(other.get()) || LogItem.opening(other.get()) != owner.epoch()) {
                StorageException taken = taken(owner, attempt.head.sequence(), other);
                if (put.unsure() && mayHaveBeenOurs(owner, other)) {
                    throw place.calls().unknown(what, String.valueOf(taken.getMessage()));
                }
                throw taken;
            }
            fence = Fields.text(other.get(), LogItem.FENCE);
        }
        throw new StorageException(
                Kind.BUSY, "could not " + what + ": its place is fenced anew all the time; try again");
    }

    /** Returns whether what is in the place of a record may have come there after it: an excision rewrites a record, a deletion takes it away. */
    private static boolean mayHaveBeenOurs(Owner owner, Optional<Item> other) {
        return other.isEmpty() || !LogItem.isFence(other.get()) && LogItem.opening(other.get()) == owner.epoch();
    }

    /** Returns what to tell when the place of the next record has something else than the fence of this process. */
    private StorageException taken(Owner owner, long sequence, Optional<Item> other) {
        if (other.isPresent() && LogItem.isFence(other.get()) && LogItem.opening(other.get()) > owner.epoch()) {
            return owner.fencedBy(LogItem.holder(other.get()) + " has taken the system over");
        }
        if (other.isEmpty()) {
            return owner.fencedBy("what this process had put into the place of " + items.name(sequence) + " is gone");
        }
        return owner.fenced();
    }

    /** Makes sure, after a record was put, that it was put by the process that writes, however long this one stood still. */
    private void verify(Owner owner, String what) {
        try {
            owner.verify();
        } catch (StorageException failure) {
            if (failure.kind() != Kind.FENCED) {
                throw new StorageException(Kind.UNKNOWN_OUTCOME, String.valueOf(failure.getMessage()), failure);
            }
            lost = failure;
            throw new StorageException(
                    Kind.UNKNOWN_OUTCOME,
                    "could " + what + ", but so late that it may not count: " + failure.getMessage(),
                    failure);
        }
    }

    /** Notes how long the log is, for those who look for its end; who cannot note it does no harm. */
    void noteEnd() {
        changing.alone(this::noteKnownEnd);
    }

    private void noteKnownEnd() {
        LogHead known = head;
        if (known == null || known.sequence() < 0 || place.isReading() || deleting) {
            return;
        }
        try {
            place.databases().note(database, each -> each.withEnd(known.sequence() + 1));
        } catch (StorageException later) {
            System.getLogger(TableLog.class.getName())
                    .log(
                            System.Logger.Level.DEBUG,
                            "the end of the log of database " + database + " is noted later",
                            later);
        }
    }

    /** Returns the newest record, after making sure that nobody else appends any more. */
    private LogHead head() {
        place.calls().requireOpen();
        LogHead known = head;
        if (known != null && pending == null) {
            return known;
        }
        return changing.inTime(this::fencedHead);
    }

    private LogHead fencedHead() {
        Pending open = pending;
        if (open != null) {
            settle(open);
        }
        LogHead known = head;
        if (known != null) {
            return known;
        }
        DatabaseItem present = place.databases().read(database);
        if (present.isAbsent()) {
            new LogEnd(place, items).requireNone();
        }
        LogHead found =
                present.isAbsent() || present.deleting() ? LogHead.EMPTY : new LogEnd(place, items).find(present);
        if (place.isReading()) {
            return found;
        }
        boolean appendable = !present.isAbsent() && !present.deleting() && !deleting;
        LogHead fenced = appendable ? fenced(found) : found;
        if (deleting) {
            return fenced;
        }
        head = fenced;
        noteEnd();
        if (appendable && present.parts()) {
            looseFrom = Math.max(0, found.sequence());
            deleteLoose(fenced.sequence() + 1);
        }
        return fenced;
    }

    /** Puts a fence where the next record will be, and returns the one before it. */
    private LogHead fenced(LogHead found) {
        Owner owner = place.writer("fence the log of database " + database);
        LogHead last = found;
        for (int i = 0; i < CHASED_MAX; i++) {
            Optional<Item> other = fence(owner, last.sequence() + 1);
            if (other.isEmpty()) {
                return last;
            }
            if (LogItem.isFence(other.get())) {
                throw taken(owner, last.sequence() + 1, other);
            }
            last = new LogHead(last.sequence() + 1, LogItem.epoch(other.get()));
        }
        throw new StorageException(
                Kind.BUSY, "the log of database " + database + " grows faster than it can be taken over; try again");
    }

    /** Puts a fence, in the place of any that is not newer, and returns what is there instead. */
    private Optional<Item> fence(Owner owner, long sequence) {
        String mark = UUID.randomUUID().toString();
        Expression free = expression(
                "attribute_not_exists(" + Place.PARTITION + ") OR (attribute_exists(" + LogItem.FENCE + ") AND "
                        + LogItem.OPENING + " <= ?)",
                owner.epoch());
        Put put = place.calls()
                .put(
                        Call.FENCE,
                        "fence the log of database " + database,
                        items.fence(sequence, owner, mark),
                        free,
                        found -> mark.equals(Fields.text(found, LogItem.FENCE)));
        if (put.done()) {
            fence = mark;
        }
        return put.other();
    }

    /**
     * Finds out what became of an append: either its record is there, or a new fence keeps it from coming late. Who stood still for long looks first,
     * because later openings delete what they folded into segments, so that both may have come into a gap.
     */
    private void settle(Pending open) {
        Owner owner = place.writer("find out whether " + items.name(open.head.sequence()) + " was appended");
        owner.verifyIfStale();
        Optional<Item> other = fence(owner, open.head.sequence());
        if (other.isPresent() && !open.mark.equals(LogItem.mark(other.get()))) {
            throw taken(owner, open.head.sequence(), other);
        }
        if (other.isPresent()) {
            head = open.head;
            fence = null;
        }
        pending = null;
    }

    @Override
    public void rewrite(long sequence, long epoch, byte[] bytes) {
        changing.alone(() -> rewriteNow(sequence, epoch, bytes));
    }

    private void rewriteNow(long sequence, long epoch, byte[] bytes) {
        String what = "rewrite " + items.name(sequence);
        Owner owner = place.writer(what);
        owner.verifyIfStale();
        LogHead newest = head();
        newest.requireEpoch(database, epoch);
        DatabaseItem present = place.databases().read(database);
        if (sequence < present.first() || sequence > newest.sequence() || deleting) {
            throw LogHead.absent(database, sequence);
        }
        boolean parts = place.blobs().needParts(bytes);
        place.databases().require(database, each -> parts ? each.withParts() : each);
        for (int i = 0; i < REWRITES_MAX; i++) {
            Item old = place.calls()
                    .get(Call.LOG_READ, what, Place.record(database, sequence), true)
                    .filter(item -> !LogItem.isFence(item))
                    .orElseThrow(() -> items.damaged(sequence, "it is missing"));
            if (Fields.number(old, LogItem.REWRITER, 0) > owner.epoch()) {
                throw owner.fenced();
            }
            Item item = rewritten(sequence, old, owner, bytes);
            Expression same = expression(LogItem.MARK + " = ?", LogItem.mark(old));
            Put put = place.calls()
                    .put(
                            Call.FENCE,
                            what,
                            item,
                            same,
                            found -> LogItem.mark(item).equals(LogItem.mark(found)));
            if (put.done()) {
                place.blobs().delete(old, "delete the old parts of " + items.name(sequence), items.parts(sequence));
                return;
            }
            deleteParts(item, sequence);
        }
        throw new StorageException(Kind.BUSY, "could not " + what + ": others do so all the time; try again");
    }

    /** Returns a record with other bytes, which says who rewrote it: one who wrote before may not do that again, with what is not to be there any more. */
    private Item rewritten(long sequence, Item old, Owner owner, byte[] bytes) {
        String mark = UUID.randomUUID().toString();
        return items.record(sequence, LogItem.epoch(old), LogItem.opening(old), mark, bytes)
                .with(LogItem.REWRITER, owner.epoch());
    }

    @Override
    public void read(long fromSequence, RecordConsumer consumer) {
        if (fromSequence < 0) {
            throw new IllegalArgumentException("sequence must be >= 0: sequence=" + fromSequence);
        }
        place.calls().requireOpen();
        long known = place.isReading() ? 0 : head().sequence() + 1;
        DatabaseItem present = place.databases().read(database);
        if (present.isAbsent()) {
            new LogEnd(place, items).requireNone();
        }
        if (present.isAbsent() || present.deleting()) {
            return;
        }
        if (fromSequence < present.first()) {
            throw items.damaged(fromSequence, "it was truncated, the first one there is has number " + present.first());
        }
        LogScan scan = new LogScan(place, items, fromSequence, consumer);
        if (scan.run()) {
            requireWhole(scan.next(), Math.max(known, present.end()));
        }
    }

    /** Checks that the log did not end before a record that was there when reading began. */
    private void requireWhole(long next, long end) {
        if (next >= end) {
            return;
        }
        DatabaseItem present = place.databases().read(database);
        if (!present.isAbsent() && !present.deleting()) {
            throw items.damaged(next, "it is missing, the newest one should have number " + (end - 1) + " at least");
        }
    }

    @Override
    public OptionalLong lastSequence() {
        return head().lastSequence();
    }

    @Override
    public void truncateBefore(long sequence) {
        changing.alone(() -> truncate(sequence));
    }

    private void truncate(long sequence) {
        Owner owner = place.writer("truncate the log of database " + database);
        long first = Math.min(sequence, head().sequence());
        if (first <= 0) {
            return;
        }
        owner.verifyIfStale();
        DatabaseItem changed = place.databases().change(database, each -> each.withFirst(first));
        new Sweep(place, database).records(changed, changed.swept(), changed.first());
        place.databases().change(database, each -> each.withSwept(first));
    }

    /**
     * Deletes what is left of records that were truncated, replaced or not appended; no record is appended meanwhile.
     *
     * @return false if there is no such database any more
     */
    boolean scrub() {
        return changing.alone(this::sweep);
    }

    private boolean sweep() {
        if (deleting) {
            return true; // with all that there is; a fence would come too late to be deleted
        }
        DatabaseItem item = place.databases().read(database);
        if (item.isAbsent()) {
            return false;
        }
        long end = head().sequence() + 1;
        Sweep sweep = new Sweep(place, database);
        sweep.records(item, item.swept(), item.first());
        if (item.parts()) {
            sweep.looseParts(item.first(), end);
        }
        return true;
    }

    /** Has appends refused from now on. */
    void beginDeleting() {
        changing.alone(() -> deleting = true);
    }

    /** Forgets what was known of the log. */
    void forget() {
        changing.alone(() -> {
            head = LogHead.EMPTY;
            fence = null;
            pending = null;
        });
    }

    /** Lets another deletion begin after this one did not come to its end. */
    void endDeleting() {
        changing.alone(() -> deleting = false);
    }
}
