package io.stator.engine;

import io.stator.Anomaly;
import io.stator.TxReport;
import io.stator.edn.Keyword;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.log.LoggedTransaction;
import java.time.Duration;
import java.util.Collection;
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

    private static final Submission CLOSE = new Submission(List.of(), new CompletableFuture<>(), Runnable::run);

    private final EngineContext context;
    private final String name;
    private final LogAppender appender;
    private final BlockingQueue<Submission> queue;
    private final Thread thread;
    private final ExecutorService committer;
    private final Object publication = new Object();
    private final Object closing = new Object();
    private volatile DatabaseValue value;
    private volatile @Nullable Anomaly refusal;

    DatabaseWriter(EngineContext context, LogAppender appender, DatabaseValue value) {
        this.context = context;
        this.name = value.name();
        this.appender = appender;
        this.value = value;
        this.queue = new ArrayBlockingQueue<>(context.config().queuedTransactionsMax());
        this.thread = daemon(this::run, "stator-writer-" + name);
        this.committer = Executors.newSingleThreadExecutor(task -> daemon(task, "stator-committer-" + name));
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    void start() {
        thread.start();
    }

    /** Returns the newest durable value. */
    DatabaseValue value() {
        return value;
    }

    /** Puts a transaction into the queue, or fails it at once. */
    CompletableFuture<TxReport> submit(Collection<?> forms, Executor completion) {
        CompletableFuture<TxReport> report = new CompletableFuture<>();
        Anomaly refused = refusal;
        Submission submission = new Submission(forms, report, completion);
        if (refused != null) {
            report.completeExceptionally(refused);
        } else if (!queue.offer(submission)) {
            report.completeExceptionally(new Anomaly.Busy("database '" + name + "' has "
                    + context.config().queuedTransactionsMax()
                    + " transactions waiting (queuedTransactionsMax): retry after a pause"));
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

    /** Waits for a value whose basis is at least t. */
    DatabaseValue await(long t, Duration timeout) {
        long end = context.config().nanoClock().getAsLong() + timeout.toNanos();
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
        boolean open = true;
        while (open) {
            Batch batch = new Batch(head);
            open = fill(batch);
            if (!writing.join()) {
                batch = again(batch);
            }
            head = batch.after();
            writing = write(batch);
            if (writing.isDone() && !writing.join()) {
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
            boolean full = batch.size() >= context.config().commitTransactionsMax() || batch.facts() >= BATCH_FACTS_MAX;
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
            batch.succeeded(submission, context.transact(batch.after(), submission.forms()));
        } catch (Anomaly failure) {
            batch.failed(submission, failure);
        } catch (RuntimeException | StackOverflowError fault) {
            batch.failed(submission, new Anomaly.Fault("transaction failed: " + fault, Map.of(), fault));
        }
    }

    /** Prepares a batch anew, because the one it was prepared on was not written. */
    private Batch again(Batch batch) {
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
            publish(batch.after());
        }
        batch.answer(context);
        return true;
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
