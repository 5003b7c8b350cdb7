package io.stator.storage.dynamodb;

import static io.stator.dynamodb.Expression.expression;

import io.stator.dynamodb.BatchItems;
import io.stator.dynamodb.BatchResult;
import io.stator.dynamodb.Capacity;
import io.stator.dynamodb.CapacityDetail;
import io.stator.dynamodb.DynamoDb;
import io.stator.dynamodb.DynamoException;
import io.stator.dynamodb.Expression;
import io.stator.dynamodb.GetOptions;
import io.stator.dynamodb.Item;
import io.stator.dynamodb.ItemResult;
import io.stator.dynamodb.Page;
import io.stator.dynamodb.Results;
import io.stator.dynamodb.Table;
import io.stator.dynamodb.WriteOptions;
import io.stator.engine.storage.CallersTime;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The calls on one table: each is made again while the service asks for patience or cannot be reached, at growing intervals drawn by
 * chance, until it takes too long, and told as a {@link StorageException} then. Thread-safe.
 */
final class Calls {
    /** How long a call is made again. */
    static final Duration PATIENCE = Duration.ofSeconds(15);

    /** The longest interval after the first failure; it doubles with each. */
    private static final long PAUSE_NANOS = 20_000_000;

    private static final long PAUSE_NANOS_MAX = 1_000_000_000;

    /** How often the interval doubles. */
    private static final int DOUBLINGS_MAX = 10;

    static final Expression ABSENT = expression("attribute_not_exists(" + Place.PARTITION + ")");

    private static final GetOptions GET = GetOptions.standard().capacity(CapacityDetail.TOTAL);
    private static final WriteOptions WRITE = WriteOptions.standard().capacity(CapacityDetail.TOTAL);

    /** How many items are put or deleted in one request of many, of which several are made at a time. */
    private static final int BATCH_ITEMS = 8;

    /** How many items are deleted in one request of many. */
    private static final int BATCH_DELETES = 25;

    /** The shortest time that one attempt is given. */
    private static final long ONCE_NANOS = 100_000_000;

    /** How many items are read in one request of many. */
    private static final int BATCH_READS = 40;

    private static final String NO_CREDENTIALS =
            "the AWS SDK found no credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE, or give the machine a role";

    private final SecureRandom random = new SecureRandom();
    private final Consumption consumption = new Consumption();
    private final DynamoDb dynamo;
    private final Table table;
    private final String name;
    private final boolean single;
    private final boolean endWithCallers;
    private final long patienceNanos;
    private final Together together;
    private volatile boolean closed;

    /**
     * Creates the calls on a table.
     *
     * @param name what messages call the table
     * @param single whether the client makes each call once, so that one that was refused was not made before, for no longer than
     *     {@link DynamoDbPlace#ATTEMPT_MAX}, and no longer than until its thread is interrupted
     */
    Calls(DynamoDb dynamo, String table, String name, boolean single, Duration patience) {
        this(dynamo, table, name, single, single, patience);
    }

    /**
     * Creates the calls on a table.
     *
     * @param endWithCallers whether each call ends soon after the time of who waits for it, or when its thread is interrupted
     */
    Calls(DynamoDb dynamo, String table, String name, boolean single, boolean endWithCallers, Duration patience) {
        this.together = new Together(Together.PARALLEL_CALLS_MAX);
        this.endWithCallers = endWithCallers;
        this.dynamo = dynamo;
        this.table = dynamo.table(table);
        this.name = name;
        this.single = single;
        this.patienceNanos = patience.toNanos();
    }

    String name() {
        return name;
    }

    /** Returns whether each call ends soon after the time of who waits for it, or when its thread is interrupted. */
    boolean endWithCallers() {
        return endWithCallers;
    }

    Consumption consumption() {
        return consumption;
    }

    /** Has all calls from now on fail. */
    void close() {
        closed = true;
        together.close();
    }

    /** Returns what makes several calls at a time. */
    Together together() {
        return together;
    }

    boolean isClosed() {
        return closed;
    }

