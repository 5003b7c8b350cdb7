package io.stator.engine;

import io.stator.Anomaly;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Results;
import io.stator.SubmissionStatus;
import io.stator.TimePoint;
import io.stator.Transaction;
import io.stator.TxData;
import io.stator.TxReport;
import io.stator.engine.database.Deadline;
import io.stator.engine.durable.DatabaseFollower;
import io.stator.engine.storage.Storage;
import io.stator.spi.Futures;
import io.stator.spi.Require;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A connection to a database that another process may write to. */
final class ReadOnlyConnection implements Connection {
    /** How long is waited between two looks for something new. */
    private static final long LOOK_PAUSE_NANOS = 20_000_000;

    private final EngineContext context;
    private final DatabaseFollower follower;

    /** Creates one after reading the database, unless the time is over before. */
    ReadOnlyConnection(EngineContext context, Storage storage, String id, String name, Deadline deadline) {
        this(context, new DatabaseFollower(storage, context.segmentCache(), context::forget, id, name, deadline));
    }

    private ReadOnlyConnection(EngineContext context, DatabaseFollower follower) {
        this.context = context;
        this.follower = follower;
    }

    @Override
    public String databaseId() {
        return follower.known().value().id();
    }

    @Override
    public String name() {
        return follower.known().value().name();
    }

    @Override
    public Database db() {
        return new EmbeddedDatabase(context, follower.known().value());
    }

    @Override
    public Duration timeout() {
        return context.config().timeout();
    }

    @Override
    public Connection withTimeout(Duration timeout) {
        return timeout().equals(timeout) ? this : new ReadOnlyConnection(context.withTimeout(timeout), follower);
    }

    /** Returns this connection as a client with a context has it. */
    Connection in(EngineContext other) {
        return context.isAs(other) ? this : new ReadOnlyConnection(other, follower);
    }

    @Override
    public Database sync(long t, Duration timeout) {
        return synced(t, timeout, false);
    }

    @Override
    public Database syncExcise(long t, Duration timeout) {
        return synced(t, timeout, true);
    }

    @Override
    public CompletableFuture<Database> syncAsync(long t, Duration timeout) {
        return syncedAsync(t, timeout, false);
    }

    @Override
    public CompletableFuture<Database> syncExciseAsync(long t, Duration timeout) {
        return syncedAsync(t, timeout, true);
    }

    private Database synced(long t, Duration timeout, boolean erased) {
        long end = context.nanoClock().getAsLong() + Require.nanos(Require.notNegative(timeout, "timeout"));
        while (true) {
            Duration left =
                    Duration.ofNanos(Math.max(1, end - context.nanoClock().getAsLong()));
            DatabaseFollower.State state = context.storing().call(follower::follow, left, late(t));
            if (isThere(state, t, erased)) {
                return context.database(state.value());
            }
            long nanos = end - context.nanoClock().getAsLong();
            if (nanos <= 0) {
                throw tooLate(state, t);
            }
            LockSupport.parkNanos(Math.min(nanos, LOOK_PAUSE_NANOS));
            if (Thread.currentThread().isInterrupted()) {
                throw new Anomaly.Interrupted("interrupted while waiting for t=" + t);
            }
        }
    }

    /** Looks for what was committed until there is a basis of at least t and, where that matters, nothing is left to be erased; holds no thread between two looks. */
    private CompletableFuture<Database> syncedAsync(long t, Duration timeout, boolean erased) {
        return Futures.of(() -> {
            Duration checked = Require.notNegative(timeout, "timeout");
            Looking looking = new Looking(t, erased, Deadline.after(checked, context.nanoClock()));
            looking.look();
            return looking;
        });
    }

    /** One who waits for a basis without a thread. */
    private final class Looking extends CompletableFuture<Database> {
        private final long t;
        private final boolean erased;
        private final Deadline deadline;
        private volatile @Nullable Future<?> running;

        Looking(long t, boolean erased, Deadline deadline) {
            this.t = t;
            this.erased = erased;
            this.deadline = deadline;
        }

        void look() {
            CompletableFuture<DatabaseFollower.State> look =
                    context.storing().start(follower::follow, deadline.left(), late(t), null);
            running(look);
            look.whenComplete(this::hear);
        }

        private void hear(DatabaseFollower.@Nullable State state, @Nullable Throwable failure) {
            if (state == null || isThere(state, t, erased)) {
                end(state, failure);
            } else if (deadline.isOver()) {
                completeExceptionally(tooLate(state, t));
            } else {
                try {
                    running(context.alarms().after(LOOK_PAUSE_NANOS, this::look));
                } catch (Throwable noMemory) {
                    completeExceptionally(noMemory);
                }
            }
        }

        private void end(DatabaseFollower.@Nullable State state, @Nullable Throwable failure) {
            if (state != null) {
                complete(context.database(state.value()));
            } else {
                completeExceptionally(failure == null ? new IllegalStateException("there is no value") : failure);
            }
        }

        private void running(Future<?> now) {
            running = now;
            if (isDone()) {
                now.cancel(true);
            }
        }

        @Override
        public boolean cancel(boolean mayInterrupt) {
            boolean cancelled = super.cancel(mayInterrupt);
            Future<?> now = running;
            if (now != null) {
                now.cancel(true);
            }
            return cancelled;
        }
    }

    private static boolean isThere(DatabaseFollower.State state, long t, boolean erased) {
        return state.value().basisT() >= t && (!erased || state.isErased());
    }

    private String late(long t) {
        long basis = follower.known().value().basisT();
        return "database '" + name() + "' "
                + (t > basis
                        ? "does not yet have t=" + t + ", its basis is " + basis
                        : "was not looked at in time for what came after t=" + basis
                                + ", which is known here: db() has it");
    }

    private Anomaly tooLate(DatabaseFollower.State state, long t) {
        return new Anomaly.Unavailable("Total timeout elapsed: "
                + (state.value().basisT() >= t
                        ? "the facts excised from database '" + name()
                                + "' are not erased yet; the process that writes it does that"
                        : late(t)));
    }

    @Override
    public SubmissionStatus submission(String id) {
        TxData.of().withSubmissionId(id);
        return new SubmissionStatus.NotYetKnown("the process that writes the database knows it: ask there");
    }

    @Override
    public CompletableFuture<SubmissionStatus> submissionAsync(String id) {
        return Futures.of(() -> CompletableFuture.completedFuture(submission(id)));
    }

    private static Anomaly forbidden() {
        return ReadOnlyClient.forbidden("transact");
    }

    @Override
    public TxReport transact(TxData txData, Duration timeout) {
        Require.present(txData, "txData");
        Require.notNegative(timeout, "timeout");
        throw forbidden();
    }

    @Override
    public CompletableFuture<TxReport> transactAsync(TxData txData, Duration timeout) {
        return Futures.of(() -> CompletableFuture.completedFuture(transact(txData, timeout)));
    }

    @Override
    public Results<Transaction> transactions(@Nullable TimePoint start, @Nullable TimePoint end) {
        DatabaseFollower.State state = follower.known();
        return EmbeddedConnection.transactions(context, state.value(), state.log(), start, end);
    }
}
