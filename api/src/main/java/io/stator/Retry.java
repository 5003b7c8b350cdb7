package io.stator;

import io.stator.edn.Keyword;
import io.stator.spi.Require;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How a program repeats what failed only for now: after a pause that doubles from try to try up to a limit, and is somewhat at random,
 * so that those who failed together do not come back together; immutable.
 *
 * <p>What is repeated is what cannot be done twice by that. A transaction that was refused as busy, or of which it is known that it was
 * not applied, is repeated. One of which it is not known whether it was written is repeated only if it has a submission id (see {@link
 * TxData#withSubmissionId(java.util.UUID)}), which makes that safe.
 *
 * <pre>{@code
 * TxReport report = Retry.standard().transact(connection, data.withSubmissionId(UUID.randomUUID()));
 * }</pre>
 *
 * <p>The methods that do something wait as that does, and between the tries; the others never wait.
 *
 * <p>In the manual: {@code docs/manual/transactions.md}, or {@code stator help manual transactions}.
 */
public final class Retry {
    /** How often something is tried in all unless told otherwise. */
    public static final int TRIES = 12;

    /** The first pause unless told otherwise. */
    public static final Duration FIRST_PAUSE = Duration.ofMillis(20);

    /** The longest pause unless told otherwise. */
    public static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private static final Keyword NOT_APPLIED = Keyword.of("not-applied");
    private static final Duration PAUSE_MAX = Duration.ofDays(1);
    private static final AtomicLong USES = new AtomicLong(System.nanoTime());
    private static final Retry STANDARD = new Retry(TRIES, FIRST_PAUSE, LONGEST_PAUSE, null);

    private final int tries;
    private final Duration firstPause;
    private final Duration longestPause;
    private final @Nullable Long seed;

    private Retry(int tries, Duration firstPause, Duration longestPause, @Nullable Long seed) {
        this.tries = tries;
        this.firstPause = firstPause;
        this.longestPause = longestPause;
        this.seed = seed;
    }

    /** Returns what holds unless told otherwise. Never fails. */
    public static Retry standard() {
        return STANDARD;
    }

    /**
     * Returns this with another number of tries in all.
     *
     * @throws Anomaly.Incorrect when it is not positive
     */
    public Retry withTries(int count) {
        return new Retry((int) Require.least(count, 1, "count"), firstPause, longestPause, seed);
    }

    /**
     * Returns this with other pauses.
     *
     * @param first the longest that the first one is; half of it at least
     * @param longest the longest that any is, at most a day
     * @throws Anomaly.Incorrect when one is not positive, or the first is longer than the longest
     */
    public Retry withPauses(Duration first, Duration longest) {
        Require.pause(first, "first");
        Require.pause(longest, "longest");
        if (first.compareTo(longest) > 0) {
            throw Require.refused("first", "must be at most longest: first=" + first + " longest=" + longest);
        }
        if (longest.compareTo(PAUSE_MAX) > 0) {
            throw Require.refused("longest", "must be at most " + PAUSE_MAX + ": longest=" + longest);
        }
        return new Retry(tries, first, longest, seed);
    }

    /** Returns this with pauses that are the same each time for the same seed. Never fails. */
    public Retry withSeed(long number) {
        return new Retry(tries, firstPause, longestPause, number);
    }

    /** Returns how often something is tried in all. Never fails. */
    public int tries() {
        return tries;
    }

    /** Returns the pauses of one use, one after the other. Never fails. */
    public Pauses pauses() {
        return new Pauses(this);
    }

    /** The pauses of one use, one after the other, for programs that pause themselves; not thread-safe. Nothing here waits. */
    public static final class Pauses {
        private final Retry retry;
        private final SplittableRandom random;
        private int failures;

        private Pauses(Retry retry) {
            Long given = retry.seed;
            this.retry = retry;
            this.random = new SplittableRandom(given == null ? USES.incrementAndGet() : given);
        }

        /** Returns whether there is another try after a failure. Never fails. */
        public boolean hasNext() {
            return failures < retry.tries - 1;
        }

        /**
         * Returns the pause before the next try.
         *
         * @throws Anomaly.Incorrect when there is none
         */
        public Duration next() {
            if (!hasNext()) {
                throw new Anomaly.Incorrect("there must be another try for a pause before it: tries=" + retry.tries);
            }
            long longest = retry.firstPause.toNanos();
            long limit = retry.longestPause.toNanos();
            for (int i = 0; i < failures && longest < limit; i++) {
                longest = Math.min(limit, longest * 2);
            }
            failures++;
            return Duration.ofNanos(random.nextLong(longest - longest / 2, longest + 1));
        }

        /** Begins anew, after something worked. Never fails. */
        public void reset() {
            failures = 0;
        }
    }

    /**
     * Returns whether a transaction that failed may be submitted again without being applied twice.
     *
     * @throws Anomaly.Incorrect when an argument is null
     */
    public static boolean mayRepeat(TxData txData, Throwable failure) {
        Require.present(txData, "txData");
        if (!(Require.present(failure, "failure") instanceof Anomaly anomaly) || !anomaly.isRetryable()) {
            return false;
        }
        Object outcome = anomaly.data().get(Connection.OUTCOME);
        return anomaly instanceof Anomaly.Busy
                || NOT_APPLIED.equals(outcome)
                || txData.submissionId().isPresent();
    }

    /**
     * Submits a transaction, and again while that is safe and there are tries left.
     *
     * <p>Waits for each try as {@link Connection#transact(TxData)} does, and in between.
     *
     * @throws Anomaly as that does, when it must not or shall not be repeated any more
     * @throws Anomaly.Interrupted when the thread is interrupted
     */
    public TxReport transact(Connection connection, TxData txData) {
        Require.present(connection, "connection");
        Require.present(txData, "txData");
        Pauses pauses = pauses();
        while (true) {
            try {
                return connection.transact(txData);
            } catch (Anomaly failure) {
                if (!mayRepeat(txData, failure)) {
                    throw failure;
                }
                pause(pauses, failure);
            }
        }
    }

    /**
     * Does something that can be done twice, such as a query, and again while it fails only for now and there are tries left.
     *
     * <p>Waits as that does, and in between.
     *
     * @throws Anomaly as that does, when it shall not be repeated any more
     * @throws Anomaly.Interrupted when the thread is interrupted
     */
    public <T extends @Nullable Object> T call(Supplier<T> action) {
        Require.present(action, "action");
        Pauses pauses = pauses();
        while (true) {
            try {
                return action.get();
            } catch (Anomaly failure) {
                if (!failure.isRetryable()) {
                    throw failure;
                }
                pause(pauses, failure);
            }
        }
    }

    /** Waits before the next try. */
    private void pause(Pauses pauses, Anomaly failure) {
        if (Thread.currentThread().isInterrupted()) {
            throw failure instanceof Anomaly.Interrupted ? failure : interrupted(failure);
        }
        if (!pauses.hasNext()) {
            throw givenUp(failure);
        }
        long end = System.nanoTime() + pauses.next().toNanos();
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.currentThread().isInterrupted()) {
                throw interrupted(failure);
            }
        }
    }

    private static Anomaly interrupted(Anomaly failure) {
        return new Anomaly.Interrupted(
                "interrupted before the next try: " + failure.getMessage(), outcome(failure), failure);
    }

    private static Map<Keyword, Object> outcome(Anomaly failure) {
        Object outcome = failure.data().get(Connection.OUTCOME);
        return outcome == null ? Map.of() : Map.of(Connection.OUTCOME, outcome);
    }

    private Anomaly givenUp(Anomaly failure) {
        return failure.category()
                .anomaly("gave up after " + tries + " tries: " + failure.getMessage(), outcome(failure), failure);
    }

    /**
     * Submits a transaction without waiting, and again while that is safe and there are tries left. Cancelling the future ends this,
     * and cancels the transaction as {@link Connection#transactAsync(TxData)} says.
     *
     * <p>Never blocks; the future waits, and fails with the anomalies that {@link #transact} throws.
     */
    public CompletableFuture<TxReport> transactAsync(Connection connection, TxData txData) {
        Repetition repetition;
        try {
            repetition = new Repetition(Require.present(connection, "connection"), Require.present(txData, "txData"));
        } catch (Anomaly refused) {
            return CompletableFuture.failedFuture(refused);
        }
        repetition.begin();
        return repetition;
    }

    /** A transaction that is tried again and again, without a thread. */
    private final class Repetition extends CompletableFuture<TxReport> {
        private final Connection connection;
        private final TxData txData;
        private final Pauses pauses = pauses();
        private volatile @Nullable CompletableFuture<TxReport> running;

        Repetition(Connection connection, TxData txData) {
            this.connection = connection;
            this.txData = txData;
        }

        void begin() {
            if (isDone()) {
                return;
            }
            CompletableFuture<TxReport> started = connection.transactAsync(txData);
            running = started;
            if (isDone()) {
                started.cancel(true);
            }
            started.whenComplete(this::hear);
        }

        private void hear(@Nullable TxReport report, @Nullable Throwable failure) {
            if (failure == null) {
                complete(report);
            } else if (!mayRepeat(txData, failure) || !(failure instanceof Anomaly anomaly)) {
                completeExceptionally(failure);
            } else if (!pauses.hasNext()) {
                completeExceptionally(givenUp(anomaly));
            } else {
                CompletableFuture.delayedExecutor(pauses.next().toNanos(), TimeUnit.NANOSECONDS, Runnable::run)
                        .execute(this::begin);
            }
        }

        @Override
        public boolean cancel(boolean mayInterrupt) {
            boolean cancelled = super.cancel(mayInterrupt);
            CompletableFuture<TxReport> started = running;
            if (started != null) {
                started.cancel(mayInterrupt);
            }
            return cancelled;
        }
    }

    @Override
    public String toString() {
        return "Retry[tries=" + tries + " firstPause=" + firstPause + " longestPause=" + longestPause + "]";
    }
}
