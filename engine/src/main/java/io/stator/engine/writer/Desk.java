package io.stator.engine.writer;

import io.stator.Anomaly;
import io.stator.Connection;
import io.stator.Limit;
import io.stator.SubmissionStatus;
import io.stator.TxData;
import io.stator.TxReport;
import io.stator.edn.Keyword;
import io.stator.engine.calls.Answer;
import io.stator.engine.calls.CallFailures;
import io.stator.engine.calls.Derived;
import io.stator.engine.calls.Promise;
import io.stator.engine.calls.Repeats;
import io.stator.engine.calls.StackRoom;
import io.stator.engine.database.Deadline;
import io.stator.engine.durable.WriterFailures;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Where transactions of a database are handed in, wait for the writer, and are withdrawn. Thread-safe. */
final class Desk {
    private static final Map<Keyword, Keyword> NOT_APPLIED = Map.of(Connection.OUTCOME, Keyword.of("not-applied"));
    private static final Keyword UNKNOWN_OUTCOME = Keyword.of("unknown");
    private static final Map<Keyword, Keyword> UNKNOWN = Map.of(Connection.OUTCOME, UNKNOWN_OUTCOME);
    private static final Anomaly CANCELLED =
            new Anomaly.Interrupted("the transaction was cancelled before it was applied", NOT_APPLIED, null);

    private final WriterHost host;
    private final String name;
    private final Publication publication;
    private final Turn turn;
    private final Shortcut shortcut;
    private final BlockingQueue<WriterOrder> queue;

    /** A way to have a transaction applied without the writer's thread. */
    @FunctionalInterface
    interface Shortcut {
        /** Does with a submission all that is to be done, in this thread; returns false when it did nothing. */
        boolean take(Submission submission, Answer<TxReport>.Wait wait);
    }

    Desk(WriterHost host, String name, Publication publication, Turn turn, Shortcut shortcut) {
        this.host = host;
        this.name = name;
        this.publication = publication;
        this.turn = turn;
        this.shortcut = shortcut;
        this.queue = new ArrayBlockingQueue<>((int) host.system().limit(Limit.QUEUED_TRANSACTIONS));
    }

    /** Returns what waits longest, once there is something. */
    WriterOrder take() {
        while (true) {
            try {
                return queue.take();
            } catch (InterruptedException nobodyMayInterrupt) {
                continue;
            }
        }
    }

    /** Returns what waits longest; null when nothing does. */
    @Nullable
    WriterOrder poll() {
        return queue.poll();
    }

    /** Puts something behind all that waits, once there is room. */
    void put(WriterOrder last) throws InterruptedException {
        turn.ordered();
        boolean done = false;
        try {
            queue.put(last);
            done = true;
        } finally {
            turn.done(done ? 0 : 1);
        }
    }

    /** Answers what is handed in while, or after, the writer's thread ends. */
    void refuseWaiting() {
        for (WriterOrder waiting = queue.poll(); waiting != null; waiting = queue.poll()) {
            if (waiting instanceof Submission submission) {
                submission.fail(publication.lastRefusal());
                submission.delivery().deliver();
            } else if (waiting instanceof Errand errand) {
                errand.refuse();
            }
        }
    }

    /** Puts a submission into the queue; returns the anomaly that says why not. */
    private @Nullable Anomaly enqueue(Submission submission) {
        Anomaly refused = publication.refusal();
        if (refused != null) {
            return refused;
        }
        if (WriterThread.isCurrent()) {
            return WriterThread.refusal("transact");
        }
        if (!offer(submission)) {
            return new Anomaly.Busy("database '" + name + "' has "
                    + host.system().limit(Limit.QUEUED_TRANSACTIONS)
                    + " transactions waiting (limit " + Limit.QUEUED_TRANSACTIONS.key() + "): retry after a pause");
        }
        if (publication.isOver()) {
            refuseWaiting();
        }
        return null;
    }

    /** Has the writer find out soon what is not known, which it does before whatever is ordered; never fails, and never waits. */
    void askToSettle() {
        try {
            boolean unused = offer(new Errand(() -> {}));
        } catch (OutOfMemoryError later) {
            return; // the next order has it found out
        }
    }

    /** Puts something behind all that waits; returns false when there is no room. */
    private boolean offer(WriterOrder order) {
        boolean accepted = false;
        turn.ordered();
        try {
            accepted = queue.offer(order);
        } finally {
            turn.done(accepted ? 0 : 1);
        }
        return accepted;
    }

