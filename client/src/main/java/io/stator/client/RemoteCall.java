package io.stator.client;

import io.stator.Anomaly;
import io.stator.client.wire.Operation;
import io.stator.client.wire.WireRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One call of a server, with as many attempts as are safe, or one on a way that repeats nothing: a busy server is asked again after 100, 200 and 400 ms, whatever it is asked; a forbidden call is
 * made once more if there are new credentials; and what may be done twice is tried again every 3 s, at most 20 times, when the server cannot be reached. All within
 * one deadline. To cancel it stops all of that, at the server, too.
 */
final class RemoteCall extends CompletableFuture<Answer> {
    private static final int BUSY_RETRIES = 3;
    private static final int AGAIN_RETRIES = 20;

    /** How long the answer of a server that keeps to the deadline is waited for after it. */
    private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Link link;
    private final WireRequest request;
    private final Terms terms;
    private final Deadline deadline;
    private final Executor threads;
    private final boolean writes;
    private final boolean repeatable;
    private final Turns turns;
    private final Runnable turn;

    // belong to the attempt, of which there is one at a time
    private int busy;
    private int again;
    private @Nullable Signing refused;

    private volatile @Nullable Anomaly last;
    private volatile @Nullable Future<?> running;

    RemoteCall(Link link, WireRequest request, Terms terms, boolean repeatable) {
        this.link = link;
        this.request = request;
        this.terms = terms;
        this.deadline = terms.deadline();
        Caller caller = terms.caller();
        this.threads = terms.threads(link);
        this.turns = link.turns(request);
        this.turn = caller == null ? this::exchange : () -> caller.execute(this::exchange);
        this.writes = request.operation() == Operation.TRANSACT;
        this.repeatable = repeatable && link.repeats();
    }

    /** Begins; never waits. */
    RemoteCall begin() {
        whenComplete((answer, failure) -> stop());
        if (!deadline.isEndless()) {
            long left = deadline.leftNanos();
            if (left <= 0) {
                timeOut();
                return this;
            }
            link.deadlines().watch(this);
        }
        attempt();
        return this;
    }

    /** Returns when it is given up, on the clock of this process; only for one that has a deadline. */
    long endNanos() {
        return deadline.endNanos() + GRACE_NANOS;
    }

    /** Gives up, because the time is over; never waits. */
    void timeOut() {
        link.network().execute(() -> completeExceptionally(Failures.timeout(writes, last)));
    }

    private void stop() {
        turns.withdraw(turn);
        link.deadlines().forget(this);
        cancel(running);
    }

    private static void cancel(@Nullable Future<?> future) {
        if (future != null) {
            future.cancel(true);
        }
    }

    private void attempt() {
        if (isDone()) {
            return;
        }
        try {
            link.requireOpen();
        } catch (Anomaly closed) {
            completeExceptionally(closed); // nothing is left that would try again
            return;
        }
        try {
            turns.enter(turn);
        } catch (Anomaly refusal) {
            if (terms.caller() != null) {
                settle(null, refusal); // a thread that waits may as well pause; calls without one would not be bounded
            } else {
                completeExceptionally(refusal);
            }
        }
    }

    private void exchange() {
        CompletableFuture<Signing> signing = isDone() ? null : link.signing(refused, last);
        if (signing == null) {
            turns.leave();
            return;
        }
        if (signing.isDone()) {
            signed(signing);
        } else {
            signing.whenComplete((known, failure) -> threads.execute(() -> signed(signing)));
        }
    }

    private void signed(CompletableFuture<Signing> signing) {
        Signing known;
        try {
            known = signing.join();
        } catch (Throwable failure) {
            turns.leave();
            settle(null, failure);
            return;
        }
        if (isDone()) {
            turns.leave();
        } else {
            send(known);
        }
    }

    private void send(Signing signing) {
        boolean here;
        Link.Signed signed;
        CompletableFuture<Received> sent;
        try {
            signed = link.signed(request, signing, deadline);
            here = terms.caller() != null && link.isDirect(signed);
            sent = here ? new CompletableFuture<>() : link.send(signed);
        } catch (Throwable cannot) {
            turns.leave();
            settle(null, cannot);
            return;
        }
        running = sent;
        if (here) {
            sendHere(signing, signed, sent);
            return;
        }
        sent.whenComplete((received, failure) -> {
            turns.leave();
            boolean small = received == null || received.body().length <= ClientLimits.SMALL_ANSWER_BYTES;
            if (small && terms.caller() == null) {
                received(signing, received, failure);
            } else {
                threads.execute(() -> received(signing, received, failure));
            }
        });
        if (isDone()) {
            sent.cancel(true);
        }
    }

    /** Does the exchange in this thread, and waits for its end. An interrupt ends it, too; what comes of that is for who waits for this call to say. */
    private void sendHere(Signing signing, Link.Signed signed, CompletableFuture<Received> here) {
        if (isDone()) {
            here.cancel(true);
        }
        Received received = null;
        Throwable failure = null;
        try {
            received = link.exchange(signed, here);
        } catch (Throwable failed) {
            failure = failed;
        } finally {
            turns.leave();
        }
        if (failure == null || !Thread.currentThread().isInterrupted()) {
            received(signing, received, failure);
        } else if (!writes) {
            link.cancel(signed);
        }
    }

    private void received(Signing signing, @Nullable Received received, @Nullable Throwable failure) {
        if (isDone()) {
            return;
        }
        try {
            if (received != null) {
                complete(link.read(received));
                return;
            }
        } catch (Throwable told) {
            settle(signing, told);
            return;
        }
        settle(signing, failure == null ? new IllegalStateException("there is no answer") : failure);
    }

    /** Fails, or tries again. */
    private void settle(@Nullable Signing signing, Throwable failure) {
        Anomaly anomaly = Failures.of(failure, link.endpoint(), writes);
        last = anomaly;
        if (anomaly instanceof Anomaly.Busy && link.repeats() && busy < BUSY_RETRIES) {
            retry(link.pauses().busyMillis() << busy++);
        } else if (anomaly instanceof Anomaly.Forbidden && refused == null && signing != null) {
            refused = signing;
            threads.execute(this::attempt);
        } else if ((anomaly instanceof Anomaly.Unavailable || anomaly instanceof Anomaly.Interrupted)
                && repeatable
                && again < AGAIN_RETRIES
                && !isOver(anomaly)) {
            again++;
            retry(link.pauses().againMillis());
        } else {
            completeExceptionally(anomaly);
        }
    }

    /** Returns whether the server says that the time of the call is over. */
    private boolean isOver(Anomaly anomaly) {
        return String.valueOf(anomaly.getMessage()).startsWith(Deadline.OVER)
                && deadline.leftNanos()
                        < TimeUnit.MILLISECONDS.toNanos(link.pauses().againMillis());
    }

    private void retry(long millis) {
        Future<?> later = link.later(() -> threads.execute(this::attempt), TimeUnit.MILLISECONDS.toNanos(millis));
        running = later;
        if (isDone()) {
            later.cancel(true);
        }
    }
}
