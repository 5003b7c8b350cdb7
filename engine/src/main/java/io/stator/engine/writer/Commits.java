package io.stator.engine.writer;

import io.stator.Anomaly;
import io.stator.TxReport;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.durable.AppendResult;
import io.stator.engine.durable.LogAppender;
import io.stator.engine.durable.LogReader;
import io.stator.engine.durable.Warnings;
import io.stator.engine.durable.WriterFailures;
import org.jspecify.annotations.Nullable;

/**
 * Makes batches durable and puts them into effect. Used by one thread at a time.
 *
 * <p>What cannot be known at once is found out later: a batch whose record may be in the log stays open, and nothing is written after it,
 * until the log can be read. Then it is put into effect, or forgotten.
 */
final class Commits {
    private final WriterHost host;
    private final LogAppender appender;
    private final LogReader log;
    private final SubmissionWindow window;
    private final Publication publication;
    private final Merging merging;
    private final ExcisionEffects excisions;
    private final FormerWriters former;

    /** What may be in the log, or is, and is not in effect. */
    private volatile @Nullable Batch open;

    Commits(
            WriterHost host,
            LogAppender appender,
            LogReader log,
            SubmissionWindow window,
            Publication publication,
            Merging merging,
            ExcisionEffects excisions,
            FormerWriters former) {
        this.host = host;
        this.appender = appender;
        this.log = log;
        this.window = window;
        this.publication = publication;
        this.merging = merging;
        this.excisions = excisions;
        this.former = former;
    }

    /** Writes a batch, puts it into effect and answers its transactions; never fails itself. */
    void commit(Batch batch) {
        try {
            if (batch.hasChanges() && !change(batch)) {
                return;
            }
            batch.written();
            batch.answer(this::report);
        } catch (Throwable unexpected) {
            Anomaly why;
            if (batch.isWritten() && publication.value() != batch.after()) {
                why = WriterFailures.writtenOnly(unexpected);
                leaveOpen(batch, why);
            } else {
                why = WriterFailures.notApplied(unexpected);
            }
            batch.fail(why);
        }
    }

    /** Writes what a batch changes and puts it into effect; returns false, and fails the batch, when it is not known to be written. */
    private boolean change(Batch batch) {
        Anomaly doubt = publication.doubt();
        if (doubt != null) {
            batch.fail(WriterFailures.behind(doubt));
            return false;
        }
        Batch.Excised excised = batch.excised();
        AppendResult result = appender.append(batch::logged);
        if (result instanceof AppendResult.Unknown unknown) {
            leaveOpen(batch, unknown.why());
            batch.fail(unknown.why());
            return false;
        }
        if (result instanceof AppendResult.NotWritten not) {
            batch.fail(not.why());
            return false;
        }
        batch.written();
        putIntoEffect(batch, excised);
        return true;
    }

    private void putIntoEffect(Batch batch, Batch.@Nullable Excised excised) {
        if (excised != null) {
            excisions.hide(excised);
        }
        publication.publish(batch.after());
        merging.consider(batch.after());
        former.consider();
        if (excised != null) {
            excisions.erase(batch.after());
        }
    }

    private void leaveOpen(Batch batch, Anomaly why) {
        open = batch;
        publication.doubt(why);
    }

    /**
     * Finds out what became of the batch that is open, and puts it into effect if it was written; returns whether that is done. Never fails:
     * what cannot be found out, or be done, stays open.
     */
    boolean settle() {
        Batch batch = open;
        if (batch == null) {
            return false;
        }
        try {
            if (!batch.isWritten()) {
                AppendResult result = appender.settle();
                if (result instanceof AppendResult.Unknown unknown) {
                    publication.doubt(unknown.why());
                    return false;
                }
                if (result instanceof AppendResult.Written) {
                    batch.written();
                }
            }
            if (batch.isWritten()) {
                batch.rememberIn(window);
                putIntoEffect(batch, batch.excised());
            }
        } catch (Throwable later) {
            if (publication.value() != batch.after()) {
                if (batch.isWritten()) {
                    publication.doubt(WriterFailures.writtenOnly(later)); // and no more that it is not known
                }
                return false;
            }
            Warnings.log(
                    Commits.class, "not all that follows from a transaction was done when it took effect late", later);
        }
        open = null;
        publication.settled();
        return true;
    }

    /** Returns what a transaction did that was published before. */
    private TxReport report(SubmissionWindow.Entry first) {
        DatabaseValue newest = publication.value();
        long t = first.t();
        return new TxReport(
                host.database(newest.asOf(t - 1)),
                host.database(newest.asOf(t)),
                log.read(t, t + 1).next().data(),
                first.mark().tempids());
    }
}
