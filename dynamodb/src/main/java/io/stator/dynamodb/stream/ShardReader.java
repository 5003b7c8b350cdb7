package io.stator.dynamodb.stream;

import io.stator.dynamodb.DynamoException;
import io.stator.dynamodb.StreamPosition;
import io.stator.dynamodb.StreamRecords;
import io.stator.dynamodb.Streams;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.TrimmedDataAccessException;

/**
 * Reads one shard, a step at a time: ask for records, or hand over a batch and keep the checkpoint. What fails is done again;
 * nothing else is done before it succeeded, so the order of a shard holds. Steps must not overlap.
 */
final class ShardReader {
    private final StreamConsumer settings;
    private final StreamHandler handler;
    private final Streams streams;
    private final Pauses pauses;
    private final String shard;
    private final ShardTree.Plan plan;
    private boolean started;
    private int failures;
    private StreamPosition position;
    private Checkpoint reached;
    private @Nullable Checkpoint unsaved;
    private @Nullable String iterator;
    private @Nullable StreamBatch batch;
    private Optional<String> nextIterator = Optional.empty();

    ShardReader(StreamConsumer settings, StreamHandler handler, Pauses pauses, ShardTree.Ready ready) {
        this.settings = settings;
        this.handler = handler;
        this.streams = settings.dynamo.streams();
        this.pauses = pauses;
        this.shard = ready.shard().id();
        this.plan = ready.plan();
        this.position = plan.position();
        this.reached = position.sequenceNumber().map(Checkpoint::after).orElse(Checkpoint.beginning());
        this.unsaved = plan.isNew() && position.equals(StreamPosition.oldest()) ? reached : null;
    }

    String shard() {
        return shard;
    }

    /**
     * Takes a step, and returns how long to wait before the next, or nothing if the shard is finished.
     *
     * @throws RuntimeException what must stop the consumer
     */
    Optional<Duration> step() {
        if (unsaved == null) {
            Optional<Duration> pause = advance();
            if (unsaved == null) {
                return pause;
            }
        }
        return keep();
    }

    private Optional<Duration> advance() {
        try {
            StreamBatch records = batch;
            Optional<Duration> pause = records == null ? read() : hand(records);
            failures = 0;
            return pause;
        } catch (HandlerFailure failure) {
            return retry(failure);
        } catch (DynamoException.Expired expired) {
            return goOn(expired);
        } catch (DynamoException.NotFound gone) {
            settings.listener.recordsLost(shard, reached);
            return finish();
        } catch (DynamoException failure) {
            return pauseOrThrow(failure);
        }
    }

    /** Keeps the checkpoint that was reached. */
    private Optional<Duration> keep() {
        Checkpoint checkpoint = Objects.requireNonNull(unsaved, "unsaved");
        try {
            settings.checkpoints.save(settings.arn, shard, checkpoint);
        } catch (DynamoException failure) {
            return pauseOrThrow(failure);
        }
        failures = 0;
        unsaved = null;
        reached = checkpoint;
        if (!checkpoint.isFinished()) {
            return Optional.of(Duration.ZERO);
        }
        settings.listener.shardFinished(shard);
        return Optional.empty();
    }

    private Optional<Duration> pauseOrThrow(DynamoException failure) {
        if (!failure.isRetryable()) {
            throw failure;
        }
        return pause(failure);
    }

    private Optional<Duration> hand(StreamBatch records) {
        try {
            handler.handle(records);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new HandlerFailure(interrupted);
        } catch (Exception failure) {
            throw new HandlerFailure(failure);
        }
        batch = null;
        iterator = nextIterator.orElse(null);
        Checkpoint after = Checkpoint.after(records.lastSequenceNumber());
        position = after.position();
        unsaved = nextIterator.isPresent() ? after : after.finished();
        return Optional.of(Duration.ZERO);
    }

    private Optional<Duration> read() {
        String from = iterator;
        if (from == null) {
            from = streams.iterator(settings.arn, shard, position);
            iterator = from;
            if (!started) {
                started = true;
                settings.listener.shardStarted(shard, position);
            }
        }
        StreamRecords records = streams.records(from, settings.batchMax);
        nextIterator = records.nextIterator();
        if (!records.records().isEmpty()) {
            batch = new StreamBatch(settings.arn, shard, records.records());
            return Optional.of(Duration.ZERO);
        }
        iterator = nextIterator.orElse(null);
        return nextIterator.isPresent() ? Optional.of(settings.pollInterval) : finish();
    }

    private Optional<Duration> finish() {
        unsaved = reached.finished();
        return Optional.of(Duration.ZERO);
    }

    /** Goes on with a new iterator, from the oldest record there is if the place itself is gone. */
    private Optional<Duration> goOn(DynamoException.Expired expired) {
        iterator = null;
        if (expired.getCause() instanceof TrimmedDataAccessException) {
            settings.listener.recordsLost(shard, reached);
            position = StreamPosition.oldest();
        } else if (position.equals(StreamPosition.latest())) {
            settings.listener.recordsLost(shard, reached);
        }
        return pause(expired);
    }

    private Optional<Duration> retry(HandlerFailure failure) {
        StreamBatch records = batch;
        if (failures >= settings.retriesMax && records != null) {
            throw new IllegalStateException(
                    "handler must not fail: it failed " + (failures + 1) + " times with the "
                            + records.records().size() + " records of " + shard + " from "
                            + records.firstSequenceNumber() + " to " + records.lastSequenceNumber() + " ("
                            + failure.cause + "); mend it, or raise retriesMax; a consumer with the same checkpoints"
                            + " goes on with these records",
                    failure.cause);
        }
        return pause(failure.cause);
    }

    private Optional<Duration> pause(Exception failure) {
        Duration pause = pauses.after(++failures);
        settings.listener.retrying(shard, failure, pause);
        return Optional.of(pause);
    }

    /** What a handler threw. */
    private static final class HandlerFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final Exception cause;

        HandlerFailure(Exception cause) {
            super(null, cause, false, false);
            this.cause = cause;
        }
    }
}
