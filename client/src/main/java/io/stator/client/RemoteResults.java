package io.stator.client;

import io.stator.Measured;
import io.stator.Results;
import io.stator.client.wire.Operation;
import io.stator.spi.ChunkPublisher;
import io.stator.spi.ChunkSource;
import io.stator.spi.MappedResults;
import io.stator.spi.Require;
import io.stator.spi.ResultOptions;
import java.lang.ref.Cleaner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Results that a server computes, fetched chunk by chunk.
 *
 * @param <S> the type of what comes from the server
 * @param <T> the type of an item, which functions of the program make of that
 */
final class RemoteResults<S, T> extends MappedResults<S, T> {
    /** Hears of iterators that were dropped half-read; it only has a request sent, and waits for nothing. */
    private static final Cleaner DROPPED = Cleaner.create();

    private final Link link;
    private final Part.Source<S> source;
    private final Duration requestTimeout;

    private RemoteResults(
            Link link,
            Part.Source<S> source,
            Function<? super S, ? extends T> mapper,
            ResultOptions options,
            Duration requestTimeout) {
        super(mapper, options);
        this.link = link;
        this.source = source;
        this.requestTimeout = requestTimeout;
    }

    /**
     * Creates one.
     *
     * @param timeout how long a use may take; null for as long as it is wanted
     * @param requestTimeout how long one request may take where a use has no such time
     */
    static <S> RemoteResults<S, S> of(
            Link link, Part.Source<S> source, long limit, @Nullable Duration timeout, Duration requestTimeout) {
        return new RemoteResults<>(link, source, item -> item, ResultOptions.standard(limit, timeout), requestTimeout);
    }

    @Override
    protected <R> Results<R> with(Function<? super S, ? extends R> changed, ResultOptions other) {
        return new RemoteResults<>(link, source, changed, other, requestTimeout);
    }

    @Override
    protected ChunkSource<S> use() {
        return new Use();
    }

    /** Returns whether a use has a deadline; zero stands for none at all, not even of its requests. */
    private boolean isEndless() {
        return options.timeout() != null && options.timeout().isZero();
    }

    private Deadline ofUse() {
        return isEndless() ? Deadline.NONE : Deadline.afterOrNone(options.timeout());
    }

    /** Returns the deadline of one request of a use. */
    private Deadline ofRequest(Deadline ofUse) {
        return options.timeout() == null ? Deadline.after(requestTimeout) : ofUse;
    }

    private Feed<S> feed(long limit, int chunk) {
        return new Feed<>(source, new Part.Page(options.offset(), limit, chunk));
    }

    private long one() {
        return options.limit() == 0 ? 0 : 1;
    }

    @Override
    public Optional<T> first() {
        return first(link.await(Operation.NEXT, ofRequest(ofUse()), feed(one(), 1)::next));
    }

    private Optional<T> first(Feed.Chunk<S> chunk) {
        return chunk.items().isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(mapper.apply(chunk.items().get(0)));
    }

    @Override
    public Iterator<T> iterator() {
        return new FeedIterator(ofUse());
    }

    /** The items of one use; the server lets go of the rest when nobody can ask for it any more. */
    private final class FeedIterator implements Iterator<T> {
        private final Deadline ofUse;
        private final Feed<S> feed = feed(options.limit(), options.chunk());
        private Iterator<S> items = Collections.emptyIterator();
        private Cleaner.@Nullable Cleanable dropped;
        private boolean last;
        private int chunks;
        private @Nullable CompletableFuture<Feed.Chunk<S>> ahead;

        FeedIterator(Deadline ofUse) {
            this.ofUse = ofUse;
        }

        private void take(Feed.Chunk<S> chunk) {
            items = chunk.items().iterator();
            last = chunk.isLast();
            chunks++;
            ahead = last || chunks == 1 ? null : feed.next(Terms.elsewhere(ofRequest(ofUse)));
            if (!last && dropped == null) {
                dropped = DROPPED.register(this, feed::close);
            } else if (last && dropped != null) {
                dropped.clean();
            }
        }

        @Override
        public boolean hasNext() {
            while (!items.hasNext() && !last) {
                take(next(ahead));
            }
            return items.hasNext();
        }

        /** Returns the next chunk. Who has asked for a second one is likely to want all, so from then on the next one is on its way while one is used. */
        private Feed.Chunk<S> next(@Nullable CompletableFuture<Feed.Chunk<S>> asked) {
            ahead = null;
            return asked == null
                    ? link.await(Operation.NEXT, ofRequest(ofUse), feed::next)
                    : link.await(Operation.NEXT, Deadline.NONE, terms -> asked);
        }

        @Override
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException("there are no more items");
            }
            return mapper.apply(items.next());
        }
    }

    /** One use of these results, in chunks; the time its receiver takes does not count. */
    private final class Use implements ChunkSource<S> {
        private final Feed<S> feed = feed(options.limit(), options.chunk());

        // belongs to the request that is on its way, of which there is one at a time
        private long spentNanos;

        private Deadline deadline() {
            if (isEndless() || options.timeout() == null) {
                return ofRequest(Deadline.NONE);
            }
            return Deadline.after(Duration.ofNanos(Math.max(1, Require.nanos(options.timeout()) - spentNanos)));
        }

        @Override
        public void next(Receiver<S> receiver) {
            long begin = System.nanoTime();
            feed.next(Terms.elsewhere(deadline())).whenComplete((chunk, failure) -> {
                spentNanos += System.nanoTime() - begin;
                link.completions().execute(() -> {
                    if (chunk != null) {
                        receiver.chunk(chunk.items(), chunk.isLast());
                    } else {
                        receiver.failed(
                                failure == null
                                        ? new IllegalStateException("there is no chunk")
                                        : Failures.unwrapped(failure));
                    }
                });
            });
        }

        @Override
        public void close() {
            feed.close();
        }
    }

    @Override
    public CompletableFuture<List<T>> listAsync() {
        List<T> all = new ArrayList<>();
        CompletableFuture<Void> walk =
                ChunkPublisher.<S, T>chunks(this::use, mapper).forEach(all::addAll);
        return Chain.map(walk, nothing -> all);
    }

    private RemoteResults<S, T> measured(Meter meter) {
        ResultOptions asked = options.limit() == 0 ? options.withLimit(1) : options; // no limit asks for nothing
        return new RemoteResults<>(link, source.measured(meter), mapper, asked, requestTimeout);
    }

    private Measured<T> measured(Meter meter, List<T> items) {
        return meter.measured(options.limit() == 0 ? List.of() : items, source.api());
    }

    @Override
    public Measured<T> measure() {
        Meter meter = new Meter(options.ioContext());
        return measured(meter, measured(meter).list());
    }

    @Override
    public CompletableFuture<Measured<T>> measureAsync() {
        Meter meter = new Meter(options.ioContext());
        return Chain.map(measured(meter).listAsync(), items -> measured(meter, items));
    }

    @Override
    public CompletableFuture<Optional<T>> firstAsync() {
        return link.hand(feed(one(), 1).next(Terms.elsewhere(ofRequest(ofUse()))), this::first);
    }

    @Override
    public CompletableFuture<Void> forEachAsync(Consumer<? super T> consumer) {
        Require.present(consumer, "consumer");
        return ChunkPublisher.<S, T>items(this::use, mapper).forEach(consumer);
    }
}
