package io.stator.spi;

import io.stator.Anomaly;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Publishes what chunks hold by the rules of Reactive Streams. Each subscriber has a source of its own, and a chunk is asked for only
 * while something is requested and nothing is there.
 *
 * <p>Nothing here waits.
 *
 * @param <S> the type of an item of a chunk
 * @param <E> the type of what is published
 */
public final class ChunkPublisher<S, E> implements Flow.Publisher<E> {
    private final Supplier<ChunkSource<S>> sources;
    private final Function<List<S>, Iterator<E>> elements;

    private ChunkPublisher(Supplier<ChunkSource<S>> sources, Function<List<S>, Iterator<E>> elements) {
        this.sources = Require.present(sources, "sources");
        this.elements = elements;
    }

    /**
     * Returns a publisher of the items of chunks, each changed by a function.
     *
     * @param sources makes the source of a subscriber; the anomaly it throws is what that is told
     * @throws Anomaly.Incorrect when the sources are null
     */
    public static <S, E> ChunkPublisher<S, E> items(
            Supplier<ChunkSource<S>> sources, Function<? super S, ? extends E> function) {
        Require.present(function, "function");
        return new ChunkPublisher<>(sources, chunk -> {
            Iterator<S> items = chunk.iterator();
            return new Iterator<E>() {
                @Override
                public boolean hasNext() {
                    return items.hasNext();
                }

                @Override
                public E next() {
                    return function.apply(items.next());
                }
            };
        });
    }

    /**
     * Returns a publisher of chunks that are not empty, each item changed by a function; otherwise as {@link #items}.
     *
     * @throws Anomaly.Incorrect when the sources are null
     */
    public static <S, E> ChunkPublisher<S, List<E>> chunks(
            Supplier<ChunkSource<S>> sources, Function<? super S, ? extends E> function) {
        Require.present(function, "function");
        return new ChunkPublisher<>(sources, chunk -> {
            if (chunk.isEmpty()) {
                return Collections.emptyIterator();
            }
            List<E> changed = new ArrayList<>(chunk.size());
            chunk.forEach(item -> changed.add(function.apply(item)));
            return List.of(Collections.unmodifiableList(changed)).iterator();
        });
    }

    @Override
    public void subscribe(Flow.Subscriber<? super E> subscriber) {
        if (subscriber == null) {
            throw new NullPointerException("subscriber must not be null");
        }
        new Delivery<>(subscriber, sources, elements).start();
    }

    /**
     * Hands everything that is published to a consumer.
     *
     * @return done after the last one; fails with what the consumer throws or the publisher tells; to cancel it cancels the subscription
     */
    public CompletableFuture<Void> forEach(Consumer<? super E> consumer) {
        Walk<E> walk = new Walk<>(Require.present(consumer, "consumer"));
        subscribe(walk);
        return walk;
    }

    /** A subscriber that asks for everything, and is the future of its end. */
    private static final class Walk<E> extends CompletableFuture<Void> implements Flow.Subscriber<E> {
        private final Consumer<? super E> consumer;
        private Flow.@Nullable Subscription subscription;

        Walk(Consumer<? super E> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            synchronized (this) {
                subscription = given;
            }
            if (isDone()) {
                given.cancel();
            } else {
                given.request(Long.MAX_VALUE);
            }
        }

        private void stop() {
            Flow.Subscription given;
            synchronized (this) {
                given = subscription;
            }
            if (given != null) {
                given.cancel();
            }
        }

        @Override
        public void onNext(E item) {
            try {
                consumer.accept(item);
            } catch (Throwable thrown) {
                stop();
                completeExceptionally(thrown);
            }
        }

        @Override
        public void onError(Throwable failure) {
            completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            complete(null);
        }

        @Override
        public boolean cancel(boolean mayInterrupt) {
            boolean cancelled = super.cancel(mayInterrupt);
            stop();
            return cancelled;
        }
    }

    /**
     * One subscriber and its source. All signals are sent by whoever finds nobody sending: the others leave word, so signals come one
     * after the other, and asking for more from within a signal needs no stack.
     */
    private static final class Delivery<S, E> implements Flow.Subscription, ChunkSource.Receiver<S> {
        private final Supplier<ChunkSource<S>> sources;
        private final Function<List<S>, Iterator<E>> elements;
        private final AtomicInteger words = new AtomicInteger();

