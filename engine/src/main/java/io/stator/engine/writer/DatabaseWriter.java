package io.stator.engine.writer;

import io.stator.Anomaly;
import io.stator.Datom;
import io.stator.Limit;
import io.stator.TxData;
import io.stator.TxReport;
import io.stator.engine.calls.Answer;
import io.stator.engine.calls.Completions;
import io.stator.engine.calls.Promise;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.database.Deadline;
import io.stator.engine.durable.AppendResult;
import io.stator.engine.durable.Erasure;
import io.stator.engine.durable.LogAppender;
import io.stator.engine.durable.LogReader;
import io.stator.engine.durable.Warnings;
import io.stator.engine.durable.WriterFailures;
import io.stator.engine.log.SubmissionMark;
import io.stator.engine.transact.TxResult;
import io.stator.engine.writer.WriterOrder.Close;
import io.stator.spi.Require;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The one writer of a database.
 *
 * <p>Transactions wait in a bounded queue. The writer's thread applies those that wait, one after the other, to the
 * newest value, has one log record written for them, publishes the new value once the record is durable, and then
 * answers. The record of a big batch is written by a second thread while the writer prepares the next batch.
 *
 * <p>When a record cannot be written its transactions fail, and what was prepared on top of them is prepared again on
 * the published value. When it cannot be known whether it was written, the database takes no more transactions until
 * it is opened again.
 *
 * <p>Whatever is thrown, errors of the virtual machine included, ends neither thread: a value is immutable, so what was
 * prepared is dropped and the published value goes on. What must be done then is done without memory, or tried until
 * there is some.
 */
public final class DatabaseWriter {
    /** A batch is closed when it has this many facts, however many transactions wait. */
    private static final int BATCH_FACTS_MAX = 16_384;

    /** A batch with this many facts is written by the second thread. */
    private static final int PIPELINED_FACTS_MIN = 1_000;

    /** How long the writer waits before it goes on after an error. */
    private static final long RECOVERY_PAUSE_NANOS = 50_000_000;

    private final WriterHost host;
    private final String name;
    private final LogAppender appender;
    private final LogReader log;
    private final SubmissionWindow window;
    private final Erasure erasure;
    private final ExcisionEffects excisions;
    private final BlockingQueue<WriterOrder> queue;
    private final Anomaly ended = WriterFailures.ended();
    private final Verdict failedForMemory = new Verdict.Failed(WriterFailures.notAppliedForMemory());
    private final Thread thread;
    private final Committer committer;
    private final Publication publication;
    private final Object closing = new Object();
    private final long batchSizeMax;

    // belong to the writer's thread
    private boolean told;
    private DatabaseValue head;
    private Batch current;
    private @Nullable Batch handed;

    /**
     * Creates a writer; {@link #start} begins its work.
     *
     * @param window the transactions of the log that are remembered by their ids
     */
    DatabaseWriter(
            WriterHost host,
            LogAppender appender,
            LogReader log,
            SubmissionWindow window,
            Erasure erasure,
            DatabaseValue value) {
        this.host = host;
        this.name = value.name();
        this.appender = appender;
        this.log = log;
        this.window = window;
        this.erasure = erasure;
        this.excisions = new ExcisionEffects(host, erasure);
        this.publication = new Publication(value, host.nanoClock());
        this.head = value;
        this.current = new Batch(value);
        this.batchSizeMax = host.system().limit(Limit.COMMIT_TRANSACTIONS);
        this.queue = new ArrayBlockingQueue<>((int) host.system().limit(Limit.QUEUED_TRANSACTIONS));
        this.thread = new WriterThread(this::run, "stator-writer-" + name);
        this.committer = new Committer("stator-committer-" + name, this::commit);
    }

    void start() {
        thread.start();
    }

    /** Returns what reads the log of the database. */
    public LogReader log() {
        return log;
    }

    /** Returns the newest durable value. */
    public DatabaseValue value() {
        return publication.value();
    }

