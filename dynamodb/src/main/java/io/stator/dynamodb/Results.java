package io.stator.dynamodb;

import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What a query or a scan will find. Nothing is asked of the service until the results are used, and each use asks again.
 *
 * <p>A use reads page by page: {@link #stream}, {@link #iterator}, {@link #pages} and the publishers ask for the next page when it is
 * needed and hold one, so any number of results needs the same memory; a parallel scan holds one page more for each request at once.
 * Pages in which the filter left nothing are followed without being noticed.
 *
 * <p>Immutable and thread-safe; each method that says how to read returns new results.
 *
 * <p>In the manual: {@code docs/manual/dynamodb/reading.md}, or {@code stator help manual dynamodb/reading}.
 *
 * <p>Waits and failures: a method with such a twin waits for the service, and fails with what {@linkplain DynamoException any call}
 * may fail with and what it names itself. All others wait for nothing, and refuse what cannot be with a
 * {@link DynamoException.InvalidRequest}; a stream, an iterator and a publisher ask, wait and fail where they are read.
 */
public final class Results<T extends @Nullable Object> implements Iterable<T> {
    /** The most segments of a parallel scan. */
    public static final int SEGMENTS_MAX = Selection.SEGMENTS_MAX;

    /** The most requests of a parallel scan at once. */
    public static final int REQUESTS_MAX = 256;

    /** The most requests of a parallel scan at once unless it is told otherwise. */
    public static final int REQUESTS_MAX_STANDARD = 32;

    private final Service service;
    private final Selection selection;
    private final Function<? super Item, ? extends T> mapping;
    private final boolean mapped;

    private Results(Service service, Selection selection, Function<? super Item, ? extends T> mapping, boolean mapped) {
        this.service = service;
        this.selection = selection;
        this.mapping = mapping;
        this.mapped = mapped;
    }

    static Results<Item> of(Service service, Selection selection) {
        return new Results<>(service, selection, item -> item, false);
    }

    private Results<T> with(Consumer<Selection> change) {
        return new Results<>(service, selection.with(change), mapping, mapped);
    }

    /** Returns these results read from a secondary index instead of the table itself. */
    public Results<T> index(String name) {
        Objects.requireNonNull(name, "name");
        return with(copy -> copy.index = name);
    }

    /**
     * Returns of these results those for which a condition holds. The service evaluates, and bills, the others too. Several
     * filters must all hold.
     */
    public Results<T> filter(Expression condition) {
        Objects.requireNonNull(condition, "condition");
        Expression all = selection.filter == null ? condition : selection.filter.and(condition);
        return with(copy -> copy.filter = all);
    }

    /** Returns these results with these paths too ({@code "title, tracks[0].name"}) instead of all attributes. */
    public Results<T> project(String... paths) {
        List<String> all = new ArrayList<>(selection.projection);
        for (String path : paths) {
            all.add(Objects.requireNonNull(path, "path"));
        }
        return with(copy -> copy.projection = List.copyOf(all));
    }

    /** Returns these results with the attributes too that a local index does not hold, which the service reads from the table. */
    public Results<T> allAttributes() {
        return with(copy -> copy.allAttributes = true);
    }

    /** Returns these results in the ascending order of the sort key, which is the order of queries unless told otherwise. */
    public Results<T> ascending() {
        return inOrder(false);
    }

    /** Returns these results in the descending order of the sort key. */
    public Results<T> descending() {
        return inOrder(true);
    }

    private Results<T> inOrder(boolean descending) {
        if (!selection.isQuery()) {
            throw refused("only a query has an order, a scan comes in none: use query, or sort what comes");
        }
        return with(copy -> copy.descending = descending);
    }

    /** Returns these results as they are after every write acknowledged before; not possible for a global index. */
    public Results<T> consistent() {
        return with(copy -> copy.consistent = true);
    }

    /** Returns the first of these results, at most so many over all pages. */
    public Results<T> limit(long count) {
        if (count < 1) {
            throw refused("limit must be >= 1: limit=" + count);
        }
        return with(copy -> copy.limit = count);
    }

    /** Returns these results in requests that evaluate at most so many items each, before the filter. */
    public Results<T> pageSize(int itemCount) {
        if (itemCount < 1) {
            throw refused("pageSize must be >= 1: pageSize=" + itemCount);
        }
        return with(copy -> copy.pageSize = itemCount);
    }

    /**
     * Returns these results from behind an item on, which is told by its key and need not exist: all attributes of the table's key, and
     * for an index those of the index's key too. Not for parallel scans, whose segments have places of their own.
     */
    public Results<T> after(Item key) {
        return from(Cursor.after(key, service.codecs()));
    }

    /** Returns these results from a place on; a use throws {@link DynamoException.InvalidRequest} if it is not a place in them. */
    public Results<T> from(Cursor cursor) {
        Objects.requireNonNull(cursor, "cursor");
        return with(copy -> copy.from = cursor);
    }

    /** Returns these results, whose filters compare the time at which records expire. */
    Results<T> expiring(@Nullable String attribute) {
        return attribute == null ? this : with(copy -> copy.expiry = attribute);
    }

    /** Returns these results, each use of which must end so soon after its first request, the time of its user included. */
    public Results<T> timeout(Duration timeout) {
        if (timeout.isZero() || timeout.isNegative()) {
            throw refused("timeout must be longer than zero: timeout=" + timeout);
        }
        return with(copy -> copy.timeout = timeout);
    }

    /** Returns these results with the consumed capacity on each {@link Page}. */
    public Results<T> capacity(CapacityDetail detail) {
        Objects.requireNonNull(detail, "detail");
        return with(copy -> copy.capacity = detail);
    }

    /**
     * Returns these results read so slowly that each use consumes on average no more than so many capacity units a second, all
     * segments of a parallel scan together. What a page costs is known afterwards, so smaller pages make it smoother.
     */
    public Results<T> rateLimit(double capacityUnitsPerSecond) {
        if (!(capacityUnitsPerSecond > 0) || Double.isInfinite(capacityUnitsPerSecond)) {
            throw refused("rateLimit must be a positive number of capacity units a second: " + capacityUnitsPerSecond);
        }
        return with(copy -> copy.rate = capacityUnitsPerSecond);
    }

    /** Returns one of several segments of this scan, for readers that divide it between themselves; segments count from 0. */
    public Results<T> segment(int segment, int segments) {
        checkSegments(segments);
        if (segment < 0 || segment >= segments) {
            throw refused("segment must be >= 0 and < segments=" + segments + ": segment=" + segment);
        }
        return with(copy -> {
            copy.segment = segment;
            copy.segments = segments;
            copy.requestsMax = 0;
        });
    }

    /** Returns this scan divided into segments, read at the same time as far as {@link #REQUESTS_MAX_STANDARD} allows, in no order. */
    public Results<T> parallel(int segments) {
        return parallel(segments, Math.min(Math.max(segments, 1), REQUESTS_MAX_STANDARD));
    }

    /** Returns this scan divided into segments, of which so many are read at the same time, in no order. */
    public Results<T> parallel(int segments, int requestsMax) {
        checkSegments(segments);
        if (requestsMax < 1 || requestsMax > REQUESTS_MAX) {
            throw refused("requestsMax must be >= 1 and <= " + REQUESTS_MAX + ": requestsMax=" + requestsMax);
        }
        return with(copy -> {
            copy.segment = 0;
            copy.segments = segments;
            copy.requestsMax = Math.min(segments, requestsMax);
        });
    }

    /** Returns the segments of this parallel scan as results of their own, for readers of the caller's. */
    public List<Results<T>> segments() {
        if (!selection.isParallel()) {
            throw refused("only a parallel scan has segments: say how many with parallel");
        }
        if (selection.from != null) {
            throw refused("the segments of a parallel scan have cursors of their own: give them to the segments");
        }
        return new AbstractList<>() {
            @Override
            public Results<T> get(int index) {
                return segment(Objects.checkIndex(index, size()), selection.segments);
            }

            @Override
            public int size() {
                return selection.segments;
            }
        };
    }

    private void checkSegments(int segments) {
        if (selection.isQuery()) {
            throw refused("only a scan has segments: a query reads one partition");
        }
        if (segments < 1 || segments > SEGMENTS_MAX) {
            throw refused("segments must be >= 1 and <= " + SEGMENTS_MAX + ": segments=" + segments);
        }
    }

    /** Returns a function of each of these results. */
    public <R extends @Nullable Object> Results<R> map(Function<? super T, ? extends R> function) {
        Objects.requireNonNull(function, "function");
        return new Results<>(service, selection, item -> function.apply(mapping.apply(item)), true);
    }

    /** Returns each of these items as a record. */
    public <R> Results<R> as(Class<R> type) {
        Objects.requireNonNull(type, "type");
        if (mapped) {
            throw new IllegalArgumentException("only items are read as records: use as before map, not after: " + type);
        }
        return new Results<>(service, selection, item -> item.as(type), true);
    }

    /**
     * Returns all of these results in a list.
     *
     * @throws DynamoException.NotFound if there is no such table or index
     * @throws DynamoException.InvalidValue if an item has a value that is not of the type it is read as
     * @throws DynamoException.TimedOut if that takes longer than {@link #timeout} allows
     */
    public List<T> list() {
        return Futures.join(list(blocking(selection, false, false)));
    }

    /** The asynchronous twin of {@link #list}. */
    public CompletableFuture<List<T>> listAsync() {
        return Futures.started(() -> list(async(selection, false, false)));
    }

    private CompletableFuture<List<T>> list(Walk walk) {
        List<T> items = new ArrayList<>();
        return Futures.map(
                Walk.through(walk, chunk -> addTo(items, chunk), each -> false),
                end -> Collections.unmodifiableList(items));
    }

    /**
     * Returns the first of these results, or nothing if there is none.
     *
     * @throws DynamoException.NotFound if there is no such table or index
     * @throws DynamoException.TimedOut if that takes longer than {@link #timeout} allows
     */
    public Optional<T> first() {
        return Futures.join(first(blocking(firstOnly(), false, false)));
    }

    /** The asynchronous twin of {@link #first}. */
    public CompletableFuture<Optional<T>> firstAsync() {
        return Futures.started(() -> first(async(firstOnly(), false, false)));
    }

    private Selection firstOnly() {
        return selection.with(copy -> copy.limit = 1);
    }

    private CompletableFuture<Optional<T>> first(Walk walk) {
        return Futures.map(list(walk), items -> items.isEmpty() ? Optional.empty() : Optional.ofNullable(items.get(0)));
    }

    /**
     * Returns how many of these results there are; the service counts them and sends no items.
     *
     * @throws DynamoException.NotFound if there is no such table or index
     * @throws DynamoException.TimedOut if that takes longer than {@link #timeout} allows
     */
    public long count() {
        return counted().count();
    }

    /** The asynchronous twin of {@link #count}. */
    public CompletableFuture<Long> countAsync() {
        return Futures.map(countedAsync(), Count::count);
    }

    /**
     * Returns how many of these results there are, and what counting them took; the service sends no items.
     *
     * @throws DynamoException.NotFound if there is no such table or index
     * @throws DynamoException.TimedOut if that takes longer than {@link #timeout} allows
     */
    public Count counted() {
        return Futures.join(counted(blocking(selection, true, false)));
    }

    /** The asynchronous twin of {@link #counted}. */
    public CompletableFuture<Count> countedAsync() {
        return Futures.started(() -> counted(async(selection, true, false)));
    }

    private static CompletableFuture<Count> counted(Walk walk) {
        PageBuilder<Object> page = new PageBuilder<>();
        return Futures.map(Walk.through(walk, page::add, each -> false), end -> page.count());
    }

    /**
     * Returns the first of these results, as many as the limit says, with the place to go on from. Without a limit it is what one
     * request gives, the first that finds anything.
     *
     * @throws DynamoException.NotFound if there is no such table or index
     * @throws DynamoException.TimedOut if that takes longer than {@link #timeout} allows
     */
    public Page<T> page() {
        return Futures.join(page(blocking(selection, false, true)));
    }

    /** The asynchronous twin of {@link #page}. */
    public CompletableFuture<Page<T>> pageAsync() {
        return Futures.started(() -> page(async(selection, false, true)));
    }

    private CompletableFuture<Page<T>> page(Walk walk) {
        PageBuilder<T> page = new PageBuilder<>();
        boolean limited = selection.limit != Selection.NO_LIMIT;
        CompletableFuture<Walk> end = Walk.through(
                walk,
                chunk -> {
                    addTo(page.items(), chunk);
                    page.add(chunk);
                },
                each -> !limited && !page.items().isEmpty());
        return Futures.map(end, each -> page.build(each.cursor()));
    }

    /** Returns these results lazily; the stream should be closed if it is not read to its end, above all of a parallel scan. */
    public Stream<T> stream() {
        return WalkIterator.stream(blocking(selection, false, false), this::iterator);
    }

    /** Returns these results lazily. */
    @Override
    public Iterator<T> iterator() {
        return iterator(blocking(selection, false, false));
    }

    private Iterator<T> iterator(Walk source) {
        return new WalkIterator<>(source, this::elements);
    }

    private Iterator<T> elements(Walk walk, WalkChunk chunk) {
        return elements(chunk);
    }

    /** Returns what each request gives, lazily, those that find nothing too, each with the place to go on from. */
    public Stream<Page<T>> pages() {
        return WalkIterator.stream(
                blocking(selection, false, true), walk -> new WalkIterator<>(walk, this::pageElement));
    }

    private Iterator<Page<T>> pageElement(Walk walk, WalkChunk chunk) {
        PageBuilder<T> page = new PageBuilder<>();
        addTo(page.items(), chunk);
        page.add(chunk);
        return List.of(page.build(walk.cursor())).iterator();
    }

    /**
     * Hands each of these results to an action, one after the other, on the threads on which answers come; the future has their
     * number.
     */
    public CompletableFuture<Long> forEachAsync(Consumer<? super T> action) {
        Objects.requireNonNull(action, "action");
        return Futures.started(() -> {
            Walk walk = async(selection, false, false);
            long[] count = new long[1];
            return Futures.map(
                    Walk.through(
                            walk,
                            chunk -> {
                                elements(chunk).forEachRemaining(action);
                                count[0] += chunk.count();
                            },
                            each -> false),
                    end -> count[0]);
        });
    }

    /** Returns a publisher of these results that asks for a page when its items are requested; each subscriber has a use of its own. */
    public Flow.Publisher<T> publisher() {
        return new WalkPublisher<>(() -> async(selection, false, false), this::elements);
    }

    /** Returns a publisher of what each request gives, those that find nothing too. */
    public Flow.Publisher<Page<T>> pagePublisher() {
        return new WalkPublisher<>(() -> async(selection, false, true), this::pageElement);
    }

    private void addTo(List<T> list, WalkChunk chunk) {
        elements(chunk).forEachRemaining(list::add);
    }

    private Iterator<T> elements(WalkChunk chunk) {
        Iterator<Map<String, AttributeValue>> items = chunk.items().iterator();
        Item.Origin origin = new Item.Origin(selection.operation(), selection.table);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return items.hasNext();
            }

            @Override
            public T next() {
                return mapping.apply(Item.read(items.next(), service.codecs(), origin));
            }
        };
    }

    private Walk blocking(Selection used, boolean counting, boolean resumable) {
        check(used);
        if (!used.isParallel()) {
            return new SingleWalk(new SelectionRun(service, service.blocking(), used, counting, resumable));
        }
        ThreadedSteps steps = new ThreadedSteps(service, used.requestsMax);
        SelectionRun reading = new SelectionRun(service, steps, used, counting, resumable);
        return new BlockingWalk(new ParallelWalk(reading, steps::close));
    }

    private Walk async(Selection used, boolean counting, boolean resumable) {
        check(used);
        SelectionRun reading = new SelectionRun(service, service.async(), used, counting, resumable);
        return used.isParallel() ? new ParallelWalk(reading, () -> {}) : new SingleWalk(reading);
    }

    private void check(Selection used) {
        try {
            if (used.from != null) {
                used.from.check(used);
            }
            if (used.allAttributes && !used.projection.isEmpty()) {
                throw refused("either some attributes or all: use project or allAttributes, not both");
            }
        } catch (DynamoException refused) {
            throw refused.in(used.operation(), used.table);
        }
    }

    private DynamoException refused(String message) {
        return new DynamoException.InvalidRequest(message).in(selection.operation(), selection.table);
    }

    @Override
    public String toString() {
        return "Results[" + selection + "]";
    }
}
