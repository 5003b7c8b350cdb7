package io.stator.engine.writer;

import io.stator.Anomaly;
import io.stator.TxReport;
import io.stator.engine.calls.PromiseChain;
import io.stator.engine.database.Counters;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.database.Excision;
import io.stator.engine.database.Remains;
import io.stator.engine.datom.Fact;
import io.stator.engine.durable.WriterFailures;
import io.stator.engine.log.LoggedTransaction;
import io.stator.engine.log.SubmissionMark;
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
    /** What is asked for when there may be no memory to load a class; so these are loaded with the first batch. */
    static final List<Class<?>> CASES =
            List.of(Verdict.Applied.class, Verdict.Repeated.class, Verdict.Failed.class, Delivery.Promised.class);

    private @Nullable Submission first;
    private @Nullable Submission last;
    private final PromiseChain answered = new PromiseChain();
    private DatabaseValue after;
    private int size;
    private int facts;
    private boolean written;

    Batch(DatabaseValue before) {
        this.after = before;
    }

    /** Makes a batch that is empty begin on a newer value. */
    void begin(DatabaseValue before) {
        after = before;
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

    /** Takes what the newest submission does, or the one that is being applied again; needs no memory. */
    void applied(Submission submission, Verdict.Applied verdict) {
        submission.decide(verdict);
        after = verdict.result().after();
        facts += verdict.result().txData().size();
    }

    /** Makes the batch begin anew on another value, and has all its submissions applied again. */
    void restart(DatabaseValue before, Consumer<Submission> apply) {
        after = before;
        facts = 0;
        for (Submission each = first; each != null; each = each.next) {
            each.decide(Verdict.Open.OPEN);
        }
        for (Submission each = first; each != null; each = each.next) {
            apply.accept(each);
        }
    }

    /** Makes a window forget the transactions of this batch. */
    void forgetIn(SubmissionWindow window) {
        for (Submission each = first; each != null; each = each.next) {
            SubmissionMark mark = each.verdict() instanceof Verdict.Applied applied ? applied.mark() : null;
            if (mark != null) {
                window.forget(mark.id());
            }
        }
    }

    /** Makes a window remember the transactions of this batch again, which it forgot as long as it was not known whether they were written. */
    void rememberIn(SubmissionWindow window) {
        for (Submission each = first; each != null; each = each.next) {
            if (each.verdict() instanceof Verdict.Applied applied && applied.mark() != null) {
                window.add(applied.result().after().basisT(), applied.mark());
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
    boolean hasChanges() {
        return !applied().isEmpty();
    }

    /** Returns what the transactions do that change the database. */
    private List<Verdict.Applied> applied() {
        List<Verdict.Applied> all = new ArrayList<>(size);
        for (Submission each = first; each != null; each = each.next) {
            if (each.verdict() instanceof Verdict.Applied applied) {
                all.add(applied);
            }
        }
        return all;
    }

    /** Returns the transactions for the log; empty when none changes the database. */
    List<LoggedTransaction> logged() {
        List<LoggedTransaction> logged = new ArrayList<>(size);
        for (Verdict.Applied applied : applied()) {
            Counters counters = applied.result().after().counters();
            logged.add(new LoggedTransaction(
                    counters.basisT(),
                    counters.nextEntity(),
                    counters.nextAttribute(),
                    counters.lastInstant(),
                    applied.result().txData(),
                    applied.mark()));
        }
        return logged;
    }

    /** Returns what the transactions excise, or null when none asks for that. */
    @Nullable
    Excised excised() {
        boolean requested = false;
        List<Fact> excised = new ArrayList<>();
        List<Remains> remains = new ArrayList<>();
        for (Verdict.Applied applied : applied()) {
            requested |= Excision.isRequested(applied.result().txData());
            excised.addAll(applied.result().excised());
            remains.addAll(applied.result().remains());
        }
        return requested ? new Excised(excised, remains, after.basisT()) : null;
    }

    /**
     * What the transactions of a batch excise.
     *
     * @param facts the facts they take out of the database
     * @param remains what they ask for that the log alone may still hold
     * @param t the newest of the transactions
     */
    record Excised(List<Fact> facts, List<Remains> remains, long t) {}

    /**
     * Answers every submission; those that were applied need no memory for that.
     *
     * @param ofFirst reports what a transaction did that was repeated
     */
    void answer(Function<SubmissionWindow.Entry, TxReport> ofFirst) {
        for (Submission each = first; each != null; each = each.next) {
            each.verdict().answer(each);
        }
        deliver(true);
        for (Submission each = first; each != null; each = each.next) {
            if (each.verdict() instanceof Verdict.Repeated repeated) {
                answerRepetition(each, repeated.first(), ofFirst);
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
        submission.delivery().deliver();
    }

    /** Answers that nothing of this batch was written, or that it is not known. */
    void fail(Anomaly failure) {
        for (Submission each = first; each != null; each = each.next) {
            each.fail(failure);
        }
        deliver(false);
    }

    /** Has the futures of those completed that are answered, or withdrawn. */
    private void deliver(boolean exceptRepetitions) {
        for (Submission each = first; each != null; each = each.next) {
            boolean later = exceptRepetitions && each.verdict() instanceof Verdict.Repeated;
            if (!later && each.delivery() instanceof Delivery.Promised promised) {
                answered.add(promised.promise());
            }
        }
        answered.deliver();
    }
}
