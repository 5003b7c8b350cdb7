package io.stator.storage.dynamodb;

import static io.stator.dynamodb.Expression.expression;

import io.stator.dynamodb.Expression;
import io.stator.dynamodb.Item;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who writes to a table: an item with the epoch of the newest opening, and a token that only that one knows. Whoever opens the system to
 * write puts itself there by comparison, and is told from then on who did so after it. The item alone fences nobody, because no write
 * looks at it: that is what fences in the logs are for. Thread-safe.
 */
final class Owner {
    /** How old what this process knows of itself may be when it acknowledges something, by its own monotonic clock. */
    static final Duration LEASE = Duration.ofSeconds(10);

    /** How often is tried to take over from openings that come in between. */
    private static final int ATTEMPTS_MAX = 50;

    private static final String EPOCH = "e";
    private static final String TOKEN = "w";
    private static final String HOLDER = "h";
    private static final String SINCE = "t";
    private static final String OPEN = "a";
    private static final String GREATEST = "g";
    private static final String CHECK = "c";

    private static final System.Logger LOGGER = System.getLogger(Owner.class.getName());

    /** What the item says: who holds the system since when, whether still, and the greatest epoch that a record may have. */
    private record Row(long epoch, String token, String holder, String since, boolean open, long greatest) {
        private long check(UUID system) {
            return Check.of(system, Place.WRITER)
                    .add(epoch)
                    .add(token)
                    .add(holder)
                    .add(since)
                    .add(open)
                    .add(greatest)
                    .value();
        }

        Item item(UUID system) {
            return Place.WRITER
                    .key()
                    .with(EPOCH, epoch)
                    .with(TOKEN, token)
                    .with(HOLDER, holder)
                    .with(SINCE, since)
                    .with(OPEN, open)
                    .with(GREATEST, greatest)
                    .with(CHECK, check(system));
        }
    }

    private final Calls calls;
    private final UUID system;
    private final LongSupplier nanoTime;
    private volatile Row own;
    private volatile long verifiedNanos;

    private Owner(Calls calls, UUID system, LongSupplier nanoTime, Row own, long verifiedNanos) {
        this.calls = calls;
        this.nanoTime = nanoTime;
        this.system = system;
        this.own = own;
        this.verifiedNanos = verifiedNanos;
    }

    /**
     * Takes a system for this process.
     *
     * @param nanoTime a clock that only goes forward
     * @param holder who this process is, for people
     * @param now the time, for people
     */
    static Owner take(Calls calls, UUID system, LongSupplier nanoTime, String holder, String now) {
        for (int i = 0; i < ATTEMPTS_MAX; i++) {
            long start = nanoTime.getAsLong();
            Row before = read(calls, system);
            if (before == null) {
                requireUnused(calls, system);
            }
            long epoch = before == null ? 1 : Math.max(before.epoch, before.greatest) + 1;
            Row own = new Row(epoch, UUID.randomUUID().toString(), holder, now, true, epoch);
            Put put = put(calls, system, before, own);
            if (put.done()) {
                if (before != null && before.open) {
                    LOGGER.log(
                            System.Logger.Level.WARNING,
                            "took the system in " + calls.name() + " over from " + before.holder
                                    + ", which opened it at " + before.since
                                    + " and did not close it: nothing it writes from now on is acknowledged");
                }
                return new Owner(calls, system, nanoTime, own, start);
            }
        }
        throw new StorageException(
                Kind.LOCKED, "the system in " + calls.name() + " is opened by others faster than it can be taken over");
    }

    /** Makes sure that nobody wrote before, where no item says who did: the epochs of this opening would not be the greatest. */
    private static void requireUnused(Calls calls, UUID system) {
        if (Databases.hasAny(calls) && read(calls, system) == null) {
            throw calls.damaged("the item that says who writes", "it is missing, and there are databases");
        }
    }

    /** Returns who writes, for people, if anybody ever did. */
    static Optional<String> describe(Calls calls, UUID system) {
        Row row = read(calls, system);
        return Optional.ofNullable(row)
                .map(found -> (found.open ? "written by " : "last written by ") + found.holder + ", which opened it at "
                        + found.since + (found.open ? " and has not closed it" : "") + "; epoch " + found.epoch);
    }

