package io.stator.dynamodb;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The streams of changes that tables keep for 24 hours, call by call; {@code StreamConsumer} in the package {@code stream} reads a
 * whole one.
 *
 * <p>Immutable and thread-safe; usable as long as the {@link DynamoDb} it came from is open. Each method has a twin that ends in
 * {@code Async}, blocks no thread and gives its failures in the future.
 *
 * <p>In the manual: {@code docs/manual/dynamodb/streams.md}, or {@code stator help manual dynamodb/streams}.
 *
 * <p>Waits and failures: a method with such a twin waits for the service, and fails with what {@linkplain DynamoException any call}
 * may fail with and what it names itself. All others wait for nothing.
 */
public final class Streams {
    private final StreamCalls blocking;
    private final StreamCalls async;

    Streams(Service service) {
        this.blocking = new StreamCalls(service.blocking(), service.codecs());
        this.async = new StreamCalls(service.async(), service.codecs());
    }

    /** Returns all streams; each page is asked for when it is needed. */
    public Stream<StreamSummary> list() {
        return lazily(null, Part.all());
    }

    /** Returns a part of all streams; each page is asked for when it is needed. */
    public Stream<StreamSummary> list(Part part) {
        return lazily(null, Objects.requireNonNull(part, "part"));
    }

    /** Returns all streams of a table, those that are switched off among them; each page is asked for when it is needed. */
    public Stream<StreamSummary> list(String table) {
        return lazily(Objects.requireNonNull(table, "table"), Part.all());
    }

    /** Returns a part of all streams of a table; each page is asked for when it is needed. */
    public Stream<StreamSummary> list(String table, Part part) {
        return lazily(Objects.requireNonNull(table, "table"), Objects.requireNonNull(part, "part"));
    }

    private Stream<StreamSummary> lazily(@Nullable String table, Part part) {
        return StreamSupport.stream(
                () -> Spliterators.spliteratorUnknownSize(
                        new Summaries(table, part), Spliterator.ORDERED | Spliterator.NONNULL),
                Spliterator.ORDERED | Spliterator.NONNULL,
                false);
    }

    /** The asynchronous twin of {@link #list()}, with all streams at once. */
    public CompletableFuture<List<StreamSummary>> listAsync() {
        return async.list(null, Part.all());
    }

    /** The asynchronous twin of {@link #list(Part)}, with all streams of the part at once. */
    public CompletableFuture<List<StreamSummary>> listAsync(Part part) {
        return async.list(null, Objects.requireNonNull(part, "part"));
    }

    /** The asynchronous twin of {@link #list(String)}, with all streams at once. */
    public CompletableFuture<List<StreamSummary>> listAsync(String table) {
        return async.list(Objects.requireNonNull(table, "table"), Part.all());
    }

    /** The asynchronous twin of {@link #list(String, Part)}, with all streams of the part at once. */
    public CompletableFuture<List<StreamSummary>> listAsync(String table, Part part) {
        return async.list(Objects.requireNonNull(table, "table"), Objects.requireNonNull(part, "part"));
    }

    /** Returns the Amazon resource name of the newest stream of a table, or nothing if there is no such table or it never had one. */
    public Optional<String> ofTable(String table) {
        return Futures.join(blocking.ofTable(table));
    }

    /** The asynchronous twin of {@link #ofTable}. */
    public CompletableFuture<Optional<String>> ofTableAsync(String table) {
        return async.ofTable(table);
    }

    /** Returns a stream with all its shards, or nothing if there is no stream of this Amazon resource name. */
    public Optional<StreamDescription> describe(String arn) {
        return Futures.join(blocking.describe(arn, Part.all()));
    }

    /** Returns a stream with a part of its shards, or nothing if there is no stream of this Amazon resource name. */
    public Optional<StreamDescription> describe(String arn, Part shards) {
        return Futures.join(blocking.describe(arn, Objects.requireNonNull(shards, "shards")));
    }

    /** The asynchronous twin of {@link #describe(String)}. */
    public CompletableFuture<Optional<StreamDescription>> describeAsync(String arn) {
        return async.describe(arn, Part.all());
    }

    /** The asynchronous twin of {@link #describe(String, Part)}. */
    public CompletableFuture<Optional<StreamDescription>> describeAsync(String arn, Part shards) {
        return async.describe(arn, Objects.requireNonNull(shards, "shards"));
    }

    /**
     * Returns an iterator for a place in a shard, to be used within 15 minutes.
     *
     * @throws DynamoException.Expired if the record of the place is gone
     * @throws DynamoException.NotFound if there is no such stream or shard
     */
    public String iterator(String arn, String shard, StreamPosition position) {
        return Futures.join(blocking.iterator(arn, shard, position));
    }

    /** The asynchronous twin of {@link #iterator}. */
    public CompletableFuture<String> iteratorAsync(String arn, String shard, StreamPosition position) {
        return async.iterator(arn, shard, position);
    }

    /** Returns the records at an iterator, at most 1,000 of them and 1 MB. */
    public StreamRecords records(String iterator) {
        return records(iterator, StreamCalls.RECORDS_MAX);
    }

    /**
     * Returns at most so many records at an iterator.
     *
     * @throws DynamoException.Expired if the iterator is too old, or the records are
     */
    public StreamRecords records(String iterator, int limit) {
        return Futures.join(blocking.records(iterator, limit));
    }

    /** The asynchronous twin of {@link #records(String)}. */
    public CompletableFuture<StreamRecords> recordsAsync(String iterator) {
        return recordsAsync(iterator, StreamCalls.RECORDS_MAX);
    }

    /** The asynchronous twin of {@link #records(String, int)}. */
    public CompletableFuture<StreamRecords> recordsAsync(String iterator, int limit) {
        return async.records(iterator, limit);
    }

    private final class Summaries implements Iterator<StreamSummary> {
        private final @Nullable String table;
        private final Deque<StreamSummary> page = new ArrayDeque<>();
        private Part rest;
        private boolean ended;

        Summaries(@Nullable String table, Part part) {
            this.table = table;
            this.rest = part;
        }

        @Override
        public boolean hasNext() {
            while (page.isEmpty() && !ended) {
                StreamCalls.ListPage next = Futures.join(blocking.listPage(table, rest));
                page.addAll(next.streams());
                Part behind = next.rest();
                ended = behind == null;
                rest = behind == null ? rest : behind;
            }
            return !page.isEmpty();
        }

        @Override
        public StreamSummary next() {
            if (!hasNext()) {
                throw new NoSuchElementException("there are no more streams");
            }
            return page.remove();
        }
    }
}
