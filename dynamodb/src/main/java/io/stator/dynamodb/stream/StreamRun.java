package io.stator.dynamodb.stream;

import io.stator.dynamodb.DynamoException;
import io.stator.dynamodb.StreamDescription;
import io.stator.dynamodb.StreamPosition;
import io.stator.dynamodb.StreamShard;
import io.stator.dynamodb.StreamStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A consumer at work, until it is closed, fails, or has read all of a stream that was switched off. Thread-safe.
 *
 * <p>Its threads keep no program alive.
 *
 * <p>Waits and failures: only {@link #join} and {@link #close} wait, and say for what.
 */
public final class StreamRun implements AutoCloseable {
    private static final String DISCOVERY = "the list of shards";

    /** How often it is tried to tell of the end when memory runs out, and how long is waited in between. */
    private static final int ATTEMPTS_MAX = 100;

    private static final long ATTEMPT_PAUSE_NANOS = 50_000_000;

    private final StreamConsumer settings;
    private final StreamHandler handler;
    private final Pauses pauses;
    private final Threads threads;
    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
    private final ShardTree tree = new ShardTree();
    private volatile @Nullable Throwable failure;
    private @Nullable Future<?> nextDiscovery;
    private boolean discovering;
    private boolean discoverAgain;
    private boolean discoveredOnce;
    private int discoveryFailures;

    StreamRun(StreamConsumer settings, StreamHandler handler) {
        this.settings = settings;
        this.handler = handler;
        this.pauses = new Pauses(settings.backoffFirst, settings.backoffMax);
        this.threads = new Threads(settings.threads);
    }

    void begin() {
        discoverAfter(Duration.ZERO);
    }

    /**
     * Returns a future of the end, which fails with what stopped the consumer; completing it does nothing.
     */
    public CompletableFuture<@Nullable Void> ended() {
        return ended.copy();
    }

    /** Returns what stopped the consumer, if something did. */
    public Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    /**
     * Waits for the end.
     *
     * @throws DynamoException what stopped the consumer
     * @throws IllegalStateException if a handler failed too often, with what it threw as cause
     * @throws InterruptedException if the calling thread was interrupted; the consumer goes on
     */
    public void join() throws InterruptedException {
        try {
            ended.get();
        } catch (ExecutionException stopped) {
            Throwable cause = stopped.getCause();
            if (cause instanceof RuntimeException exception) {
                throw exception;
            } else if (cause instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("a consumer must fail with nothing else: " + cause, cause);
        }
    }

    /**
     * Ends the run: waits for the handlers that are at work and keeps their checkpoints, and begins nothing else. Called by a handler
     * it does not wait. An interrupt ends only the waiting.
     */
    @Override
    public void close() {
        threads.shutdown();
        if (Thread.currentThread() instanceof Worker worker && worker.run == this) {
            return;
        }
        try {
            ended.handle((nothing, stopped) -> true).get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("waiting must not fail", impossible);
        }
    }

    private void stop(Throwable cause) {
        synchronized (this) {
            if (failure == null && !threads.isShutdown()) {
                failure = cause;
            }
        }
        threads.shutdown();
    }

    /** Runs a task of the consumer; what it throws stops the run. */
    private void guarded(Runnable task) {
        try {
            if (!threads.isShutdown()) {
                task.run();
            }
        } catch (Throwable cause) {
            stop(cause);
        }
    }

    private Future<?> after(Duration pause, Runnable task) {
        return threads.schedule(() -> guarded(task), pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Looks for shards after a while, or again when it is done if it is doing so now. */
    private synchronized void discoverAfter(Duration pause) {
        if (discovering) {
            discoverAgain = true;
            return;
        }
        if (nextDiscovery != null) {
            nextDiscovery.cancel(false);
        }
        nextDiscovery = after(pause, this::discover);
    }

    private void discover() {
        synchronized (this) {
            discovering = true;
            discoverAgain = false;
            nextDiscovery = null;
        }
        Duration pause = settings.discoveryInterval;
        try {
            update(settings.dynamo
                    .streams()
                    .describe(settings.arn)
                    .orElseThrow(() -> new IllegalArgumentException("stream must exist: " + settings.arn
                            + "; Streams.ofTable knows the newest one of a table")));
            discoveryFailures = 0;
        } catch (DynamoException failed) {
            if (!failed.isRetryable()) {
                throw failed;
            }
            pause = pauses.after(++discoveryFailures);
            settings.listener.retrying(DISCOVERY, failed, pause);
        }
        discovered(pause);
    }

    private synchronized void discovered(Duration pause) {
        discovering = false;
        nextDiscovery = after(discoverAgain ? Duration.ZERO : pause, this::discover);
    }

    private void update(StreamDescription stream) {
        for (StreamShard shard : stream.shards()) {
            if (!isKnown(shard)) {
                ShardTree.Plan plan = plan(shard);
                synchronized (this) {
                    tree.add(shard, plan);
                }
            }
        }
        discoveredOnce = true;
        Set<String> present = stream.shards().stream().map(StreamShard::id).collect(Collectors.toSet());
        List<String> gone;
        boolean isFinished;
        synchronized (this) {
            gone = tree.prune(present);
            isFinished = tree.isFinished();
        }
        gone.forEach(shard -> settings.checkpoints.remove(settings.arn, shard));
        if (isFinished && stream.status() == StreamStatus.DISABLED) {
            threads.shutdown();
        } else {
            startReady();
        }
    }

    private synchronized boolean isKnown(StreamShard shard) {
        return tree.knows(shard.id());
    }

    private ShardTree.Plan plan(StreamShard shard) {
        Optional<Checkpoint> checkpoint = settings.checkpoints.load(settings.arn, shard.id());
        if (checkpoint.isPresent()) {
            return checkpoint.get().isFinished()
                    ? ShardTree.Plan.finished()
                    : ShardTree.Plan.read(checkpoint.get().position(), false);
        }
        if (!settings.fromEnd || discoveredOnce || continuesOneRead(shard)) {
            return ShardTree.Plan.read(StreamPosition.oldest(), true);
        }
        return shard.isClosed() ? ShardTree.Plan.skipped() : ShardTree.Plan.read(StreamPosition.latest(), true);
    }

    private synchronized boolean continuesOneRead(StreamShard shard) {
        return tree.continuesOneRead(shard);
    }

    private void startReady() {
        List<ShardTree.Ready> ready;
        synchronized (this) {
            ready = tree.takeReady();
        }
        for (ShardTree.Ready each : ready) {
            ShardReader reader = new ShardReader(settings, handler, pauses, each);
            after(Duration.ZERO, () -> step(reader));
        }
    }

    private void step(ShardReader reader) {
        Optional<Duration> pause = reader.step();
        if (pause.isPresent()) {
            after(pause.get(), () -> step(reader));
            return;
        }
        synchronized (this) {
            tree.finish(reader.shard());
        }
        startReady();
        discoverAfter(Duration.ZERO);
    }

    /** A thread of a run. */
    private static final class Worker extends Thread {
        private final StreamRun run;

        Worker(StreamRun run, Runnable task) {
            super(task, "stream consumer of " + run.settings.arn);
            this.run = run;
            setDaemon(true);
        }
    }

    /** The threads of the run, which tell when the last of them is done. Tasks that are put off are dropped when they end. */
    private final class Threads extends ScheduledThreadPoolExecutor {
        Threads(int count) {
            super(count, task -> new Worker(StreamRun.this, task), new ThreadPoolExecutor.DiscardPolicy());
            setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
            setRemoveOnCancelPolicy(true);
        }

        @Override
        protected void terminated() {
            for (int i = 0; i < ATTEMPTS_MAX && !ended.isDone(); i++) {
                try {
                    tellTheEnd();
                } catch (OutOfMemoryError again) {
                    LockSupport.parkNanos(ATTEMPT_PAUSE_NANOS);
                }
            }
        }

        private void tellTheEnd() {
            Throwable cause = failure;
            if (cause == null) {
                ended.complete(null);
            } else {
                ended.completeExceptionally(cause);
            }
        }
    }
}
