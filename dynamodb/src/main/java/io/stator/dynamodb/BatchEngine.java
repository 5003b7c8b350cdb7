package io.stator.dynamodb;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Does a batch of any size by requests of bounded size, some at a time, each repeated with what the service left undone until nothing
 * is, the deadline has come, or for too long nothing was done.
 *
 * <p>There are as many lanes as requests at once. A lane takes a chunk and does not take another before that one is done, so with one
 * lane everything happens in the order of the batch. It completes, never exceptionally, when all lanes have ended.
 */
final class BatchEngine<E> extends CompletableFuture<BatchEngine.End<E>> {
    /** The waits after answers in which something was left undone. */
    static final Backoff BACKOFF = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(5));

    private final Steps steps;
    private final Work<E> work;
    private final BatchSettings settings;
    private final long start;
    private final Object lock = new Object();
    private final Set<CompletableFuture<?>> running = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<E> left = new ArrayList<>();
    private int busyLanes;
    private long done;
    private long lastProgress;
    private boolean stopped;
    private boolean late;
    private @Nullable Throwable failure;

    /** What is to be done. All but {@link #send} is called by one thread at a time. */
    interface Work<E> {
        /** Returns something to wait for before elements can be taken, or null. */
        @Nullable
        CompletableFuture<?> prepare(Steps steps);

        /** Returns the elements of a next request; none if there are no more, or none before others are done. */
        List<E> take();

        /** Says that elements that were taken are done. */
        void release(List<E> chunk);

        /** Sends a request and returns what is left to do. */
        CompletableFuture<Outcome<E>> send(Steps steps, List<E> part, @Nullable Duration timeout);
    }

    /**
     * What became of a request.
     *
     * @param left what is left, in the parts to be sent next
     * @param done how many elements are done
     * @param atOnce whether what is left was refused for its shape and can be sent without a wait
     */
    record Outcome<E>(List<List<E>> left, int done, boolean atOnce) {}

    /** How it ended: what was taken and not done, how much was done, why it stopped, and whether because it was late. */
    record End<E>(List<E> left, long done, @Nullable Throwable failure, boolean late) {
        boolean isComplete() {
            return failure == null && !late;
        }
    }

    private BatchEngine(Steps steps, Work<E> work, BatchSettings settings) {
        this.steps = steps;
        this.work = work;
        this.settings = settings;
        this.start = steps.nanoTime();
        this.lastProgress = start;
    }

    /** Starts to do the work. */
    static <E> CompletableFuture<End<E>> run(Steps steps, Work<E> work, BatchSettings settings) {
        BatchEngine<E> engine = new BatchEngine<>(steps, work, settings);
        engine.begin(settings.requestsMax());
        return engine;
    }

    /** Starts lanes until so many are busy. */
    private void begin(int lanes) {
        int fresh;
        synchronized (lock) {
            fresh = stopped ? 0 : lanes - busyLanes;
            busyLanes += Math.max(0, fresh);
        }
        for (int i = 0; i < fresh; i++) {
            Lane lane = new Lane();
            CompletableFuture<Lane> run = Steps.repeat(lane, each -> each.ended, Lane::step);
            synchronized (lock) {
                running.add(run);
            }
            run.whenComplete((end, problem) -> ended(lane, run, problem));
        }
    }

    private void ended(Lane lane, CompletableFuture<?> run, @Nullable Throwable problem) {
        if (problem != null) {
            stop(Futures.cause(problem), false);
        }
        End<E> end = null;
        synchronized (lock) {
            running.remove(run);
            lane.parts.forEach(left::addAll);
            busyLanes--;
            if (busyLanes == 0) {
                end = new End<>(List.copyOf(left), done, failure, late);
            }
        }
        if (end != null) {
            complete(end);
        }
    }

    private void stop(@Nullable Throwable because, boolean tooLate) {
        synchronized (lock) {
            if (!stopped) {
                stopped = true;
                failure = because;
                late = tooLate;
            }
        }
    }

    private boolean isStopped() {
        synchronized (lock) {
            return stopped;
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        if (cancelled) {
            stop(null, true);
            List<CompletableFuture<?>> lanes;
            synchronized (lock) {
                lanes = List.copyOf(running);
            }
            lanes.forEach(lane -> lane.cancel(mayInterruptIfRunning));
        }
        return cancelled;
    }

    /** Returns the time until the deadline; null if there is none. */
    private @Nullable Duration timeLeft() {
        Duration timeout = settings.timeout();
        return timeout == null ? null : timeout.minusNanos(steps.nanoTime() - start);
    }

    private boolean isTooLateFor(Duration pause) {
        Duration timeLeft = timeLeft();
        synchronized (lock) {
            long idle = steps.nanoTime() - lastProgress;
            return timeLeft != null && timeLeft.compareTo(pause) <= 0
                    || settings.patience().compareTo(pause.plusNanos(idle)) < 0;
        }
    }

    /** One chunk after the other; {@code parts} is what remains of the present one. */
    private final class Lane {
        private final Deque<List<E>> parts = new ArrayDeque<>();
        private List<E> chunk = List.of();
        private @Nullable Duration pause;
        private int failures;
        private int unreachable;
        private boolean ended;

        private CompletableFuture<Lane> step() {
            if (isStopped()) {
                ended = true;
                return CompletableFuture.completedFuture(this);
            }
            Duration rest = pause;
            if (rest != null) {
                pause = null;
                return Futures.map(steps.pause(rest), nothing -> this);
            }
            if (parts.isEmpty()) {
                CompletableFuture<?> preparation = next();
                if (preparation != null) {
                    return Futures.map(preparation, nothing -> this);
                }
            }
            List<E> part = parts.peek();
            return part == null ? CompletableFuture.completedFuture(this) : send(part);
        }

        /** Takes a chunk, ends if there is none, or returns what must be waited for first. */
        private @Nullable CompletableFuture<?> next() {
            synchronized (lock) {
                work.release(chunk);
                chunk = List.of();
                CompletableFuture<?> preparation = work.prepare(steps);
                if (preparation != null) {
                    return preparation;
                }
                chunk = work.take();
                ended = chunk.isEmpty();
            }
            if (!ended) {
                parts.add(chunk);
                begin(settings.requestsMax());
            }
            return null;
        }

        private CompletableFuture<Lane> send(List<E> part) {
            Duration timeLeft = timeLeft();
            if (timeLeft != null && (timeLeft.isZero() || timeLeft.isNegative())) {
                stop(null, true);
                return CompletableFuture.completedFuture(this);
            }
            CompletableFuture<Outcome<E>> sent = work.send(steps, part, timeLeft);
            CompletableFuture<Lane> next = Futures.linkedTo(sent);
            sent.whenComplete((outcome, problem) -> {
                if (problem == null) {
                    received(outcome);
                } else {
                    failed(Futures.cause(problem));
                }
                next.complete(this);
            });
            return next;
        }

        private void received(Outcome<E> outcome) {
            parts.poll();
            for (int i = outcome.left().size() - 1; i >= 0; i--) {
                parts.addFirst(outcome.left().get(i));
            }
            unreachable = 0;
            if (outcome.done() > 0) {
                failures = 0;
                synchronized (lock) {
                    done += outcome.done();
                    lastProgress = steps.nanoTime();
                }
            }
            if (!outcome.left().isEmpty() && !outcome.atOnce()) {
                pauseOrStop(null);
            }
        }

        private void failed(Throwable problem) {
            unreachable += problem instanceof DynamoException.Unavailable ? 1 : 0;
            if (problem instanceof DynamoException.TimedOut && settings.timeout() != null) {
                stop(problem, true);
            } else if (problem instanceof DynamoException known
                    && known.isRetryable()
                    && unreachable <= Retry.UNREACHABLE_RETRIES_MAX) {
                pauseOrStop(problem);
            } else {
                stop(problem, false);
            }
        }

        private void pauseOrStop(@Nullable Throwable because) {
            failures++;
            Duration wait = BACKOFF.after(failures, steps.random());
            if (isTooLateFor(wait)) {
                stop(because, true);
            } else {
                pause = wait;
            }
        }
    }
}