    private static @Nullable Row read(Calls calls, UUID system) {
        Optional<Item> found = calls.get(Call.STATE_READ, "read who writes", Place.WRITER, true);
        return found.map(item -> row(calls, system, item)).orElse(null);
    }

    private static Row row(Calls calls, UUID system, Item item) {
        Row row = new Row(
                Fields.number(item, EPOCH, 0),
                String.valueOf(Fields.text(item, TOKEN)),
                String.valueOf(Fields.text(item, HOLDER)),
                String.valueOf(Fields.text(item, SINCE)),
                Fields.flag(item, OPEN),
                Fields.number(item, GREATEST, 0));
        if (row.check(system) != Fields.number(item, CHECK, -1)) {
            throw calls.damaged("the item that says who writes", "its checksum is not that of what it says");
        }
        return row;
    }

    private static Put put(Calls calls, UUID system, @Nullable Row before, Row after) {
        Expression condition = before == null
                ? Calls.ABSENT
                : expression(
                        TOKEN + " = ? AND " + OPEN + " = ? AND " + GREATEST + " = ?",
                        before.token,
                        before.open,
                        before.greatest);
        Item item = after.item(system);
        return calls.put(
                Call.STATE_PUT,
                "say who writes",
                item,
                condition,
                found -> after.token.equals(Fields.text(found, TOKEN))
                        && Fields.number(found, GREATEST, 0) == after.greatest
                        && Fields.flag(found, OPEN) == after.open);
    }

    long epoch() {
        return own.epoch;
    }

    String holder() {
        return own.holder;
    }

    /** Returns whether it is long ago that this process knew to be the one that writes. */
    boolean isStale() {
        return nanoTime.getAsLong() - verifiedNanos > LEASE.toNanos();
    }

    /**
     * Looks whether this process still is the one that writes.
     *
     * @throws StorageException of kind FENCED if it is not
     */
    void verify() {
        long start = nanoTime.getAsLong();
        Row found = read(calls, system);
        if (found == null || !found.token.equals(own.token)) {
            throw fenced(found);
        }
        verifiedNanos = start;
    }

    /** Looks whether this process still is the one that writes, if it is long ago that it knew. */
    void verifyIfStale() {
        if (isStale()) {
            verify();
        }
    }

    /** Notes an epoch that a record is about to have, so that those of all later openings are greater. */
    synchronized void note(long epoch) {
        if (epoch <= own.greatest) {
            return;
        }
        Row next = new Row(own.epoch, own.token, own.holder, own.since, true, epoch);
        if (!put(calls, system, own, next).done()) {
            throw fenced(read(calls, system));
        }
        own = next;
    }

    /** Says that this process is done, unless another one has taken over. */
    synchronized void giveUp() {
        Row next = new Row(own.epoch, own.token, own.holder, own.since, false, own.greatest);
        try {
            if (!put(calls, system, own, next).done()) {
                LOGGER.log(
                        System.Logger.Level.DEBUG, "closed " + calls.name() + ", which another process has taken over");
            }
        } catch (StorageException failure) {
            LOGGER.log(
                    System.Logger.Level.DEBUG,
                    "closed " + calls.name() + ", but could not note that there: the next opening says so",
                    failure);
        }
    }

    /** Returns what to tell a writer whose system is another's by now. */
    StorageException fenced() {
        return fenced(read(calls, system));
    }

    private StorageException fenced(@Nullable Row other) {
        boolean known = other != null && !other.token.equals(own.token);
        return fencedBy(
                known && other != null ? other.holder + " has taken it over, at " + other.since : "it was taken over");
    }

    /** Returns what to tell a writer, with who took over. */
    StorageException fencedBy(String words) {
        return new StorageException(
                Kind.FENCED,
                words + ", so this process must not write to the system in " + calls.name()
                        + " any more: close it here, and use it there; what was acknowledged here is in it");
    }
}
