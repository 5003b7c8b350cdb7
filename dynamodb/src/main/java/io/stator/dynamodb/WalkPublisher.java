package io.stator.dynamodb;

import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the elements of the chunks of a walk by the rules of Reactive Streams. Each subscriber has a walk of its own, and a chunk
 * is read only while elements are requested and none is there.
 */
final class WalkPublisher<E extends @Nullable Object> implements Flow.Publisher<E> {
    private final Supplier<Walk> walks;
    private final BiFunction<? super Walk, ? super WalkChunk, ? extends Iterator<E>> elements;

    WalkPublisher(Supplier<Walk> walks, BiFunction<? super Walk, ? super WalkChunk, ? extends Iterator<E>> elements) {
        this.walks = walks;
        this.elements = elements;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super E> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        Delivery<E> delivery = new Delivery<>(subscriber, walks, elements);
        delivery.start();
    }

    /**
     * One subscriber and its walk. All signals come from {@link #drain}: whoever finds it running only leaves word, so signals are
     * serial, and a subscriber that requests from within a signal, or a page that is there at once, needs no stack. A subscriber that
     * throws is let go of, and its exception goes to the handler of its thread.
     */
    private static final class Delivery<E extends @Nullable Object> implements Flow.Subscription {
        private final Supplier<Walk> walks;
        private final BiFunction<? super Walk, ? super WalkChunk, ? extends Iterator<E>> elements;
        private final AtomicInteger words = new AtomicInteger();
        private final Object lock = new Object();

        private Flow.@Nullable Subscriber<? super E> subscriber;
        private long requested;
        private @Nullable Throwable failure;
        private @Nullable WalkChunk arrived;
        private boolean cancelled;

        private @Nullable Walk walk;
        private @Nullable Iterator<E> current;
        private boolean reading;

        Delivery(
                Flow.Subscriber<? super E> subscriber,
                Supplier<Walk> walks,
                BiFunction<? super Walk, ? super WalkChunk, ? extends Iterator<E>> elements) {
            this.subscriber = subscriber;
            this.walks = walks;
            this.elements = elements;
        }

        /** Greets the subscriber; the word left before keeps other signals back until that is done. */
        void start() {
            Flow.Subscriber<? super E> greeted = subscriber;
            words.incrementAndGet();
            try {
                if (greeted != null) {
                    greeted.onSubscribe(this);
                }
                walk = walks.get();
            } catch (RuntimeException problem) {
                fail(problem);
            }
            drainAll(1);
        }

        @Override
        public void request(long count) {
            synchronized (lock) {
                if (count > 0) {
                    requested = requested + count < 0 ? Long.MAX_VALUE : requested + count;
                } else if (failure == null) {
                    failure = new IllegalArgumentException("a subscriber must request >= 1 elements: " + count);
                }
            }
            drain();
        }

        @Override
        public void cancel() {
            synchronized (lock) {
                cancelled = true;
            }
            drain();
        }

        private void fail(Throwable problem) {
            synchronized (lock) {
                if (failure == null) {
                    failure = problem;
                }
            }
        }

        private void drain() {
            if (words.getAndIncrement() == 0) {
                drainAll(1);
            }
        }

        private void drainAll(int heard) {
            int open = heard;
            do {
                boolean more;
                do {
                    more = signalOnce();
                } while (more);
                open = words.addAndGet(-open);
            } while (open != 0);
        }

        /** Sends at most one signal, or asks for a page; returns whether there may be more to do. */
        private boolean signalOnce() {
            Flow.Subscriber<? super E> receiver = subscriber;
            if (receiver == null) {
                return false;
            }
            Throwable problem;
            boolean stop;
            long demand;
            synchronized (lock) {
                problem = failure;
                stop = cancelled;
                demand = requested;
            }
            if (stop) {
                end();
                return false;
            }
            if (problem != null) {
                end();
                receiver.onError(problem);
                return false;
            }
            return proceed(receiver, demand);
        }

        private boolean proceed(Flow.Subscriber<? super E> receiver, long demand) {
            Walk source = walk;
            if (source == null) {
                return false;
            }
            try {
                Iterator<E> iterator = nextChunk(source);
                if (iterator != null && iterator.hasNext()) {
                    if (demand > 0) {
                        deliver(receiver, iterator);
                        return true;
                    }
                } else if (!reading && !source.hasMore()) {
                    end();
                    receiver.onComplete();
                } else if (!reading && demand > 0) {
                    read(source);
                    return true;
                }
            } catch (RuntimeException problem) {
                fail(problem);
                return true;
            }
            return false;
        }

        private @Nullable Iterator<E> nextChunk(Walk source) {
            WalkChunk chunk;
            synchronized (lock) {
                chunk = arrived;
                arrived = null;
            }
            if (chunk != null) {
                reading = false;
                current = elements.apply(source, chunk);
            }
            return current;
        }

        private void deliver(Flow.Subscriber<? super E> receiver, Iterator<E> iterator) {
            E element = Objects.requireNonNull(
                    iterator.next(), "a publisher has no nulls: map to Optional, or to something else");
            synchronized (lock) {
                if (requested != Long.MAX_VALUE) {
                    requested--;
                }
            }
            try {
                receiver.onNext(element);
            } catch (RuntimeException problem) {
                end();
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, problem);
            }
        }

        private void read(Walk source) {
            reading = true;
            current = null;
            source.next().whenComplete((chunk, problem) -> {
                if (problem != null) {
                    fail(Futures.cause(problem));
                } else {
                    synchronized (lock) {
                        arrived = chunk;
                    }
                }
                drain();
            });
        }

        /** Lets go of the subscriber and of the walk. */
        private void end() {
            subscriber = null;
            current = null;
            Walk source = walk;
            if (source != null) {
                source.close();
            }
        }
    }
}
