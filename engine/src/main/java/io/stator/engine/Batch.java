package io.stator.engine;

import io.stator.Anomaly;
import io.stator.engine.database.Counters;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.log.LoggedTransaction;
import io.stator.engine.transact.TxResult;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Transactions that were applied one after the other and go into one log record; not thread-safe.
 *
 * <p>The ones that failed go with it: why they did may depend on the ones before them, so they are answered no earlier.
 */
final class Batch {
    /** What became of one submission: a result, or the anomaly that says why there is none. */
    private record Outcome(
            Submission submission,
            DatabaseValue before,
            @Nullable TxResult result,
            @Nullable Anomaly failure) {}

    private final List<Outcome> outcomes = new ArrayList<>();
    private DatabaseValue after;
    private int facts;

    Batch(DatabaseValue before) {
        this.after = before;
    }

    void succeeded(Submission submission, TxResult result) {
        outcomes.add(new Outcome(submission, after, result, null));
        after = result.after();
        facts += result.txData().size();
    }

    void failed(Submission submission, Anomaly failure) {
        outcomes.add(new Outcome(submission, after, null, failure));
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
                        result.txData()));
            }
        }
        return logged;
    }

    /** Answers every submission. */
    void answer(EngineContext context) {
        for (Outcome outcome : outcomes) {
            TxResult result = outcome.result();
            Anomaly failure = outcome.failure();
            if (result != null) {
                outcome.submission().succeed(context.report(outcome.before(), result));
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