    void requireOpen() {
        if (closed) {
            throw new StorageException(Kind.CLOSED, "the storage in " + name + " is closed; open it again");
        }
    }

    /** Returns the item at a place. */
    Optional<Item> get(Call call, String what, Place place, boolean consistent) {
        GetOptions options = consistent ? GET.consistent() : GET;
        return repeat(call, what, left -> {
            ItemResult found = table.get(
                    place.key(), left.compareTo(DynamoDbPlace.ATTEMPT_MAX) < 0 ? options.timeout(left) : options);
            consumption.called(call, found.capacity());
            return found.item();
        });
    }

    /** Returns the items at some places, in their order. */
    List<Optional<Item>> getAll(Call call, String what, List<Place> places, boolean consistent) {
        GetOptions options = consistent ? GetOptions.standard().consistent() : GetOptions.standard();
        List<Optional<Item>> all = new ArrayList<>(Collections.nCopies(places.size(), Optional.empty()));
        List<Integer> starts = starts(places.size(), BATCH_READS);
        together.each(starts, from -> {
            List<Item> keys = places.subList(from, Math.min(from + BATCH_READS, places.size())).stream()
                    .map(Place::key)
                    .toList();
            List<Optional<Item>> some = repeat(call, what, left -> {
                BatchItems found = dynamo.batchGet(reads -> reads.get(table, options, keys)
                        .capacity(CapacityDetail.TOTAL)
                        .timeout(left));
                consumption.called(call, found.capacity());
                return found.all(table);
            });
            for (int i = 0; i < some.size(); i++) {
                all.set(from + i, some.get(i)); // each place by one thread
            }
        });
        return all;
    }

    private static List<Integer> starts(int size, int step) {
        List<Integer> starts = new ArrayList<>();
        for (int from = 0; from < size; from += step) {
            starts.add(from);
        }
        return starts;
    }

    /**
     * Puts an item where a condition holds for the one that is there.
     *
     * @param isOurs tells the item that is put from all others, which it is when the answer was lost
     * @return whether the item is there, or what is instead
     * @throws StorageException of kind UNKNOWN_OUTCOME if it may still come to be there; of any other kind if it never will
     */
    Put put(Call call, String what, Item item, Expression condition, Predicate<Item> isOurs) {
        requireOpen();
        WriteOptions options = WRITE.condition(condition);
        Patience patience = new Patience();
        boolean unsure = false;
        for (int attempt = 0; ; attempt++) {
            try {
                Duration left = patience.left();
                WriteOptions inTime = left.compareTo(DynamoDbPlace.ATTEMPT_MAX) < 0 ? options.timeout(left) : options;
                Optional<Capacity> used = table.put(item, inTime).capacity();
                consumption.called(call, used);
                if (used.isPresent()) {
                    return Put.DONE;
                }
                unsure = true;
                if (!pause(attempt, patience)) {
                    throw notFromService(what);
                }
                consumption.repeated(call);
            } catch (DynamoException.ConditionFailed other) {
                return other.item().filter(isOurs).isPresent()
                        ? Put.DONE
                        : new Put(false, other.item().orElse(null), unsure);
            } catch (DynamoException failure) {
                unsure |= mayHaveWorked(failure);
                if (!isWorthAnother(failure, patience) || !pause(attempt, patience)) {
                    throw failed(what, failure, unsure);
                }
                consumption.repeated(call);
            }
        }
    }

    /** Returns the failure of a put whose answer lacks what was asked for, so that something else than the service gave it. */
    private StorageException notFromService(String what) {
        return new StorageException(
                Kind.UNKNOWN_OUTCOME,
                "could not " + inTable(what) + ": " + advice(Kind.UNKNOWN_OUTCOME)
                        + " (it was answered without the capacity that was asked for: not by DynamoDB, but by something before it)");
    }

    /** Returns whether a call that failed may have been carried out. */
    boolean mayHaveWorked(DynamoException failure) {
        boolean refused = failure instanceof DynamoException.Throttled || failure instanceof DynamoException.Conflict;
        boolean open = failure instanceof DynamoException.TimedOut
                || failure instanceof DynamoException.Unavailable
                || failure instanceof DynamoException.Interrupted
                || failure instanceof DynamoException.Closed
                || failure instanceof DynamoException.Fault;
        return open || refused && !single;
    }