    /** Submits a transaction and returns its report once it is durable. */
    public TxReport submit(TxData txData, long nanos) {
        Answer answer = new Answer();
        Submission submission = new Submission(txData, answer, Delivery.Awaited.AWAITED);
        Answer.Wait wait = answer.new Wait(host.nanoClock(), nanos);
        Anomaly refused = enqueue(submission);
        if (refused != null) {
            throw Publication.inThisThread(refused);
        }
        try {
            if (!wait.await()) {
                withdraw(
                        submission,
                        new Anomaly.Unavailable("Total timeout elapsed: the transaction was not applied; "
                                + queue.size() + " transactions of database '" + name + "' wait"));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            withdraw(
                    submission,
                    new Anomaly.Interrupted("interrupted: the transaction was not applied", Map.of(), interrupted));
            if (!answer.isGiven()) {
                throw new Anomaly.Interrupted(
                        "interrupted: it is not known whether the transaction will be written", Map.of(), interrupted);
            }
        }
        TxReport report = answer.report();
        Anomaly failure = answer.failure();
        if (report != null) {
            return report;
        }
        if (failure != null) {
            throw Publication.inThisThread(failure);
        }
        throw new Anomaly.Unavailable(
                "Total timeout elapsed: it is not known whether the transaction will be written, its record is on the way");
    }

    /** Puts a transaction into the queue, or fails it at once; never throws. */
    public CompletableFuture<TxReport> submitAsync(TxData txData) {
        Completions completions = host.completions();
        boolean promised = false;
        try {
            Answer answer = new Answer();
            Promise future = new Promise(answer);
            Submission submission = new Submission(txData, answer, new Delivery.Promised(future, completions));
            completions.promise();
            promised = true;
            Anomaly refused = enqueue(submission);
            if (refused == null) {
                return future;
            }
            completions.forget();
            return CompletableFuture.failedFuture(refused);
        } catch (Throwable failure) {
            if (promised) {
                completions.forget();
            }
            return CompletableFuture.failedFuture(WriterFailures.notApplied(failure));
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
        if (!queue.offer(submission)) {
            return new Anomaly.Busy("database '" + name + "' has "
                    + host.system().limit(Limit.QUEUED_TRANSACTIONS)
                    + " transactions waiting (limit " + Limit.QUEUED_TRANSACTIONS.key() + "): retry after a pause");
        }
        if (publication.isOver()) {
            refuseWaiting();
        }
        return null;
    }

    /** Takes a transaction out of the queue again, and answers it, unless the writer has it. */
    private void withdraw(Submission submission, Anomaly reason) {
        if (submission.answer().withdraw(reason)) {
            queue.remove(submission);
        }
    }

    /** Answers what is put into the queue while, or after, the writer's thread ends. */
    private void refuseWaiting() {
        Anomaly refused = publication.refusal();
        for (WriterOrder waiting = queue.poll(); waiting != null; waiting = queue.poll()) {
            if (waiting instanceof Submission submission) {
                submission.fail(refused == null ? ended : refused);
                submission.delivery().deliver();
            }
        }
    }

    /** Waits for a value whose basis is at least t. */
    public DatabaseValue await(long t, Duration timeout) {
        if (WriterThread.isCurrent() && value().basisT() < t) {
            throw WriterThread.refusal("wait for a transaction");
        }
        return publication.await(t, Require.nanos(timeout));
    }

    /** Waits for a value whose basis is at least t, and until what was excised up to t is erased. */
    public DatabaseValue awaitErasure(long t, Duration timeout) {
        long end = host.nanoClock().getAsLong() + Require.nanos(timeout);
        DatabaseValue known = await(t, timeout);
        erasure.finish(Duration.ofNanos(Math.max(0, end - host.nanoClock().getAsLong())));
        return known;
    }

    private void run() {
        try {
            while (!told) {
                try {
                    cycle();
                } catch (Throwable unexpected) {
                    recover(unexpected);
                }
            }
            committer.await();
        } finally {
            publication.end(ended);
            refuseWaiting();
        }
    }

    private void cycle() {
        current = new Batch(head);
        fill(current);
        committer.await();
        Batch before = handed;
        handed = null;
        if (before != null && !before.isWritten()) {
            before.forgetIn(window);
            current.forgetIn(window);
            current.restart(value(), this::apply);
        }
        if (current.facts() >= PIPELINED_FACTS_MIN && committer.hand(current)) {
            handed = current;
            head = current.after();
            return;
        }
        commit(current);
        if (!current.isWritten()) {
            current.forgetIn(window);
        }
        head = value();
    }

    /** Drops what was not written, tells those who submitted it, and goes on with the published value. */
    private void recover(Throwable unexpected) {
        Anomaly why = WriterFailures.notApplied(unexpected);
        committer.await();
        Batch before = handed;
        handed = null;
        if (before != null && !before.isWritten()) {
            before.forgetIn(window);
        }
        if (current != before && !current.isWritten()) {
            current.forgetIn(window);
            current.fail(why);
        }
        head = value();
        Warnings.log(DatabaseWriter.class, "transactions of database '" + name + "' were dropped", unexpected);
        LockSupport.parkNanos(RECOVERY_PAUSE_NANOS);
    }

    /** Applies the transactions that wait, at least one unless the writer is told to close. */
    private void fill(Batch batch) {
        WriterOrder next = take();
        while (next instanceof Submission submission) {
            if (!submission.answer().isGiven()) {
                batch.add(submission);
                apply(submission);
            } else {
                submission.delivery().deliver();
            }
            boolean full = batch.size() >= batchSizeMax || batch.facts() >= BATCH_FACTS_MAX;
            next = full ? null : queue.poll();
        }
        told = next == Close.CLOSE;
    }

    private WriterOrder take() {
        while (true) {
            try {
                return queue.take();
            } catch (InterruptedException nobodyMayInterrupt) {
                continue;
            }
        }
    }

    /** Applies a submission to the value after those before it in the current batch; never fails itself. */
    private void apply(Submission submission) {
        Anomaly refused = publication.refusal();
        if (refused != null && WriterFailures.isUnsettled(refused)) {
            submission.decide(failed(refused));
            return;
        }
        try {
            SubmissionMark mark = submission.mark();
            SubmissionWindow.Entry first =
                    mark == null ? null : window.find(mark, host.clock().millis());
            if (first != null) {
                submission.decide(new Verdict.Repeated(first));
                return;
            }
            applyNew(submission, mark);
        } catch (Throwable failure) {
            submission.decide(failed(WriterFailures.notApplied(failure)));
        } finally {
            Thread.interrupted(); // a function may have interrupted the thread; writing to storage must not see it
        }
    }

    private Verdict failed(Anomaly why) {
        try {
            return new Verdict.Failed(why);
        } catch (Throwable noMemory) {
            return failedForMemory;
        }
    }

    private void applyNew(Submission submission, @Nullable SubmissionMark mark) {
        DatabaseValue before = current.after();
        TxResult result = host.transact(before, submission.forms(), time(submission));
        TxReport report = new TxReport(
                host.database(before),
                host.database(result.after()),
                Collections.<Datom>unmodifiableList(result.txData()),
                result.tempids());
        SubmissionMark applied = mark == null ? null : mark.applied(host.clock().millis(), result.tempids());
        Verdict.Applied verdict = new Verdict.Applied(result, report, applied);
        if (applied != null) {
            window.add(result.after().basisT(), applied);
        }
        // nothing that follows needs memory: a transaction that is told to have failed must not be in the batch
        if (submission.answer().take()) {
            current.applied(submission, verdict);
        } else if (applied != null) {
            window.forget(applied.id());
        }
    }

    /**
     * Returns what tells that a transaction must be given up: its caller waits no more, or, when nobody waits for it, it takes
     * longer than a call may.
     */
    private BooleanSupplier time(Submission submission) {
        Answer answer = submission.answer();
        if (submission.delivery() == Delivery.Awaited.AWAITED) {
            return answer::isGiven;
        }
        Deadline deadline = Deadline.after(host.system().timeout(), host.nanoClock());
        return () -> answer.isGiven() || deadline.isOver();
    }

    /** Returns what a transaction did that was published before. */
    private TxReport report(SubmissionWindow.Entry first) {
        DatabaseValue newest = value();
        long t = first.t();
        return new TxReport(
                host.database(newest.asOf(t - 1)),
                host.database(newest.asOf(t)),
                log.read(t, t + 1).next().data(),
                first.mark().tempids());
    }

    /** Writes a batch, puts it into effect and answers its transactions; never fails itself. */
    private void commit(Batch batch) {
        try {
            if (batch.hasChanges() && !change(batch)) {
                return;
            }
            batch.written();
            batch.answer(this::report);
        } catch (Throwable unexpected) {
            Anomaly why;
            if (batch.isWritten() && value() != batch.after()) {
                why = WriterFailures.writtenOnly(unexpected);
                publication.refuse(why);
            } else {
                why = WriterFailures.notApplied(unexpected);
            }
            batch.fail(why);
        }
    }

    /** Writes what a batch changes and puts it into effect; returns false, and fails the batch, when it is not known to be written. */
    private boolean change(Batch batch) {
        Batch.Excised excised = batch.excised();
        AppendResult result = appender.append(batch::logged);
        if (result instanceof AppendResult.Unknown unknown) {
            publication.refuse(unknown.why());
            batch.fail(unknown.why());
            return false;
        }
        if (result instanceof AppendResult.NotWritten not) {
            batch.fail(not.why());
            return false;
        }
        batch.written();
        if (excised != null) {
            excisions.hide(excised);
        }
        publication.publish(batch.after());
        if (excised != null) {
            excisions.erase(batch.after());
        }
        return true;
    }

    /** Refuses further transactions, finishes those that wait, and ends the threads. */
    public void close(Anomaly reason) {
        if (WriterThread.isCurrent()) {
            throw WriterThread.refusal("close a database");
        }
        synchronized (closing) {
            publication.refuse(reason);
            boolean interrupted = false;
            boolean asked = !thread.isAlive();
            while (!asked || thread.isAlive()) {
                try {
                    if (!asked) {
                        queue.put(Close.CLOSE);
                        asked = true;
                    }
                    thread.join();
                } catch (InterruptedException again) {
                    interrupted = true;
                }
            }
            committer.close();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