    /** Takes a transaction out of the queue again, and answers it, unless the writer has it; returns whether it was withdrawn. */
    private boolean withdraw(Submission submission, Anomaly reason) {
        boolean withdrawn = submission.answer().withdraw(reason);
        if (withdrawn) {
            takeOut(submission);
        }
        return withdrawn;
    }

    /** Tells who submitted something that was withdrawn; the writer may come upon it later than that. */
    private void takeOut(Submission submission) {
        submission.endPause();
        if (queue.remove(submission)) {
            turn.done(1);
        }
        submission.delivery().deliver();
    }

    /** Puts a submission whose caller waits into the queue, after pauses if need be, or withdraws it; returns the anomaly that says why it can be neither. */
    private @Nullable Anomaly enqueue(Submission submission, Answer<TxReport>.Wait wait, Repeats repeats) {
        StackRoom.requireToHandOver();
        Anomaly refused = enqueue(submission);
        try {
            for (int done = 0; refused instanceof Anomaly.Busy && repeats.hasMore(done); done++) {
                if (!wait.pause(repeats.pauseNanos(done))) {
                    withdraw(submission, stillWaiting());
                    return null;
                }
                refused = enqueue(submission);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            withdraw(submission, interrupted(interrupted));
            return null;
        }
        return refused;
    }

    /** Has a submission that nobody waits for look for a place after a pause; never throws. */
    private void later(Submission submission, Repeats repeats, int done) {
        try {
            submission.pauses(
                    host.alarms().after(repeats.pauseNanos(done), () -> again(submission, repeats, done + 1)));
            if (submission.answer().isGiven()) {
                takeOut(submission);
            }
        } catch (Throwable noMemory) {
            submission.fail(WriterFailures.notApplied(noMemory));
            submission.delivery().deliver();
        }
    }

    private void again(Submission submission, Repeats repeats, int done) {
        submission.pauses(null);
        Anomaly refused;
        try {
            refused = submission.answer().isGiven() ? null : enqueue(submission);
        } catch (Throwable failure) {
            refused = WriterFailures.notApplied(failure);
        }
        if (refused instanceof Anomaly.Busy && repeats.hasMore(done)) {
            later(submission, repeats, done);
        } else if (refused != null) {
            submission.fail(refused);
            submission.delivery().deliver();
        } else if (submission.answer().isGiven()) {
            takeOut(submission);
        }
    }

    private static Anomaly interruptedUnknown(Throwable cause) {
        return new Anomaly.Interrupted(
                "interrupted: it is not known whether the transaction will be written", UNKNOWN, cause);
    }

    private static Anomaly interrupted(Throwable cause) {
        return new Anomaly.Interrupted("interrupted: the transaction was not applied", NOT_APPLIED, cause);
    }

    private Anomaly stillWaiting() {
        return new Anomaly.Unavailable(
                "Total timeout elapsed: the transaction was not applied; " + queue.size()
                        + " transactions of database '" + name + "' wait",
                NOT_APPLIED,
                null);
    }

    private static Anomaly onTheWay(@Nullable Throwable cause) {
        return new Anomaly.Unavailable(
                "Total timeout elapsed: it is not known whether the transaction will be written, its record is on the way",
                UNKNOWN,
                cause);
    }

    /** Applies a transaction, or has the writer do that, and returns its report once it is durable. */
    TxReport submit(TxData txData, long nanos, Repeats repeats) {
        Answer<TxReport> answer = new Answer<>();
        Answer<TxReport>.Wait wait = answer.new Wait(host.nanoClock(), nanos);
        Submission submission = new Submission(txData, false, answer, Delivery.Awaited.AWAITED);
        Anomaly refused = shortcut.take(submission, wait) ? null : enqueue(submission, wait, repeats);
        if (refused != null) {
            throw CallFailures.inThisThread(refused);
        }
        await(submission, wait);
        Throwable failure = answer.failure();
        if (failure != null) {
            throw CallFailures.inThisThread(whyCutOff(failure, wait));
        }
        TxReport report = answer.value();
        if (report == null) {
            throw onTheWay(null);
        }
        return report;
    }

    /** Returns the failure of a transaction, or, if it failed because its caller waits no longer, what a caller is told then. */
    private static Throwable whyCutOff(Throwable failure, Answer<TxReport>.Wait wait) {
        if (!(failure instanceof Anomaly anomaly) || !anomaly.isRetryable()) {
            return failure;
        }
        boolean unknown = UNKNOWN_OUTCOME.equals(anomaly.data().get(Connection.OUTCOME));
        if (Thread.currentThread().isInterrupted()) {
            return unknown ? interruptedUnknown(failure) : interrupted(failure);
        }
        return unknown && wait.isOver() ? onTheWay(failure) : failure;
    }

    private void await(Submission submission, Answer<TxReport>.Wait wait) {
        try {
            if (!wait.await()) {
                withdraw(submission, stillWaiting());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            withdraw(submission, interrupted(interrupted));
            if (!submission.answer().isGiven()) {
                throw interruptedUnknown(interrupted);
            }
        }
    }

    /** Puts a transaction into the queue, after pauses if need be, or fails it; never waits, never throws. */
    CompletableFuture<TxReport> submitAsync(TxData txData, long nanos, Repeats repeats) {
        try {
            return promise(txData, nanos, repeats, null);
        } catch (Throwable failure) {
            return CompletableFuture.failedFuture(WriterFailures.notApplied(failure));
        }
    }

    /**
     * Puts a submission with a future into the queue, and sets an alarm; throws when it cannot be.
     *
     * @param question makes of the submission what hears of its end, if it is a question
     */
    private Promise<TxReport> promise(TxData txData, long nanos, Repeats repeats, @Nullable Question question) {
        StackRoom.requireToHandOver();
        Answer<TxReport> answer = new Answer<>();
        Promise<TxReport> promise = new Promise<>(answer, host.completions(), CANCELLED);
        host.completions().promise();
        try {
            Deadline deadline = Deadline.after(Duration.ofNanos(nanos), host.nanoClock());
            Submission submission =
                    new Submission(txData, question != null, answer, new Delivery.Promised(promise, deadline));
            promise.whenGivenUp(() -> withdraw(submission, CANCELLED));
            if (question != null) {
                question.of(submission, promise);
            }
            promise.ring(host.alarms().after(nanos, () -> {
                if (!withdraw(submission, stillWaiting())) {
                    submission.fail(onTheWay(null));
                    promise.deliver();
                }
            }));
            Anomaly refused = enqueue(submission);
            if (refused instanceof Anomaly.Busy && repeats.hasMore(0)) {
                later(submission, repeats, 0);
            } else if (refused != null) {
                throw refused;
            }
            return promise;
        } catch (Throwable failure) {
            promise.takeBack();
            throw failure;
        }
    }

    /** A question with a future. */
    private static final class Question {
        private @Nullable Derived<TxReport, SubmissionStatus> status;

        void of(Submission submission, Promise<TxReport> promise) {
            Derived<TxReport, SubmissionStatus> made = new Derived<>(
                    nothing -> Desk.status(submission, null), failure -> Desk.status(submission, failure));
            made.comesFrom(promise);
            promise.whenComplete(made::hear);
            status = made;
        }
    }

    /** Returns what has become of a transaction with the id of another one, once all that were submitted before are done. */
    SubmissionStatus ask(TxData sameId, long nanos, Repeats repeats) {
        Answer<TxReport> answer = new Answer<>();
        Answer<TxReport>.Wait wait = answer.new Wait(host.nanoClock(), nanos);
        Submission question = new Submission(sameId, true, answer, Delivery.Awaited.AWAITED);
        Anomaly refused = enqueue(question, wait, repeats);
        if (refused != null) {
            throw CallFailures.inThisThread(refused);
        }
        await(question, wait);
        return status(question, answer.failure());
    }

    private static SubmissionStatus status(Submission question, @Nullable Throwable failure) {
        if (failure == null && question.answer().isGiven() && question.verdict() instanceof Verdict.Told told) {
            return told.status();
        }
        if (failure instanceof Anomaly.Interrupted || failure instanceof Anomaly.Busy) {
            throw CallFailures.inThisThread(failure);
        }
        return new SubmissionStatus.NotYetKnown(
                failure == null
                        ? "the transactions that were submitted before are being written: ask again"
                        : "the transactions that were submitted before could not be written, or wait: "
                                + failure.getMessage());
    }

    /** Returns a future of what has become of a transaction with the id of another one; never throws. */
    CompletableFuture<SubmissionStatus> askAsync(TxData sameId, long nanos, Repeats repeats) {
        try {
            Question question = new Question();
            promise(sameId, nanos, repeats, question);
            return Objects.requireNonNull(question.status, "a question must have been put");
        } catch (Throwable failure) {
            return CompletableFuture.failedFuture(WriterFailures.notApplied(failure));
        }
    }
}
