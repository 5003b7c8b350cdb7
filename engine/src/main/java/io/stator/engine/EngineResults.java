package io.stator.engine;

import io.stator.IoStats;
import io.stator.Measured;
import io.stator.QueryStats;
import io.stator.Results;
import io.stator.edn.Keyword;
import io.stator.engine.calls.Derived;
import io.stator.engine.calls.Lane;
import io.stator.engine.calls.Waiting;
import io.stator.engine.database.Deadline;
import io.stator.engine.database.SkippingIterator;
import io.stator.engine.storage.ReadCounts;
import io.stator.spi.ChunkPublisher;
import io.stator.spi.ChunkSource;
import io.stator.spi.Futures;
import io.stator.spi.MappedResults;
import io.stator.spi.Require;
import io.stator.spi.ResultOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Results computed in this process, from a source that makes a new iterator for each use.
 *
 * @param <S> the type of what the source makes
 * @param <T> the type of an item, which functions of the program make of that
 */
final class EngineResults<S, T> extends MappedResults<S, T> {
    /** How many items are handed out between two looks at the clock. */
    private static final int DEADLINE_STRIDE = 256;

    /** How many items are passed over at once between two looks at the clock. */
    private static final long SKIP_STRIDE = 1 << 14;

    /** Makes the items anew. */
    interface Source<S> {
        Iterator<S> open(Deadline deadline);

        /**
         * Makes the items anew, and tells what that did.
         *
         * @param nanoClock tells the time
         */
        default Opened<S> measure(Deadline deadline, LongSupplier nanoClock) {
            return new Opened<>(open(deadline), Optional.empty());
        }
    }

    /**
     * Items that were made.
     *
     * @param queryStats what the clauses of a query did for them; empty when they come from elsewhere
     */
    record Opened<S>(Iterator<S> items, Optional<QueryStats> queryStats) {}

    /**
     * Where results are computed.
     *
     * @param api what the call is called in statistics of reading
     * @param lane the threads for those who do not wait
     * @param clock tells the time to those who do, and ends what they do when they are interrupted
     * @param lookTimeout how long one look at storage may take; null when there is none
     * @param far whether storage is far away, so that it matters to it how long it is waited for
     */
    record Place(
            Keyword api,
            Lane lane,
            LongSupplier clock,
            @Nullable Duration lookTimeout,
            boolean far) {}

    private static final Function<Object, Object> AS_IT_IS = item -> item;

    private final Source<S> source;
    private final Place place;

    private EngineResults(
            Source<S> source, Function<? super S, ? extends T> mapper, ResultOptions options, Place place) {
        super(mapper, options);
        this.source = source;
        this.place = place;
    }

    @SuppressWarnings("unchecked")
    static <S> EngineResults<S, S> of(
            Source<S> source, long defaultLimit, @Nullable Duration defaultTimeout, Place place) {
        Function<S, S> asItIs = (Function<S, S>) (Function<?, ?>) AS_IT_IS;
        return new EngineResults<>(source, asItIs, ResultOptions.standard(defaultLimit, defaultTimeout), place);
    }

    @Override
    protected <R> Results<R> with(Function<? super S, ? extends R> changed, ResultOptions other) {
        return new EngineResults<>(source, changed, other, place);
    }

    @Override
    protected ChunkSource<S> use() {
        return new Use();
    }

    @Override
    public Optional<T> first() {
        return first(iterator());
    }

    /** Returns the time-out; null when there is none, which is also what zero stands for. */
    private @Nullable Duration timeout() {
        Duration timeout = options.timeout();
        return timeout == null || timeout.isZero() ? null : timeout;
    }

    private static void skip(Iterator<?> items, long count, Deadline deadline) {
        if (items instanceof SkippingIterator<?> skipping) {
            for (long left = count; left > 0 && items.hasNext(); left -= SKIP_STRIDE) {
                deadline.check();
                skipping.skip(Math.min(left, SKIP_STRIDE));
            }
            return;
        }
        for (long i = 0; i < count && items.hasNext(); i++) {
            if (i % DEADLINE_STRIDE == 0) {
                deadline.check();
            }
            items.next();
        }
    }

