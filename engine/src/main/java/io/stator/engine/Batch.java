package io.stator.engine;

import io.stator.Anomaly;
import io.stator.TxReport;
import io.stator.engine.database.Counters;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.database.Excision;
import io.stator.engine.datom.Fact;
import io.stator.engine.log.LoggedTransaction;
import io.stator.engine.log.SubmissionMark;
import io.stator.engine.transact.TxResult;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Transactions that were applied one after the other and go into one log record; not thread-safe.
 *
 * <p>The ones that failed go with it: why they did may depend on the ones before them, so they are answered no earlier.
 */
final class Batch {
    /** What became of one submission: a result, the one of which it is a repetition, or why there is none. */
    private record Outcome(
            Submission submission,
            DatabaseValue before,
            @Nullable TxResult result,
            @Nullable SubmissionMark mark,
            SubmissionWindow.@Nullable Entry repeated,
            @Nullable Anomaly failure) {}

    private final List<Outcome> outcomes = new ArrayList<>();
    private DatabaseValue after;
    private int facts;

    Batch(DatabaseValue before) {
        this.after = before;
    }

    /** Adds a result; the mark is to be kept with it. */
    void succeeded(Submission submission, TxResult result, @Nullable SubmissionMark mark) {
        outcomes.add(new Outcome(submission, after, result, mark, null, null));
        after = result.after();
        facts += result.txData().size();
    }

    void failed(Submission submission, Anomaly failure) {
        outcomes.add(new Outcome(submission, after, null, null, null, failure));
    }

    /** Adds a repetition of a transaction of this batch or an earlier one. */
    void repeated(Submission submission, SubmissionWindow.Entry first) {
        outcomes.add(new Outcome(submission, after, null, null, first, null));
    }

    /** Makes a window forget the transactions of this batch. */
    void forgetIn(SubmissionWindow window) {
        for (Outcome outcome : outcomes) {
            SubmissionMark mark = outcome.mark();
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
        return outcomes.size();
    }

    List<Submission> submissions() {
        return outcomes.stream().map(Outcome::submission).toList();
    }

    /** Returns the transactions for the log; empty when all failed. */
    List<LoggedTransaction> logged() {
        List<LoggedTransaction> logged = new ArrayList<>(outcomes.size());
        for (Outcome outcome : outcomes) {
            TxResult result = outcome.result();
            if (result != null) {
                Counters counters = result.after().counters();
                logged.add(new LoggedTransaction(
                        counters.basisT(),
                        counters.nextEntity(),
                        counters.nextAttribute(),
                        counters.lastInstant(),
                        result.txData(),
                        outcome.mark()));
            }
        }
        return logged;
    }

    /** Returns whether a transaction of the batch asks for an excision. */
    boolean isExcising() {
        for (Outcome outcome : outcomes) {
            TxResult result = outcome.result();
            if (result != null && Excision.isRequested(result.txData())) {
                return true;
            }
        }
        return false;
    }

    /** Returns the facts that the transactions of the batch excised. */
    List<Fact> excised() {
        List<Fact> excised = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            TxResult result = outcome.result();
            if (result != null) {
                excised.addAll(result.excised());
            }
        }
        return excised;
    }

    /**
     * Answers every submission.
     *
     * @param first reports what a transaction did that was repeated
     */
    void answer(EngineContext context, Function<SubmissionWindow.Entry, TxReport> first) {
        for (Outcome outcome : outcomes) {
            TxResult result = outcome.result();
            SubmissionWindow.Entry repeated = outcome.repeated();
            Anomaly failure = outcome.failure();
            if (result != null) {
                outcome.submission().succeed(context.report(outcome.before(), result));
            } else if (repeated != null) {
                try {
                    outcome.submission().succeed(first.apply(repeated));
                } catch (Anomaly unreadable) {
                    outcome.submission().fail(unreadable);
                }
            } else if (failure != null) {
                outcome.submission().fail(failure);
            }
        }
    }

    /** Answers that nothing of this batch was written, or that it is not known. */
    void fail(Anomaly failure) {
        outcomes.forEach(outcome -> outcome.submission().fail(failure));
    }
}
