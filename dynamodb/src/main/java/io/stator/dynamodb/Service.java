package io.stator.dynamodb;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What all parts of one {@link DynamoDb} share: its clients, codecs, time and chance, and the way operations are called. */
final class Service implements AutoCloseable {
    private final DynamoConfig config;
    private final Clients clients;
    private final Codecs codecs;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final SplittableRandom random = new SplittableRandom(System.nanoTime());
    private final Steps blocking = new Blocking();
    private final Steps async = new Async();
    private final Expiries expiries = new Expiries(System::nanoTime);

    Service(DynamoConfig config) {
        this.config = config;
        this.clients = new Clients(config);
        this.codecs = config.codecs();
    }

    DynamoConfig config() {
        return config;
    }

    Clients clients() {
        return clients;
    }

    Codecs codecs() {
        return codecs;
    }

    /** Returns by which attribute the items of each table expire. */
    Expiries expiries() {
        return expiries;
    }

    /** Calls an operation on the blocking client. */
    <Q, A> A run(Operation<Q, A> operation, @Nullable String table, Supplier<Q> request) {
        try {
            checkOpen();
            A answer = operation.blocking().apply(clients, built(request));
            expiries.observe(operation.name(), table, answer);
            return answer;
        } catch (RuntimeException | Error failure) {
            throw Futures.unchecked(Errors.translated(failure, operation.name(), table, codecs, isClosed()));
        }
    }

    /** Builds a request, and asks first what must be known for that. */
    private <Q> Q built(Supplier<Q> request) {
        while (true) {
            try {
                return request.get();
            } catch (Expiries.Unknown unknown) {
                Futures.join(expiries.ask(blocking, unknown.table()));
            }
        }
    }

    /** Calls an operation on the asynchronous client; every failure, even of the request, is in the future. */
    <Q, A> CompletableFuture<A> start(Operation<Q, A> operation, @Nullable String table, Supplier<Q> request) {
        try {
            checkOpen();
            return Futures.mapped(
                    operation.async().apply(clients, request.get()),
                    answer -> {
                        expiries.observe(operation.name(), table, answer);
                        return answer;
                    },
                    failure -> Errors.translated(failure, operation.name(), table, codecs, isClosed()));
        } catch (Expiries.Unknown unknown) {
            return FutureSequence.then(expiries.ask(async, unknown.table()), known -> start(operation, table, request));
        } catch (RuntimeException | Error failure) {
            return CompletableFuture.failedFuture(
                    Errors.translated(failure, operation.name(), table, codecs, isClosed()));
        }
    }

    /** Returns the steps that block the calling thread. */
    Steps blocking() {
        return blocking;
    }

    /** Returns the steps that block no thread. */
    Steps async() {
        return async;
    }

    boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void checkOpen() {
        if (isClosed()) {
            throw closedException();
        }
    }

    private static DynamoException.Closed closedException() {
        return new DynamoException.Closed("the client is closed: open another with DynamoDb.open", null);
    }

    @Override
    public void close() {
        if (!isClosed()) {
            closed.countDown();
            clients.close();
        }
    }

    private abstract class TimeAndChance {
        public long nanoTime() {
            return System.nanoTime();
        }

        public double random() {
            synchronized (random) {
                return random.nextDouble();
            }
        }
    }

    private final class Blocking extends TimeAndChance implements Steps {
        @Override
        public <Q, A> CompletableFuture<A> call(
                Operation<Q, A> operation, @Nullable String table, Supplier<Q> request) {
            try {
                return CompletableFuture.completedFuture(run(operation, table, request));
            } catch (RuntimeException | Error failure) {
                return CompletableFuture.failedFuture(failure);
            }
        }

        @Override
        public CompletableFuture<@Nullable Void> pause(Duration duration) {
            try {
                return closed.await(duration.toNanos(), TimeUnit.NANOSECONDS)
                        ? CompletableFuture.failedFuture(closedException())
                        : CompletableFuture.completedFuture(null);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return CompletableFuture.failedFuture(
                        new DynamoException.Interrupted("interrupted between two calls", interrupted));
            }
        }
    }

    private final class Async extends TimeAndChance implements Steps {
        @Override
        public <Q, A> CompletableFuture<A> call(
                Operation<Q, A> operation, @Nullable String table, Supplier<Q> request) {
            return start(operation, table, request);
        }

        @Override
        public CompletableFuture<@Nullable Void> pause(Duration duration) {
            return new CompletableFuture<@Nullable Void>()
                    .completeOnTimeout(null, duration.toNanos(), TimeUnit.NANOSECONDS);
        }
    }
}
