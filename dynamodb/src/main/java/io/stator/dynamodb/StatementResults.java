package io.stator.dynamodb;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a statement that was executed gives: the first page is there, further ones are asked for when they are needed.
 *
 * <p>Immutable and thread-safe. It can be read several times: each time the first page is taken from memory, and the others are asked
 * for again.
 *
 * <p>Waits and failures: a method with such a twin waits for the service, and fails with what {@linkplain DynamoException any call}
 * may fail with and what it names itself. All others wait for nothing; a stream, an iterator and a publisher ask, wait and fail
 * where they are read, past the first page.
 */
public final class StatementResults<T extends @Nullable Object> implements Iterable<T> {
    private static final Item.Origin ORIGIN = new Item.Origin(Operations.EXECUTE_STATEMENT.name(), null);

    private final Service service;
    private final StatementPages pages;
    private final StatementPages.Page first;
    private final Function<? super Item, ? extends T> mapping;

    StatementResults(
            Service service,
            StatementPages pages,
            StatementPages.Page first,
            Function<? super Item, ? extends T> mapping) {
        this.service = service;
        this.pages = pages;
        this.first = first;
        this.mapping = mapping;
    }

    /** Returns a function of each of these results. */
    public <R extends @Nullable Object> StatementResults<R> map(Function<? super T, ? extends R> function) {
        return new StatementResults<>(service, pages, first, mapping.andThen(function));
    }

    /**
     * Returns all of these results in a list.
     *
     * @throws DynamoException.InvalidValue if an item has a value that is not of the type it is read as
     * @throws DynamoException.Throttled if a further page is not to be had
     */
    public List<T> list() {
        return Futures.join(list(walk(service.blocking())));
    }

    /** The asynchronous twin of {@link #list}. */
    public CompletableFuture<List<T>> listAsync() {
        return list(walk(service.async()));
    }

    private CompletableFuture<List<T>> list(Walk walk) {
        List<T> items = new ArrayList<>();
        return Futures.map(
                Walk.through(walk, chunk -> elements(walk, chunk).forEachRemaining(items::add), each -> false),
                end -> Collections.unmodifiableList(items));
    }

    /**
     * Returns the first of these results, or nothing if there is none.
     *
     * @throws DynamoException.InvalidValue if an item has a value that is not of the type it is read as
     */
    public Optional<T> first() {
        Iterator<T> iterator = iterator();
        return iterator.hasNext() ? Optional.ofNullable(iterator.next()) : Optional.empty();
    }

    /** Returns these results lazily. */
    public Stream<T> stream() {
        return WalkIterator.stream(walk(service.blocking()), walk -> new WalkIterator<>(walk, this::elements));
    }

    /** Returns these results lazily. */
    @Override
    public Iterator<T> iterator() {
        return new WalkIterator<>(walk(service.blocking()), this::elements);
    }

    /** Returns a publisher of these results that asks for a page when its items are requested. */
    public Flow.Publisher<T> publisher() {
        return new WalkPublisher<>(() -> walk(service.async()), this::elements);
    }

    /** Returns the results of the first page only, which may be fewer than there are, or none though more follow. */
    public List<T> page() {
        List<T> items = new ArrayList<>();
        Walk walk = walk(service.blocking());
        elements(walk, Futures.join(walk.next())).forEachRemaining(items::add);
        return Collections.unmodifiableList(items);
    }

    /** Returns where to go on after the first page with {@link Statement#from}, or nothing if there is no more. */
    public Optional<String> nextToken() {
        return Optional.ofNullable(first.nextToken());
    }

    /** Returns what the first page consumed, if that was asked for. */
    public Optional<Capacity> capacity() {
        return Optional.ofNullable(first.chunk().capacity());
    }

    private Walk walk(Steps steps) {
        return pages.walk(steps, first);
    }

    private Iterator<T> elements(Walk walk, WalkChunk chunk) {
        return chunk.items().stream()
                .map(attributes -> (T) mapping.apply(Item.read(attributes, service.codecs(), ORIGIN)))
                .iterator();
    }

    /** Returns how many results the first page has, and whether there may be more. */
    @Override
    public String toString() {
        return "StatementResults[" + first.chunk().count() + " in the first page"
                + (first.nextToken() == null ? "" : ", more to come") + "]";
    }
}
