package io.stator.engine;

import io.stator.Anomaly;
import io.stator.Limit;
import io.stator.TxData;
import io.stator.TxReport;
import io.stator.edn.Keyword;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.log.LoggedTransaction;
import io.stator.engine.log.SubmissionMark;
import io.stator.engine.transact.TxResult;
import io.stator.spi.Require;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
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
 */
final class DatabaseWriter {
    /** A batch is closed when it has this many facts, however many transactions wait. */
    private static final int BATCH_FACTS_MAX = 16_384;

    /** A batch with this many facts is written by the second thread. */
    private static final int PIPELINED_FACTS_MIN = 1_000;

    private static final Submission CLOSE = new Submission(List.of(), null, new CompletableFuture<>(), Runnable::run);

    private final EngineContext context;
    private final String name;
    private final LogAppender appender;
    private final LogReader log;
    private final SubmissionWindow window;
    private final Erasure erasure;
    private final BlockingQueue<Submission> queue;
    private final Thread thread;
    private final ExecutorService committer;
    private final Object publication = new Object();
    private final Object closing = new Object();
    private volatile DatabaseValue value;
    private volatile @Nullable Anomaly refusal;

    /**
     * Creates a writer; {@link #start} begins its work.
     *
     * @param window the transactions of the log that are remembered by their ids
     */
    DatabaseWriter(
            EngineContext context,
            LogAppender appender,
            LogReader log,
            SubmissionWindow window,
            Erasure erasure,
            DatabaseValue value) {
        this.context = context;
        this.name = value.name();
        this.appender = appender;
        this.log = log;
        this.window = window;
        this.erasure = erasure;
        this.value = value;
        this.queue = new ArrayBlockingQueue<>((int) context.config().limit(Limit.QUEUED_TRANSACTIONS));
        this.thread = new WriterThread(this::run, "stator-writer-" + name);
        this.committer = Executors.newSingleThreadExecutor(task -> new WriterThread(task, "stator-committer-" + name));
    }

    void start() {
        thread.start();
    }

    /** Returns the newest durable value. */
    DatabaseValue value() {
        return value;
    }

    /** Puts a transaction into the queue, or fails it at once. */
    CompletableFuture<TxReport> submit(TxData txData, Executor completion) {
        CompletableFuture<TxReport> report = new CompletableFuture<>();
        Anomaly refused = refusal;
        Submission submission = new Submission(txData.forms(), Fingerprint.markOf(txData), report, completion);
        if (refused != null) {
            report.completeExceptionally(refused);
        } else if (WriterThread.isCurrent()) {
            report.completeExceptionally(WriterThread.refusal("transact"));
        } else if (!queue.offer(submission)) {
            report.completeExceptionally(new Anomaly.Busy("database '" + name + "' has "
                    + context.config().limit(Limit.QUEUED_TRANSACTIONS)
                    + " transactions waiting (limit " + Limit.QUEUED_TRANSACTIONS.key() + "): retry after a pause"));
        } else {
            refused = refusal;
            if (refused != null && !thread.isAlive()) {
                refuseWaiting(refused);
            }
        }
        return report;
    }

    private void refuseWaiting(Anomaly refused) {
        for (Submission waiting = queue.poll(); waiting != null; waiting = queue.poll()) {
            waiting.fail(refused);
        }
    }

    /** Waits for a value whose basis is at least t, and until what was excised up to t is erased. */
    DatabaseValue awaitErasure(long t, Duration timeout) {
        long end = context.config().nanoClock().getAsLong() + Require.nanos(timeout);
        DatabaseValue known = await(t, timeout);
        erasure.finish(
                Duration.ofNanos(Math.max(0, end - context.config().nanoClock().getAsLong())));
        return known;
    }

    /** Waits for a value whose basis is at least t. */
    DatabaseValue await(long t, Duration timeout) {
        if (WriterThread.isCurrent() && value.basisT() < t) {
            throw WriterThread.refusal("wait for a transaction");
        }
        long end = context.config().nanoClock().getAsLong() + Require.nanos(timeout);
        synchronized (publication) {
            while (value.basisT() < t) {
                long left = end - context.config().nanoClock().getAsLong();
                if (left <= 0) {
                    throw new Anomaly.Unavailable("Total timeout elapsed: database '" + name + "' does not yet have t="
                            + t + ", its basis is " + value.basisT());
                }
                try {
                    TimeUnit.NANOSECONDS.timedWait(publication, left);
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    throw new Anomaly.Interrupted("interrupted while waiting for t=" + t, Map.of(), interrupted);
                }
            }
            return value;
        }
    }

    private void publish(DatabaseValue next) {
        synchronized (publication) {
            value = next;
            publication.notifyAll();
        }
    }

    private void run() {
        CompletableFuture<Boolean> writing = CompletableFuture.completedFuture(true);
        DatabaseValue head = value;
        Batch written = new Batch(head);
        boolean open = true;
        while (open) {
            Batch batch = new Batch(head);
            open = fill(batch);
            if (!writing.join()) {
                written.forgetIn(window);
                batch = again(batch);
            }
            head = batch.after();
            written = batch;
            writing = write(batch);
            if (writing.isDone() && !writing.join()) {
                written.forgetIn(window);
                head = value;
            }
        }
        writing.join();
        Anomaly refused = refusal;
        if (refused != null) {
            refuseWaiting(refused);
        }
    }