        // what others tell those who send signals; guarded by this
        private long requested;
        private @Nullable Throwable failure;
        private boolean cancelled;
        private @Nullable List<S> arrived;
        private boolean last;

        // belongs to who sends signals
        private Flow.@Nullable Subscriber<? super E> subscriber;
        private @Nullable ChunkSource<S> source;
        private @Nullable Iterator<E> current;
        private boolean asking;

        Delivery(
                Flow.Subscriber<? super E> subscriber,
                Supplier<ChunkSource<S>> sources,
                Function<List<S>, Iterator<E>> elements) {
            this.subscriber = subscriber;
            this.sources = sources;
            this.elements = elements;
        }

        /** Greets the subscriber; the word left before keeps other signals back until that is done. */
        void start() {
            words.incrementAndGet();
            Flow.Subscriber<? super E> greeted = subscriber;
            if (greeted != null) {
                greeted.onSubscribe(this);
            }
            try {
                source = sources.get();
            } catch (Throwable refused) {
                failed(refused);
            }
            send(1);
        }

        @Override
        public void request(long count) {
            synchronized (this) {
                if (count > 0) {
                    requested = requested + count < 0 ? Long.MAX_VALUE : requested + count;
                } else if (failure == null) {
                    failure = new IllegalArgumentException("a subscriber must request at least 1: count=" + count);
                }
            }
            leaveWord();
        }

        @Override
        public void cancel() {
            synchronized (this) {
                cancelled = true;
            }
            leaveWord();
        }

        @Override
        public void chunk(List<S> items, boolean isLast) {
            synchronized (this) {
                arrived = items;
                last = isLast;
            }
            leaveWord();
        }

        @Override
        public void failed(Throwable why) {
            synchronized (this) {
                if (failure == null) {
                    failure = why;
                }
            }
            leaveWord();
        }

        private void leaveWord() {
            if (words.getAndIncrement() == 0) {
                send(1);
            }
        }

        private void send(int heard) {
            int open = heard;
            while (open != 0) {
                boolean more = true;
                while (more) {
                    more = sendOne();
                }
                open = words.addAndGet(-open);
            }
        }

        /** Sends at most one signal, or asks for a chunk; returns whether there may be more to do. */
        private boolean sendOne() {
            Flow.Subscriber<? super E> receiver = subscriber;
            if (receiver == null) {
                return false;
            }
            Throwable problem;
            long demand;
            List<S> chunk;
            boolean isStopped;
            boolean isOver;
            synchronized (this) {
                isStopped = cancelled;
                problem = failure;
                demand = requested;
                chunk = arrived;
                arrived = null;
                isOver = last;
            }
            if (isStopped || problem != null) {
                end();
                if (!isStopped) {
                    receiver.onError(problem);
                }
                return false;
            }
            try {
                if (chunk != null) {
                    asking = false;
                    current = elements.apply(chunk);
                }
                return proceed(receiver, demand, isOver);
            } catch (Throwable thrown) {
                failed(thrown);
                return true;
            }
        }

        private boolean proceed(Flow.Subscriber<? super E> receiver, long demand, boolean isOver) {
            Iterator<E> items = current;
            if (items != null && items.hasNext()) {
                if (demand > 0) {
                    deliver(receiver, items.next());
                }
                return demand > 0;
            }
            ChunkSource<S> from = source;
            if (asking || from == null) {
                return false;
            }
            if (isOver) {
                end();
                receiver.onComplete();
            } else if (demand > 0) {
                asking = true;
                current = null;
                from.next(this);
                return true;
            }
            return false;
        }

        private void deliver(Flow.Subscriber<? super E> receiver, @Nullable E item) {
            if (item == null) {
                throw new Anomaly.Incorrect("an item that is published must not be null: map it to an Optional");
            }
            synchronized (this) {
                requested -= requested == Long.MAX_VALUE ? 0 : 1;
            }
            try {
                receiver.onNext(item);
            } catch (Throwable againstTheRules) {
                end();
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, againstTheRules);
            }
        }

        /** Lets go of the subscriber and of the source. */
        private void end() {
            subscriber = null;
            current = null;
            ChunkSource<S> from = source;
            source = null;
            if (from != null) {
                from.close();
            }
        }
    }
}
