package io.stator.dynamodb;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;

/**
 * What all requests of one use of a query or a scan share: the way they are made, the deadline, the budget of capacity, and the
 * names of the key attributes as far as they are known. Thread-safe.
 *
 * <p>A page with more items than are wanted is cut between two of them, at the key of the last one wanted. Which attributes are
 * the key is seen from the key that the service or a cursor gave; where there is none yet, one key is asked for, without the filter
 * and without attributes, so that no permission is needed beyond the one to read.
 */
final class SelectionRun {
    private final Steps steps;
    private final Selection selection;
    private final Codecs codecs;
    private final Expiries.Rule expiry;
    private final DynamoConfig config;
    private final SelectionRequests.Purpose purpose;
    private final boolean resumable;
    private final CapacityDetail capacity;
    private final @Nullable RateLimit rate;
    private volatile @Nullable Set<String> keyNames;
    private volatile boolean keyNamesAsked;
    private volatile @Nullable SelectionRequests requests;
    private long deadline;
    private boolean started;

    /** A reading that counts has chunks without items; one that is resumable can tell where it stopped. */
    SelectionRun(Service service, Steps steps, Selection selection, boolean counting, boolean resumable) {
        this.steps = steps;
        this.selection = selection;
        this.codecs = service.codecs();
        this.expiry = service.expiries().of(selection.table);
        this.config = service.config();
        this.purpose = counting ? SelectionRequests.Purpose.COUNT : SelectionRequests.Purpose.ITEMS;
        this.resumable = resumable;
        CapacityDetail asked = selection.capacity == null ? config.capacity() : selection.capacity;
        boolean limited = selection.rate > 0;
        this.capacity = limited && asked == CapacityDetail.NONE ? CapacityDetail.TOTAL : asked;
        this.rate = limited ? new RateLimit(selection.rate) : null;
    }

    Steps steps() {
        return steps;
    }

    Selection selection() {
        return selection;
    }

    boolean isResumable() {
        return resumable;
    }

    /** Returns whether the names of the key attributes must be known before the first page. */
    boolean needsKeyNamesFirst() {
        return keyNames == null && !keyNamesAsked && resumable && selection.isCut() && !selection.projection.isEmpty();
    }

    boolean knowsKeyNames() {
        return keyNames != null;
    }

    /** Remembers the names of the key attributes from a key, if it is one. */
    void learn(Map<String, AttributeValue> key) {
        if (keyNames == null && !key.isEmpty()) {
            keyNames = Set.copyOf(key.keySet());
        }
    }

    /** Returns how long the budget of capacity makes the next request wait, or zero. */
    Duration budgetWait(String before) {
        if (rate == null) {
            return Duration.ZERO;
        }
        long nanos = rate.waitNanos(steps.nanoTime());
        Duration left = nanos == 0 ? null : left();
        if (left != null && left.toNanos() < nanos) {
            throw late("the rate limit lets no request through before the deadline " + before);
        }
        return Duration.ofNanos(nanos);
    }

    /** Asks for one page. */
    CompletableFuture<WalkChunk> ask(int segment, Map<String, AttributeValue> startKey, int evaluatedMax) {
        return ask(this::requests, new SelectionRequests.Place(segment, startKey, evaluatedMax, null));
    }

    /** Asks for the names of the key attributes; they stay unknown if there is nothing to read. */
    CompletableFuture<WalkChunk> askKeyNames() {
        return Futures.map(
                ask(
                        () -> requests(SelectionRequests.Purpose.KEY_NAMES),
                        new SelectionRequests.Place(selection.segment, Map.of(), 1, null)),
                chunk -> {
                    keyNamesAsked = true;
                    return chunk;
                });
    }

    private CompletableFuture<WalkChunk> ask(Supplier<SelectionRequests> source, SelectionRequests.Place place) {
        Duration left = left();
        if (left != null && (left.isZero() || left.isNegative())) {
            throw late("not all was read before the deadline");
        }
        SelectionRequests.Place timed =
                new SelectionRequests.Place(place.segment(), place.startKey(), place.evaluatedMax(), ofCall(left));
        if (selection.isQuery()) {
            return Futures.map(
                    steps.call(
                            Operations.QUERY,
                            selection.table,
                            () -> source.get().query(timed)),
                    answer -> chunk(
                            place.segment(),
                            answer.items(),
                            answer.count(),
                            answer.scannedCount(),
                            answer.consumedCapacity(),
                            answer.lastEvaluatedKey()));
        }
        return Futures.map(
                steps.call(Operations.SCAN, selection.table, () -> source.get().scan(timed)),
                answer -> chunk(
                        place.segment(),
                        answer.items(),
                        answer.count(),
                        answer.scannedCount(),
                        answer.consumedCapacity(),
                        answer.lastEvaluatedKey()));
    }

    private WalkChunk chunk(
            int segment,
            List<Map<String, AttributeValue>> items,
            @Nullable Integer count,
            @Nullable Integer scannedCount,
            @Nullable ConsumedCapacity consumed,
            Map<String, AttributeValue> lastKey) {
        Capacity units = Capacity.of(consumed).orElse(null);
        if (rate != null && units != null) {
            rate.consumed(units.units(), steps.nanoTime());
        }
        learn(lastKey);
        return new WalkChunk(
                segment,
                items,
                count == null ? items.size() : count,
                scannedCount == null ? items.size() : scannedCount,
                units,
                lastKey);
    }

    /**
     * Returns the first items of a chunk; it goes on after the last of them. If the names of the key attributes are still unknown
     * after they were asked for, all items are gone meanwhile, and there is nothing to go on to.
     */
    WalkChunk cut(WalkChunk chunk, int count) {
        List<Map<String, AttributeValue>> kept = chunk.items().subList(0, count);
        Set<String> names = keyNames;
        Map<String, AttributeValue> lastKey =
                resumable && names != null ? CursorWriter.key(names, kept.get(count - 1)) : Map.of();
        return chunk.with(kept, lastKey);
    }

    /** Returns a chunk without the attributes that nobody asked for. */
    WalkChunk stripped(WalkChunk chunk) {
        KeyedProjection projection = requests().projection();
        if (!projection.isCompleted() || chunk.items().isEmpty()) {
            return chunk;
        }
        List<Map<String, AttributeValue>> items =
                chunk.items().stream().map(projection::stripped).toList();
        return chunk.with(items, chunk.lastKey());
    }

    private SelectionRequests requests() {
        SelectionRequests known = requests;
        if (known == null) {
            known = requests(purpose);
            requests = known;
        }
        return known;
    }

    private SelectionRequests requests(SelectionRequests.Purpose purpose) {
        Set<String> names = keyNames;
        boolean complete = resumable && selection.isCut() && names != null;
        return new SelectionRequests(
                selection, codecs, expiry, capacity, purpose, complete && names != null ? names : Set.of());
    }

    private synchronized @Nullable Duration left() {
        if (selection.timeout == null) {
            return null;
        }
        long now = steps.nanoTime();
        if (!started) {
            started = true;
            deadline = now + selection.timeout.toNanos();
        }
        return Duration.ofNanos(deadline - now);
    }

    /** Returns the time-out of a call: what is left, unless the configuration gives a call less. */
    private @Nullable Duration ofCall(@Nullable Duration left) {
        Duration standard = config.callTimeout;
        return left == null || standard != null && standard.compareTo(left) < 0 ? null : left;
    }

    private DynamoException late(String what) {
        return new DynamoException.TimedOut(
                        what + ", raise the timeout or read in pages: timeout=" + selection.timeout, null)
                .in(selection.operation(), selection.table);
    }
}