    /** Applies the transactions that wait, at least one; returns false when the writer was told to close. */
    private boolean fill(Batch batch) {
        Submission next = take();
        while (next != null) {
            if (next == CLOSE) {
                return false;
            }
            apply(next, batch);
            boolean full = batch.size() >= context.config().limit(Limit.COMMIT_TRANSACTIONS)
                    || batch.facts() >= BATCH_FACTS_MAX;
            next = full ? null : queue.poll();
        }
        return true;
    }

    private Submission take() {
        while (true) {
            try {
                return queue.take();
            } catch (InterruptedException nobodyMayInterrupt) {
                continue;
            }
        }
    }

    private void apply(Submission submission, Batch batch) {
        Anomaly refused = refusal;
        if (refused != null && LogAppender.isUnknown(refused)) {
            batch.failed(submission, refused);
            return;
        }
        try {
            SubmissionMark mark = submission.mark();
            SubmissionWindow.Entry first = mark == null
                    ? null
                    : window.find(mark, context.config().clock().millis());
            if (first != null) {
                batch.repeated(submission, first);
                return;
            }
            applyNew(submission, mark, batch);
        } catch (Anomaly failure) {
            batch.failed(submission, failure);
        } catch (Throwable fault) {
            batch.failed(submission, new Anomaly.Fault("transaction failed: " + fault, Map.of(), fault));
        } finally {
            Thread.interrupted(); // a function may have interrupted the thread; writing to storage must not see it
        }
    }

    private void applyNew(Submission submission, @Nullable SubmissionMark mark, Batch batch) {
        TxResult result = context.transact(batch.after(), submission.forms());
        if (mark == null) {
            batch.succeeded(submission, result, null);
            return;
        }
        SubmissionMark applied = mark.applied(context.config().clock().millis(), result.tempids());
        batch.succeeded(submission, result, applied);
        window.add(result.after().basisT(), applied);
    }

    /** Returns what a transaction did that was published before. */
    private TxReport report(SubmissionWindow.Entry first) {
        DatabaseValue newest = value;
        long t = first.t();
        return new TxReport(
                new EmbeddedDatabase(context, newest.asOf(t - 1)),
                new EmbeddedDatabase(context, newest.asOf(t)),
                log.read(t, t + 1).next().data(),
                first.mark().tempids());
    }

    /** Prepares a batch anew, because the one it was prepared on was not written. */
    private Batch again(Batch batch) {
        batch.forgetIn(window);
        Batch next = new Batch(value);
        batch.submissions().forEach(submission -> apply(submission, next));
        return next;
    }

    private CompletableFuture<Boolean> write(Batch batch) {
        if (batch.facts() >= PIPELINED_FACTS_MIN) {
            return CompletableFuture.supplyAsync(() -> commit(batch), committer);
        }
        return CompletableFuture.completedFuture(commit(batch));
    }

    private boolean commit(Batch batch) {
        List<LoggedTransaction> transactions = batch.logged();
        if (!transactions.isEmpty()) {
            Anomaly failure = append(transactions);
            if (failure != null) {
                if (LogAppender.isUnknown(failure)) {
                    refusal = failure;
                }
                batch.fail(failure);
                return false;
            }
            publish(batch);
        }
        batch.answer(context, this::report);
        return true;
    }

    /** Makes what is durable seen; what was excised is hidden in the log before it is gone from the value, and then erased. */
    private void publish(Batch batch) {
        boolean excising = batch.isExcising();
        if (excising) {
            erasure.request(batch.excised(), batch.after().basisT());
        }
        publish(batch.after());
        if (excising) {
            context.modules().forget(batch.after().id());
            erasure.attempt();
        }
    }

    private @Nullable Anomaly append(List<LoggedTransaction> transactions) {
        try {
            return appender.append(transactions);
        } catch (RuntimeException | OutOfMemoryError fault) {
            return new Anomaly.Unavailable(
                    "it is not known whether the transaction was written: open the system again and look; " + fault,
                    Map.of(LogAppender.OUTCOME, Keyword.of("unknown")),
                    fault);
        }
    }

    /** Refuses further transactions, finishes those that wait, and ends the threads. */
    void close(Anomaly reason) {
        if (WriterThread.isCurrent()) {
            throw WriterThread.refusal("close a database");
        }
        synchronized (closing) {
            if (refusal == null) {
                refusal = reason;
            }
            boolean interrupted = false;
            boolean told = !thread.isAlive();
            while (!told || thread.isAlive()) {
                try {
                    if (!told) {
                        queue.put(CLOSE);
                        told = true;
                    }
                    thread.join();
                } catch (InterruptedException again) {
                    interrupted = true;
                }
            }
            // what was put into the queue while the thread was ending has nobody else to answer it
            refuseWaiting(reason);
            committer.shutdown();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