    /** Puts items in whatever place they are, all of them. */
    void putAll(Call call, String what, List<Item> items) {
        together.each(starts(items.size(), BATCH_ITEMS), from -> {
            List<Item> some = items.subList(from, Math.min(from + BATCH_ITEMS, items.size()));
            BatchResult done = repeat(call, what, left -> {
                BatchResult result = dynamo.batchWrite(writes ->
                        writes.put(table, some).capacity(CapacityDetail.TOTAL).timeout(left));
                consumption.called(call, result.capacity());
                return result;
            });
        });
    }

    /** Deletes the items at some places. */
    void deleteAll(String what, List<Item> keys) {
        if (keys.isEmpty()) {
            requireOpen();
            return;
        }
        together.each(starts(keys.size(), BATCH_DELETES), from -> {
            List<Item> some = keys.subList(from, Math.min(from + BATCH_DELETES, keys.size()));
            BatchResult done = repeat(Call.DELETE, what, left -> {
                BatchResult result = dynamo.batchWrite(writes -> writes.delete(table, some)
                        .capacity(CapacityDetail.TOTAL)
                        .timeout(left));
                consumption.called(Call.DELETE, result.capacity());
                return result;
            });
        });
    }

    /** Returns a query of the items of a partition, strongly consistent. */
    Results<Item> partition(String partition) {
        return table.query(expression(Place.PARTITION + " = ?", partition)).consistent();
    }

    /** Returns a query of the items of a partition whose sort keys begin with a prefix, strongly consistent. */
    Results<Item> prefix(String partition, String prefix) {
        return table.query(
                        expression(Place.PARTITION + " = ? AND begins_with(" + Place.SORT + ", ?)", partition, prefix))
                .consistent();
    }

    /** Returns a query of the items of a partition from a sort key on, strongly consistent. */
    Results<Item> from(String partition, String sort) {
        return table.query(expression(Place.PARTITION + " = ? AND " + Place.SORT + " >= ?", partition, sort))
                .consistent();
    }

    /** Returns all items that a query finds. */
    List<Item> list(Call call, String what, Results<Item> query) {
        List<Item> found = new ArrayList<>();
        each(call, what, query, found::add);
        return found;
    }

    /** Returns the first items that a query with a limit finds. */
    List<Item> some(Call call, String what, Results<Item> query) {
        return page(call, what, query).items();
    }

    private Page<Item> page(Call call, String what, Results<Item> query) {
        Results<Item> counted = query.capacity(CapacityDetail.TOTAL);
        return repeat(call, what, left -> {
            Page<Item> page = counted.timeout(left).page();
            consumption.called(call, page.capacity());
            return page;
        });
    }

    /** Hands the items that a query finds on, a page at a time, until they end or were enough, and returns whether they ended. */
    boolean each(Call call, String what, Results<Item> query, Predicate<Item> consumer) {
        return each(call, what, query, UnaryOperator.identity(), consumer);
    }

    /** As the other, with pages that are asked for in some way. */
    boolean each(
            Call call,
            String what,
            Results<Item> query,
            UnaryOperator<Results<Item>> paging,
            Predicate<Item> consumer) {
        Results<Item> rest = query;
        while (true) {
            Page<Item> page = page(call, what, paging.apply(rest));
            for (Item item : page.items()) {
                if (!consumer.test(item)) {
                    return false;
                }
            }
            if (page.cursor().isEmpty()) {
                return true;
            }
            rest = query.from(page.cursor().get());
        }
    }

    /** Makes a call that may be made any number of times. */
    <T> T repeat(Call call, String what, Supplier<T> body) {
        return repeat(call, what, left -> body.get());
    }

