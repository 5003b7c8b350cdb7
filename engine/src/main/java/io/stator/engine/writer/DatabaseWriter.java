package io.stator.engine.writer;

import io.stator.Anomaly;
import io.stator.CompactOptions;
import io.stator.Compaction;
import io.stator.Database;
import io.stator.IndexingStats;
import io.stator.Limit;
import io.stator.SubmissionStatus;
import io.stator.TxData;
import io.stator.TxReport;
import io.stator.engine.calls.Answer;
import io.stator.engine.calls.Repeats;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.durable.Erasure;
import io.stator.engine.durable.LogAppender;
import io.stator.engine.durable.LogReader;
import io.stator.engine.durable.StoredIndexes;
import io.stator.engine.durable.Warnings;
import io.stator.engine.durable.WriterFailures;
import io.stator.engine.writer.WriterOrder.Close;
import io.stator.spi.Require;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one writer of a database.
 *
 * <p>Transactions wait in a bounded queue. The writer's thread applies those that wait, one after the other, to the
 * newest value, has one log record written for them, publishes the new value once the record is durable, and then
 * answers. The record of a big batch is written by a second thread while the writer prepares the next batch.
 *
 * <p>A caller who waits does all that itself for its own transaction while nothing else is to be done, if storage never makes it wait and
 * the transaction is small and calls no code of the program. So a thread need not wake another one, and be woken by it. What
 * belongs to the writer then is the caller's {@link Turn}.
 *
 * <p>When a record cannot be written its transactions fail, and what was prepared on top of them is prepared again on
 * the published value. When it cannot be known whether it was written, that is found out before the next transactions, and
 * these fail as long as it cannot be.
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
    private final Merging merging;
    private final Commits commits;
    private final Publication publication;
    private final Desk desk;
    private final Applier applier;
    private final Thread thread;
    private final Committer committer;
    private final Object closing = new Object();
    private final WriterPace pace;
    private final long batchSizeMax;
    private final Turn turn = new Turn();
    private final CallersAppend callersAppend;

    // belong to the writer's thread
    private boolean told;
    private int done;

    // belong to whoever has the turn
    private final Batch nothing;
    private DatabaseValue head;
    private Batch current;
    private @Nullable Batch handed;

    /** What is to be done after the current batch. */
    private @Nullable Errand errand;

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
            StoredIndexes indexes,
            DatabaseValue value) {
        this.host = host;
        this.name = value.name();
        this.appender = appender;
        this.callersAppend = CallersAppend.of(appender.hold());
        this.log = log;
        this.window = window;
        this.erasure = erasure;
        this.merging = new Merging(host, indexes, erasure, log, name, new BesideWriter());
        this.pace = new WriterPace(host.system().limit(Limit.LIVE_FACTS));
        this.publication = new Publication(host, value);
        ExcisionEffects excisions = new ExcisionEffects(host, erasure);
        FormerWriters former = new FormerWriters(host, erasure, indexes, name);
        this.commits = new Commits(host, appender, log, window, publication, merging, excisions, former);
        this.applier = new Applier(host, publication, window);
        this.desk = new Desk(host, value.name(), publication, turn, this::applyHere);
        this.head = value;
        this.nothing = new Batch(value);
        this.current = nothing;
        this.batchSizeMax = host.system().limit(Limit.COMMIT_TRANSACTIONS);
        this.thread = new WriterThread(this::run, "stator-writer-" + name);
        this.committer = new Committer("stator-committer-" + name, commits::commit);
    }

    void start() {
        thread.start();
        merging.consider(value());
    }

    /** How facts are put into storage beside this writer. */
    private final class BesideWriter implements Merging.Site {
        @Override
        public DatabaseValue value() {
            return DatabaseWriter.this.value();
        }

        @Override
        public Merging.@Nullable Start start() throws InterruptedException {
            Merging.Start[] start = new Merging.Start[1];
            between(() -> {
                long t = value().basisT();
                start[0] = new Merging.Start(value(), appender.nextSequence(), window.oldestT(t + 1));
            });
            return start[0];
        }

        @Override
        public boolean replace(Supplier<@Nullable DatabaseValue> made) throws InterruptedException {
            return between(() -> {
                DatabaseValue same = made.get();
                if (same != null) {
                    publication.publish(same);
                    head = same;
                }
            });
        }

        /** Has the writer do something when nothing is on its way; returns whether it did. */
        private boolean between(Runnable work) throws InterruptedException {
            Errand errand = new Errand(work);
            desk.put(errand);
            if (publication.isOver()) {
                desk.refuseWaiting();
            }
            return errand.await();
        }
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
    public TxReport submit(TxData txData, long nanos, Repeats repeats) {
        return desk.submit(txData, nanos, repeats);
    }

    /** Submits a transaction, or fails it; never blocks, never throws. */
    public CompletableFuture<TxReport> submitAsync(TxData txData, long nanos, Repeats repeats) {
        return desk.submitAsync(txData, nanos, repeats);
    }

    /** Returns what has become of a transaction with the id of another one, once all that were submitted before are done. */
    public SubmissionStatus ask(TxData sameId, long nanos, Repeats repeats) {
        return desk.ask(sameId, nanos, repeats);
    }

    /** Returns a future of what has become of a transaction with the id of another one; never blocks, never throws. */
    public CompletableFuture<SubmissionStatus> askAsync(TxData sameId, long nanos, Repeats repeats) {
        return desk.askAsync(sameId, nanos, repeats);
    }

    /** Waits for a value whose basis is at least t. */
    public DatabaseValue await(long t, Duration timeout) {
        return publication.await(t, timeout);
    }

    /** Returns a future of what is shown of a value whose basis is at least t; never blocks. */
    public CompletableFuture<Database> awaitAsync(long t, long nanos, Function<DatabaseValue, Database> shown) {
        return publication.awaitAsync(t, nanos, shown);
    }

    /** Waits for t, and until what was excised up to t is erased; returns the newest value then, since an earlier one may need what was erased. */
    public DatabaseValue awaitErasure(long t, Duration timeout) {
        long end = host.nanoClock().getAsLong() + Require.nanos(timeout);
        DatabaseValue unused = await(t, timeout);
        merging.consider(value());
        erasure.finish(Duration.ofNanos(Math.max(1, end - host.nanoClock().getAsLong())));
        return value();
    }

    /** Returns how facts come from memory into segments. */
    public IndexingStats indexing() {
        return merging.stats();
    }

    /** Writes all indexes anew; what {@code look} throws, which is called again and again, ends that. */
    public Compaction compact(CompactOptions options, Runnable look) {
        return merging.compact(options, look);
    }

    private void run() {
        try {
            while (!told) {
                try {
                    serve(new Batch(value()), desk.take());
                } catch (Throwable unexpected) { // before anything was taken
                    warn(unexpected);
                    LockSupport.parkNanos(RECOVERY_PAUSE_NANOS);
                }
            }
            committer.await();
        } finally {
            publication.end();
            desk.refuseWaiting();
        }
    }

    /** Does what waits longest, and what waits behind it. */
    private void serve(Batch batch, WriterOrder first) {
        long live = value().live();
        turn.take();
        try {
            errand = first instanceof Errand waiting ? waiting : null;
            if (publication.doubt() != null) {
                committer.await(); // it may be what was handed over that is not known
                if (commits.settle()) {
                    head = value();
                }
            }
            batch.begin(head);
            current = batch;
            cycle(first);
        } catch (Throwable unexpected) {
            recover(unexpected);
        } finally {
            if (handed == null) {
                turn.done(done);
                done = 0;
            }
            rest();
            turn.leave();
        }
        long added = Math.max(batch.facts(), value().live() - live);
        pace.rest(pace.pauseNanos(value().live(), added));
    }

    private void cycle(WriterOrder first) {
        fill(current, first);
        committer.await();
        Batch before = handed;
        handed = null;
        if (before != null && !before.isWritten()) {
            before.forgetIn(window);
            current.forgetIn(window);
            current.restart(value(), submission -> applier.apply(submission, current));
        }
        if (errand == null && current.facts() >= PIPELINED_FACTS_MIN && committer.hand(current)) {
            handed = current;
            head = current.after();
            return;
        }
        commitCurrent();
        Errand after = errand;
        if (after != null) {
            errand = null;
            Anomaly doubt = publication.doubt();
            if (doubt == null) {
                after.run();
            } else {
                after.fail(doubt);
            }
        }
    }

    /** Writes the current batch and answers its transactions. */
    private void commitCurrent() {
        commits.commit(current);
        if (!current.isWritten()) {
            current.forgetIn(window);
        }
        head = value();
    }

    /** Lets go of what was done last. */
    private void rest() {
        current = nothing;
        nothing.begin(head);
    }

    /** Drops what was not written, tells those who submitted it, and goes on with the published value. */
    private void recover(Throwable unexpected) {
        Errand after = errand;
        if (after != null) {
            errand = null;
            after.fail(unexpected);
        }
        Anomaly why = WriterFailures.notApplied(unexpected);
        committer.await();
        Batch before = handed;
        handed = null;
        if (before != null && !before.isWritten()) {
            before.forgetIn(window);
        }
        if (current == before) {
            head = value();
        } else {
            drop(why);
        }
        warn(unexpected);
        LockSupport.parkNanos(RECOVERY_PAUSE_NANOS);
    }

    /** Gives the current batch up unless it is written, and goes on with the published value. */
    private void drop(Anomaly why) {
        if (!current.isWritten()) {
            current.forgetIn(window);
            current.fail(why);
        }
        head = value();
    }

    private void warn(Throwable unexpected) {
        Warnings.log(DatabaseWriter.class, "transactions of database '" + name + "' were dropped", unexpected);
    }

    /** Applies the first of the transactions that wait, unless it is another order, and those behind it; finds out what is to be done after them. */
    private void fill(Batch batch, WriterOrder first) {
        WriterOrder next = first;
        while (next instanceof Submission submission) {
            done++;
            if (!submission.answer().isGiven()) {
                batch.add(submission);
                applier.apply(submission, batch);
            } else {
                submission.delivery().deliver();
            }
            boolean full = batch.size() >= batchSizeMax || batch.facts() >= BATCH_FACTS_MAX;
            next = full ? null : desk.poll();
        }
        told = next == Close.CLOSE;
        if (next instanceof Errand waiting) {
            done++;
            errand = waiting;
        }
    }

    /**
     * Applies and writes a submission in the thread of its caller, if nothing is to be done before it and only small work for it;
     * returns false when it is for the writer. Never fails itself.
     */
    private boolean applyHere(Submission submission, Answer<TxReport>.Wait wait) {
        if (!callersAppend.mayDo(wait)
                || pace.pauseNanos(value().live(), 0) > 0
                || !CallersPatience.mayDo(submission.forms())
                || !turn.tryTake()) {
            return false;
        }
        boolean lent = false;
        try {
            lent = WriterThread.lend();
            current = new Batch(head);
            current.add(submission);
            CallersPatience patience = new CallersPatience(wait, callersAppend);
            return publication.refusal() == null
                    && publication.doubt() == null
                    && callersAppend.hasRoom()
                    && callersAppend.inTime(wait, () -> applyAndCommit(submission, patience));
        } catch (Throwable unexpected) {
            if (submission.verdict() == Verdict.Open.OPEN) {
                return false; // nothing has happened: the writer may have more luck
            }
            drop(WriterFailures.notApplied(unexpected));
            warn(unexpected);
            return true;
        } finally {
            rest();
            if (lent) {
                WriterThread.giveBack();
            }
            turn.leave();
        }
    }

    /** Applies and writes a submission that is the current batch; returns false when it is for the writer. */
    private boolean applyAndCommit(Submission submission, CallersPatience patience) {
        if (!applier.decideForCaller(submission, current, patience)) {
            return false;
        }
        if (submission.verdict() != Verdict.Open.OPEN) {
            commitCurrent();
            if (callersAppend == CallersAppend.WHILE_AWAITED && publication.doubt() != null) {
                desk.askToSettle();
            }
        }
        return true;
    }

    /** Refuses further transactions; those that wait are finished without pauses. */
    public void refuse(Anomaly reason) {
        publication.refuse(reason);
        pace.end();
    }

    /** Puts what is live into segments after all transactions, which are refused already, until a time by the host's clock; never fails. */
    public void settle(long untilNanos) {
        merging.settle(untilNanos);
    }

    /** Refuses further transactions, finishes those that wait, and ends the threads. */
    public void close(Anomaly reason) {
        if (WriterThread.isCurrent()) {
            throw WriterThread.refusal("close a database");
        }
        synchronized (closing) {
            merging.close();
            refuse(reason);
            boolean interrupted = false;
            boolean asked = !thread.isAlive();
            while (!asked || thread.isAlive()) {
                try {
                    if (!asked) {
                        desk.put(Close.CLOSE);
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
