package io.stator.dynamodb.stream;

import io.stator.dynamodb.DynamoDb;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A reader of one whole stream: of all shards, parents before their children, several at a time. Immutable; each method returns a
 * new one, and {@link #start} sets one going.
 *
 * <p>Each record is handled at least once, in the order of its shard, and so are all changes of one item. When a handler returned,
 * the checkpoint of its shard is kept; a consumer with the same checkpoints goes on there. A shard without a checkpoint is read
 * from the start position if it is there at the beginning, and from its beginning if it comes later or is a child of one that was
 * read. From the end means: what is written after the listener heard that reading began; a shard of which nothing was read until
 * the program ended begins at its end again.
 *
 * <p>Calls that fail but may succeed later are tried again with full jitter, for as long as it takes. Iterators that expired are
 * made again after the last record that was handled; records that are gone are reported to the listener and left out. Anything else
 * that fails stops the consumer, as does a handler that failed once more than it is allowed to.
 *
 * <pre>{@code
 * try (StreamRun run = StreamConsumer.of(dynamo, arn).checkpoints(Checkpoints.in(table)).start(batch -> index(batch.records()))) {
 *     run.join();
 * }
 * }</pre>
 *
 * <p>In the manual: {@code docs/manual/dynamodb/streams.md}, or {@code stator help manual dynamodb/streams}.
 *
 * <p>Waits and failures: nothing here asks the service or waits, {@link #start} included, whose threads do; what cannot be is an
 * {@link IllegalArgumentException} at once.
 */
public final class StreamConsumer {
    /** The most records of a batch. */
    public static final int BATCH_MAX = 1_000;

    /** The most threads. */
    public static final int THREADS_MAX = 256;

    final DynamoDb dynamo;
    final String arn;
    Checkpoints checkpoints = Checkpoints.inMemory();
    StreamListener listener = new StreamListener() {};
    boolean fromEnd;
    int threads = 4;
    int batchMax = BATCH_MAX;
    int retriesMax;
    Duration pollInterval = Duration.ofSeconds(1);
    Duration discoveryInterval = Duration.ofSeconds(30);
    Duration backoffFirst = Duration.ofMillis(100);
    Duration backoffMax = Duration.ofSeconds(10);

    private StreamConsumer(DynamoDb dynamo, String arn) {
        this.dynamo = Objects.requireNonNull(dynamo, "dynamo");
        this.arn = Objects.requireNonNull(arn, "arn");
    }

    /** Returns a consumer of the stream with this Amazon resource name: {@code dynamo.streams().ofTable(table)} knows it. */
    public static StreamConsumer of(DynamoDb dynamo, String arn) {
        return new StreamConsumer(dynamo, arn);
    }

    private StreamConsumer with(Consumer<StreamConsumer> change) {
        StreamConsumer copy = new StreamConsumer(dynamo, arn);
        copy.checkpoints = checkpoints;
        copy.listener = listener;
        copy.fromEnd = fromEnd;
        copy.threads = threads;
        copy.batchMax = batchMax;
        copy.retriesMax = retriesMax;
        copy.pollInterval = pollInterval;
        copy.discoveryInterval = discoveryInterval;
        copy.backoffFirst = backoffFirst;
        copy.backoffMax = backoffMax;
        change.accept(copy);
        return copy;
    }

    /** Returns this consumer with checkpoints; without, they are in memory and no other run sees them. */
    public StreamConsumer checkpoints(Checkpoints checkpoints) {
        Objects.requireNonNull(checkpoints, "checkpoints");
        return with(copy -> copy.checkpoints = checkpoints);
    }

    /** Returns this consumer with somebody who hears what it does. */
    public StreamConsumer listener(StreamListener listener) {
        Objects.requireNonNull(listener, "listener");
        return with(copy -> copy.listener = listener);
    }

    /** Returns this consumer reading all records there are, as it does unless {@link #fromEnd} is said. */
    public StreamConsumer fromBeginning() {
        return with(copy -> copy.fromEnd = false);
    }

    /** Returns this consumer reading only records that are written from now on, where there is no checkpoint. */
    public StreamConsumer fromEnd() {
        return with(copy -> copy.fromEnd = true);
    }

    /** Returns this consumer with so many threads, which is how many handlers run at a time; 4 if nothing is said. */
    public StreamConsumer threads(int threads) {
        int checked = checked("threads", threads, 1, THREADS_MAX);
        return with(copy -> copy.threads = checked);
    }

    /** Returns this consumer with batches of at most so many records. */
    public StreamConsumer batchMax(int batchMax) {
        int checked = checked("batchMax", batchMax, 1, BATCH_MAX);
        return with(copy -> copy.batchMax = checked);
    }

    /** Returns this consumer giving a batch again to a handler that failed, so many times; never if nothing is said. */
    public StreamConsumer retriesMax(int retriesMax) {
        int checked = checked("retriesMax", retriesMax, 0, Integer.MAX_VALUE);
        return with(copy -> copy.retriesMax = checked);
    }

    /** Returns this consumer asking a shard without new records again after this time; 1 second if nothing is said. */
    public StreamConsumer pollInterval(Duration interval) {
        Duration checked = checked("pollInterval", interval);
        return with(copy -> copy.pollInterval = checked);
    }

    /**
     * Returns this consumer looking for new shards after this time, and whenever one is finished; 30 seconds if nothing is said.
     */
    public StreamConsumer discoveryInterval(Duration interval) {
        Duration checked = checked("discoveryInterval", interval);
        return with(copy -> copy.discoveryInterval = checked);
    }

    /**
     * Returns this consumer waiting at most {@code first} after a failure, twice as long after each further one, but never longer
     * than {@code max}; 100 milliseconds and 10 seconds if nothing is said.
     */
    public StreamConsumer backoff(Duration first, Duration max) {
        Duration checkedFirst = checked("first", first);
        Duration checkedMax = checked("max", max);
        return with(copy -> {
            copy.backoffFirst = checkedFirst;
            copy.backoffMax = checkedMax;
        });
    }

    /** Starts to read; the returned run must be closed. */
    public StreamRun start(StreamHandler handler) {
        StreamRun run = new StreamRun(this, Objects.requireNonNull(handler, "handler"));
        run.begin();
        return run;
    }

    private static int checked(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " must be from " + min + " to " + max + ": " + value);
        }
        return value;
    }

    private static Duration checked(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be longer than zero: " + value);
        }
        return value;
    }
}
