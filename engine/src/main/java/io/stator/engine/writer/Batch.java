package io.stator.engine.writer;

import io.stator.Anomaly;
import io.stator.TxReport;
import io.stator.engine.database.Counters;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.database.Excision;
import io.stator.engine.database.Remains;
import io.stator.engine.datom.Fact;
import io.stator.engine.durable.WriterFailures;
import io.stator.engine.log.LoggedTransaction;
import io.stator.engine.log.SubmissionMark;
import io.stator.engine.transact.TxResult;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Transactions that are applied one after the other and go into one log record; not thread-safe.
 *
 * <p>The ones that failed go with it: why they did may depend on the ones before them, so they are answered no earlier.
 * What is done to a batch when something went wrong needs no memory.
 */
final class Batch {
    private @Nullable Submission first;
    private @Nullable Submission last;
    private DatabaseValue after;
    private int size;
    private int facts;
    private boolean written;

    Batch(DatabaseValue before) {
        this.after = before;
    }

    /** Adds a submission, of which nothing is known yet. */
    void add(Submission submission) {
        if (last == null) {
            first = submission;
        } else {
            last.next = submission;
        }
        last = submission;
        size++;
    }

    /** Takes a result of the newest submission, or of the one that is being applied again. */
    void succeeded(Submission submission, TxResult result, TxReport report, @Nullable SubmissionMark applied) {
        submission.succeeded(result, report, applied);
        after = result.after();
        facts += result.txData().size();
    }

    /** Makes the batch begin anew on another value, and has all its submissions applied again. */
    void restart(DatabaseValue before, Consumer<Submission> apply) {
        after = before;
        facts = 0;
        for (Submission each = first; each != null; each = each.next) {
            each.reset();
        }
        for (Submission each = first; each != null; each = each.next) {
            apply.accept(each);
        }
    }

    /** Makes a window forget the transactions of this batch. */
    void forgetIn(SubmissionWindow window) {
        for (Submission each = first; each != null; each = each.next) {
            SubmissionMark mark = each.applied();
            if (mark != null) {
                window.forget(mark.id());
            }
        }
    }

    /** Returns the value after all transactions of the batch. */
    DatabaseValue after() {
        return after;
    }

    /** Returns the number of facts of all transactions. */
    int facts() {
        return facts;
    }

    int size() {
        return size;
    }

    /** Returns whether what the batch changes is durable; a batch that changes nothing is. */
    boolean isWritten() {
        return written;
    }

    /** Takes note that what the batch changes is durable. */
    void written() {
        written = true;
    }

    /** Returns whether any transaction of the batch changes the database. */
    boolean hasResults() {
        for (Submission each = first; each != null; each = each.next) {
            if (each.result() != null) {
                return true;
            }
        }
        return false;
    }

    /** Returns the transactions for the log; empty when all failed. */
    List<LoggedTransaction> logged() {
        List<LoggedTransaction> logged = new ArrayList<>(size);
        for (Submission each = first; each != null; each = each.next) {
            TxResult result = each.result();
            if (result != null) {
                Counters counters = result.after().counters();
                logged.add(new LoggedTransaction(
                        counters.basisT(),
                        counters.nextEntity(),
                        counters.nextAttribute(),
                        counters.lastInstant(),
                        result.txData(),
                        each.applied()));
            }
        }
        return logged;
    }

    /** Returns whether a transaction of the batch asks for an excision. */
    boolean isExcising() {
        for (Submission each = first; each != null; each = each.next) {
            TxResult result = each.result();
            if (result != null && Excision.isRequested(result.txData())) {
                return true;
            }
        }
        return false;
    }

    /** Returns the facts that the transactions of the batch excised. */
    List<Fact> excised() {
        List<Fact> excised = new ArrayList<>();
        for (Submission each = first; each != null; each = each.next) {
            TxResult result = each.result();
            if (result != null) {
                excised.addAll(result.excised());
            }
        }
        return excised;
    }

    /** Returns what the transactions of the batch asked to excise that the log alone may still hold. */
    List<Remains> remains() {
        List<Remains> remains = new ArrayList<>();
        for (Submission each = first; each != null; each = each.next) {
            TxResult result = each.result();
            if (result != null) {
                remains.addAll(result.remains());
            }
        }
        return remains;
    }

    /**
     * Answers every submission; those that were applied need no memory for that.
     *
     * @param ofFirst reports what a transaction did that was repeated
     */
    void answer(Function<SubmissionWindow.Entry, TxReport> ofFirst) {
        for (Submission each = first; each != null; each = each.next) {
            TxReport report = each.report();
            Anomaly failure = each.failure();
            if (report != null) {
                each.succeed(report);
            } else if (failure != null) {
                each.fail(failure);
            }
        }
        deliver(true);
        for (Submission each = first; each != null; each = each.next) {
            SubmissionWindow.Entry repeated = each.repeated();
            if (repeated != null) {
                answerRepetition(each, repeated, ofFirst);
            }
        }
    }

    private static void answerRepetition(
            Submission submission,
            SubmissionWindow.Entry repeated,
            Function<SubmissionWindow.Entry, TxReport> ofFirst) {
        try {
            submission.succeed(ofFirst.apply(repeated));
        } catch (Throwable unreadable) {
            submission.fail(WriterFailures.notReported(unreadable));
        }
        submission.deliver();
    }

    /** Answers that nothing of this batch was written, or that it is not known. */
    void fail(Anomaly failure) {
        for (Submission each = first; each != null; each = each.next) {
            each.fail(failure);
        }
        deliver(false);
    }

    /** Has the futures of those completed that are answered, or withdrawn; all at once, since each handing over may wake a thread. */
    private void deliver(boolean exceptRepetitions) {
        ReportFuture head = null;
        ReportFuture tail = null;
        Completions completions = null;
        for (Submission each = first; each != null; each = each.next) {
            ReportFuture owed = exceptRepetitions && each.repeated() != null ? null : each.owed();
            if (owed == null) {
                continue;
            }
            completions = each.completions();
            if (tail == null) {
                head = owed;
            } else {
                tail.next = owed;
            }
            tail = owed;
        }
        if (completions != null && head != null && tail != null) {
            completions.deliver(head, tail);
        }
    }
}