    /** Makes a call that may be made any number of times, and is told how much time there is. */
    private <T> T repeat(Call call, String what, Function<Duration, T> body) {
        requireOpen();
        Patience patience = new Patience();
        for (int attempt = 0; ; attempt++) {
            try {
                return body.apply(patience.left());
            } catch (DynamoException failure) {
                if (!isWorthAnother(failure, patience) || !pause(attempt, patience)) {
                    throw failed(what, failure, false);
                }
                consumption.repeated(call);
            }
        }
    }

    /** How long a call is made again: no longer than whoever waits for it does. */
    private final class Patience {
        private final long start = System.nanoTime();
        private final long callersNanos = CallersTime.leftNanos();
        private final long nanos = Math.min(patienceNanos, callersNanos);

        boolean isOver(long now) {
            return now - start >= nanos;
        }

        /** Returns how long one attempt may take; as long as it takes to ask once, if there is no time. */
        Duration left() {
            long callers = callersNanos - (System.nanoTime() - start);
            return Duration.ofNanos(Math.max(ONCE_NANOS, Math.min(callers, PATIENCE.toNanos())));
        }
    }

    private boolean isWorthAnother(DynamoException failure, Patience patience) {
        return failure.isRetryable() && !closed && !patience.isOver(System.nanoTime());
    }

    /** Waits before another attempt, unless the time is over before or the thread is interrupted. */
    private boolean pause(int attempt, Patience patience) {
        long longest = Math.min(PAUSE_NANOS << Math.min(attempt, DOUBLINGS_MAX), PAUSE_NANOS_MAX);
        long pause = random.nextLong(longest + 1);
        long end = System.nanoTime() + pause;
        if (patience.isOver(end)) {
            return false;
        }
        for (long left = pause; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.currentThread().isInterrupted() || closed) {
                return false;
            }
        }
        return true;
    }

    /** Returns the failure of a call; "what" completes the message "could not ...", and may name the table. */
    private StorageException failed(String what, DynamoException failure, boolean unsure) {
        Kind kind = unsure ? Kind.UNKNOWN_OUTCOME : kind(failure);
        boolean nobody = failure instanceof DynamoException.AccessDenied denied && denied.isWithoutCredentials();
        return new StorageException(
                kind,
                "could not " + inTable(what) + ": " + (nobody ? NO_CREDENTIALS : advice(kind)) + " ("
                        + failure.getMessage() + ")",
                failure);
    }

    /** Returns what is done, with the table in which, unless it is what something is done to. */
    String inTable(String what) {
        return what.contains(name) ? what : what + " in " + name;
    }

    private Kind kind(DynamoException failure) {
        if (failure instanceof DynamoException.Closed || closed) {
            return Kind.CLOSED;
        }
        if (failure instanceof DynamoException.AccessDenied denied) {
            return denied.isWithoutCredentials() ? Kind.IO : Kind.NOT_ALLOWED;
        }
        if (failure instanceof DynamoException.NotFound || failure instanceof DynamoException.InUse) {
            return Kind.DISPLACED;
        }
        boolean later = failure.isRetryable() || failure instanceof DynamoException.LimitExceeded;
        return later ? Kind.BUSY : Kind.IO;
    }

    private static String advice(Kind kind) {
        return switch (kind) {
            case UNKNOWN_OUTCOME -> "it was cut off, read back whether it happened";
            case CLOSED -> "the storage was closed meanwhile";
            case NOT_ALLOWED ->
                "these credentials may not do that; docs/operations.md has the rights of a writer and of a reader";
            case DISPLACED ->
                "the table is gone, or being made, changed or deleted; open the system again when it is there";
            case BUSY -> "the service refuses, fails or cannot be reached for too long; try again later";
            default -> "the call failed";
        };
    }

    /** Returns what to tell of a put that somebody else has changed or undone since, if it was done. */
    StorageException unknown(String what, String since) {
        return new StorageException(
                Kind.UNKNOWN_OUTCOME,
                "could " + inTable(what) + ", or not: an answer was lost, and " + since
                        + "; read back whether it happened");
    }

    /** Returns the failure of something that is not what was written. */
    StorageException damaged(String what, String how) {
        return new StorageException(
                Kind.CORRUPT, what + " in " + name + " is damaged: " + how + "; restore the table from a backup");
    }
}
