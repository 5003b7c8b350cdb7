package io.stator.engine.writer;

import io.stator.Anomaly;
import io.stator.Datom;
import io.stator.SubmissionStatus;
import io.stator.TxReport;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.database.Excision;
import io.stator.engine.durable.WriterFailures;
import io.stator.engine.log.SubmissionMark;
import io.stator.engine.storage.CountedCall;
import io.stator.engine.transact.BeyondBuiltIn;
import io.stator.engine.transact.TxResult;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/** Finds out what submissions do, each after those before it in its batch. Used by one thread at a time. */
final class Applier {
    private final WriterHost host;
    private final Publication publication;
    private final SubmissionWindow window;
    private final Verdict failedForMemory = new Verdict.Failed(WriterFailures.notAppliedForMemory());

    /**
     * Creates one.
     *
     * @param window the transactions that are remembered by their ids
     */
    Applier(WriterHost host, Publication publication, SubmissionWindow window) {
        this.host = host;
        this.publication = publication;
        this.window = window;
    }

    /** Applies a submission to the value after those before it in the batch; never fails itself. */
    void apply(Submission submission, Batch batch) {
        Anomaly doubt = publication.doubt();
        if (doubt != null) {
            submission.decide(failed(WriterFailures.behind(doubt)));
            return;
        }
        try {
            SubmissionMark mark = submission.mark();
            if (mark != null && submission.isQuestion()) {
                SubmissionWindow.Entry asked =
                        window.known(mark.id(), host.clock().millis());
                submission.decide(new Verdict.Told(
                        asked == null ? new SubmissionStatus.NotWritten() : new SubmissionStatus.Written(asked.t())));
                return;
            }
            SubmissionWindow.Entry first =
                    mark == null ? null : window.find(mark, host.clock().millis());
            if (first != null) {
                submission.decide(new Verdict.Repeated(first));
                return;
            }
            accept(
                    submission,
                    mark,
                    batch,
                    CountedCall.transaction(
                            submission.ioContext(),
                            host.nanoClock(),
                            () -> host.transact(batch.after(), submission.forms(), submission::isGivenUp)));
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

    /** Puts into the batch what a submission does, unless it is withdrawn. */
    private void accept(
            Submission submission, @Nullable SubmissionMark mark, Batch batch, CountedCall<TxResult> counted) {
        TxResult result = counted.result();
        DatabaseValue before = batch.after();
        TxReport report = new TxReport(
                host.database(before),
                host.database(result.after()),
                Collections.<Datom>unmodifiableList(result.txData()),
                result.tempids(),
                counted.ioStats());
        SubmissionMark applied = mark == null ? null : mark.applied(host.clock().millis(), result.tempids());
        Verdict.Applied verdict = new Verdict.Applied(result, report, applied);
        if (applied != null) {
            window.add(result.after().basisT(), applied);
        }
        // nothing that follows needs memory: a transaction that is told to have failed must not be in the batch
        if (submission.answer().take()) {
            batch.applied(submission, verdict);
        } else if (applied != null) {
            window.forget(applied.id());
        }
    }

    /**
     * Finds out what the only submission of the batch does; returns false when that is for the writer. It is left
     * open when its caller waits no longer, and must withdraw it.
     */
    boolean decideForCaller(Submission submission, Batch batch, CallersPatience patience) {
        try {
            if (patience.isOver()) {
                return true;
            }
            SubmissionMark mark = submission.mark();
            if (mark != null && window.find(mark, host.clock().millis()) != null) {
                return false; // what it did first has to be read
            }
            CountedCall<TxResult> result = CountedCall.transaction(
                    submission.ioContext(),
                    host.nanoClock(),
                    () -> host.transactPlainly(batch.after(), submission.forms(), patience));
            if (Excision.isRequested(result.result().txData())) {
                return false; // all of the log has to be read
            }
            if (!patience.mayWrite(result.result().txData())) {
                return false;
            }
            if (!patience.isOver()) {
                accept(submission, mark, batch, result);
            }
            return true;
        } catch (BeyondBuiltIn | CallersPatience.Exhausted | StackOverflowError tooMuchHere) {
            return false;
        } catch (Throwable failure) {
            if (!patience.isOver()) {
                submission.decide(failed(WriterFailures.notApplied(failure)));
            }
            return true;
        }
    }
}