    /** Returns the items from the offset to the limit, before functions of the program see them. */
    private Iterator<S> open(Deadline deadline) {
        return part(source.open(deadline), deadline);
    }

    private Iterator<S> part(Iterator<S> items, Deadline deadline) {
        skip(items, options.offset(), deadline);
        long limit = options.limit();
        return new Iterator<>() {
            private long given;

            @Override
            public boolean hasNext() {
                return given != limit && items.hasNext();
            }

            @Override
            public S next() {
                if (given == limit) {
                    throw new NoSuchElementException("the limit of " + limit + " items is reached");
                }
                if (given++ % DEADLINE_STRIDE == 0) {
                    deadline.check();
                }
                return items.next();
            }
        };
    }

    /** Returns the deadline of what is computed in the thread of a caller. */
    private Deadline callersDeadline() {
        Duration timeout = timeout();
        return timeout == null ? Deadline.endless(place.clock) : Deadline.after(timeout, place.clock);
    }

    @Override
    public Iterator<T> iterator() {
        Deadline deadline = callersDeadline();
        Iterator<S> opened = Waiting.until(deadline, () -> open(deadline));
        Iterator<S> items = place.far ? told(opened, deadline) : opened;
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return items.hasNext();
            }

            @Override
            public T next() {
                return mapper.apply(items.next());
            }
        };
    }

    /** Returns the items of an iterator that may ask storage for each, which is told how long it is waited for. */
    private static <S> Iterator<S> told(Iterator<S> items, Deadline deadline) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return Waiting.until(deadline, items::hasNext);
            }

            @Override
            public S next() {
                return Waiting.until(deadline, items::next);
            }
        };
    }

    /** A chunk that was made. */
    private record Chunk<S>(List<S> items, boolean isLast) {}

    /** One use of these results, in chunks; the time its receiver takes does not count. */
    private final class Use implements ChunkSource<S> {
        private final Deadline deadline = Deadline.endless(this::look);
        private final @Nullable Duration timeout = timeout();
        private volatile @Nullable CompletableFuture<Chunk<S>> running;
        private volatile boolean closed;

        // belong to the call that makes a chunk, of which there is one at a time
        private @Nullable Deadline current;
        private @Nullable Iterator<S> items;
        private long spentNanos;

        /** Looks at the deadline of the chunk that is being made, by that of the use. */
        private long look() {
            Deadline ofChunk = current;
            if (ofChunk != null) {
                ofChunk.check();
            }
            return 0;
        }

        private @Nullable Duration timeoutOfChunk() {
            Duration total = timeout;
            return total == null ? place.lookTimeout : Duration.ofNanos(Math.max(1, Require.nanos(total) - spentNanos));
        }

        @Override
        public void next(Receiver<S> receiver) {
            CompletableFuture<Chunk<S>> started =
                    place.lane.start(this::make, timeoutOfChunk(), "", (chunk, failure) -> {
                        if (chunk != null) {
                            receiver.chunk(chunk.items, chunk.isLast);
                        } else {
                            receiver.failed(failure == null ? new IllegalStateException("there is no chunk") : failure);
                        }
                    });
            running = started;
            if (closed) {
                started.cancel(true);
            }
        }

        private Chunk<S> make(Deadline ofChunk) {
            long begin = place.clock.getAsLong();
            current = ofChunk;
            Iterator<S> from = items;
            if (from == null) {
                from = open(deadline);
                items = from;
            }
            List<S> chunk = new ArrayList<>(Math.min(options.chunk(), DEFAULT_CHUNK));
            while (chunk.size() < options.chunk() && from.hasNext()) {
                chunk.add(from.next());
            }
            boolean isLast = !from.hasNext();
            if (isLast || closed) {
                items = null;
            }
            current = null;
            spentNanos += place.clock.getAsLong() - begin;
            return new Chunk<>(chunk, isLast);
        }

        @Override
        public void close() {
            closed = true;
            CompletableFuture<?> future = running;
            running = null;
            if (future != null) {
                future.cancel(true);
            }
        }
    }

    /** Makes something of all items in a thread that is there for it, and then what functions of the program make of that. */
    private <A, B> CompletableFuture<B> gather(
            Function<Iterator<S>, A> made, @Nullable Duration timeout, Function<? super A, ? extends B> changed) {
        Derived<A, B> derived = new Derived<>(changed);
        derived.comesFrom(place.lane.start(deadline -> made.apply(open(deadline)), timeout, "", derived::hear));
        return derived;
    }

    /** As {@link #gather}, where no function of the program sees the items: who waits needs no thread for what depends on it. */
    @SuppressWarnings("unchecked")
    private <A, B> CompletableFuture<B> gatherAsTheyAre(Function<Iterator<S>, A> made, @Nullable Duration timeout) {
        return (CompletableFuture<B>) place.lane.start(deadline -> made.apply(open(deadline)), timeout, "", null);
    }

    /** All items, with what making them took. */
    private record Gathered<S>(List<S> items, Optional<QueryStats> queryStats, IoStats ioStats) {}

    private Gathered<S> gathered(Deadline deadline) {
        LongSupplier clock = place.clock;
        ReadCounts counts = new ReadCounts(clock);
        long begin = clock.getAsLong();
        return counts.counting(() -> {
            Opened<S> opened = source.measure(deadline, clock);
            List<S> items = all(part(opened.items(), deadline));
            Duration elapsed = Duration.ofNanos(Math.max(0, clock.getAsLong() - begin));
            IoStats stats = new IoStats(Optional.ofNullable(options.ioContext()), place.api, elapsed, counts.reads());
            return new Gathered<>(items, opened.queryStats(), stats);
        });
    }

    private Measured<T> changed(Gathered<S> gathered) {
        return new Measured<>(changed(gathered.items), gathered.queryStats, gathered.ioStats);
    }

    @Override
    public Measured<T> measure() {
        Deadline deadline = callersDeadline();
        return changed(Waiting.until(deadline, () -> gathered(deadline)));
    }

    @Override
    public CompletableFuture<Measured<T>> measureAsync() {
        Duration timeout = timeout() == null ? place.lookTimeout : timeout();
        Derived<Gathered<S>, Measured<T>> derived = new Derived<>(this::changed);
        derived.comesFrom(place.lane.start(this::gathered, timeout, "", derived::hear));
        return derived;
    }

    private boolean areItemsAsTheyAre() {
        return mapper == AS_IT_IS;
    }

    private static <S> List<S> all(Iterator<S> items) {
        List<S> all = new ArrayList<>();
        items.forEachRemaining(all::add);
        return all;
    }

    private static <S> Optional<S> first(Iterator<S> items) {
        return items.hasNext() ? Optional.ofNullable(items.next()) : Optional.empty();
    }

    private List<T> changed(List<S> items) {
        List<T> changed = new ArrayList<>(items.size());
        items.forEach(item -> changed.add(mapper.apply(item)));
        return changed;
    }

    @Override
    public CompletableFuture<List<T>> listAsync() {
        if (place.lookTimeout != null) {
            List<T> all = new ArrayList<>();
            Derived<Void, List<T>> derived = new Derived<>(nothing -> all);
            CompletableFuture<Void> walk =
                    ChunkPublisher.chunks(this::use, mapper).forEach(all::addAll);
            derived.comesFrom(walk);
            walk.whenComplete(derived::hear);
            return derived;
        }
        return areItemsAsTheyAre()
                ? gatherAsTheyAre(EngineResults::all, timeout())
                : gather(EngineResults::all, timeout(), this::changed);
    }

    @Override
    public CompletableFuture<Optional<T>> firstAsync() {
        Duration timeout = timeout() == null ? place.lookTimeout : timeout();
        return areItemsAsTheyAre()
                ? gatherAsTheyAre(EngineResults::first, timeout)
                : gather(EngineResults::first, timeout, first -> first.map(mapper));
    }

    @Override
    public CompletableFuture<Void> forEachAsync(Consumer<? super T> consumer) {
        return Futures.of(() -> ChunkPublisher.items(this::use, mapper).forEach(consumer));
    }
}
