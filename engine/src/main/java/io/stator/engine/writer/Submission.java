package io.stator.engine.writer;

import io.stator.Anomaly;
import io.stator.TxReport;
import io.stator.engine.log.SubmissionMark;
import io.stator.engine.transact.TxResult;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * A transaction on its way, and what has become of it so far.
 *
 * <p>All that is needed to answer it is made when it is submitted, so that it can be answered when there is no memory
 * left. What is not final belongs to the writer.
 */
final class Submission {
    private final Collection<?> forms;
    private final @Nullable SubmissionMark mark;
    private final Answer answer = new Answer();
    private final @Nullable ReportFuture future;
    private final @Nullable Completions completions;

    /** The next one of the same batch. */
    @Nullable
    Submission next;

    private @Nullable TxResult result;
    private @Nullable TxReport report;
    private @Nullable SubmissionMark applied;
    private SubmissionWindow.@Nullable Entry repeated;
    private @Nullable Anomaly failure;
    private boolean delivered;

    /**
     * Creates one.
     *
     * @param forms its data
     * @param mark its id and the fingerprint of its data, null when it has no id
     * @param completions where its future is completed, null when it needs none
     */
    Submission(Collection<?> forms, @Nullable SubmissionMark mark, @Nullable Completions completions) {
        this.forms = forms;
        this.mark = mark;
        this.completions = completions;
        this.future = completions == null ? null : new ReportFuture(answer);
    }

    Collection<?> forms() {
        return forms;
    }

    @Nullable
    SubmissionMark mark() {
        return mark;
    }

    Answer answer() {
        return answer;
    }

    @Nullable
    ReportFuture future() {
        return future;
    }

    /** Returns where its future is completed; null when it has none. */
    @Nullable
    Completions completions() {
        return completions;
    }

    /** Makes it one that was applied: with a result, and the mark that is to be kept of it. */
    void succeeded(TxResult made, TxReport told, @Nullable SubmissionMark kept) {
        result = made;
        report = told;
        applied = kept;
    }

    /** Makes it one that repeats another one. */
    void repeats(SubmissionWindow.Entry entry) {
        repeated = entry;
    }

    /** Makes it one that cannot be applied. */
    void failed(Anomaly why) {
        failure = why;
    }

    /** Makes it one of which nothing is known yet. */
    void reset() {
        result = null;
        report = null;
        applied = null;
        repeated = null;
        failure = null;
    }

    /** Returns what it does, or null when it is not one that was applied. */
    @Nullable
    TxResult result() {
        return result;
    }

    /** Returns what its caller is told when it was applied. */
    @Nullable
    TxReport report() {
        return report;
    }

    /** Returns the mark that is kept of it. */
    @Nullable
    SubmissionMark applied() {
        return applied;
    }

    /** Returns the one it repeats. */
    SubmissionWindow.@Nullable Entry repeated() {
        return repeated;
    }

    /** Returns why it cannot be applied. */
    @Nullable
    Anomaly failure() {
        return failure;
    }

    /** Answers its caller with a report, unless it was answered. */
    void succeed(TxReport told) {
        answer.succeed(told);
    }

    /** Answers its caller with an anomaly, unless it was answered. */
    void fail(Anomaly why) {
        answer.fail(why);
    }

    /** Returns the future that an answered submission owes, once; null when it owes none. */
    @Nullable
    ReportFuture owed() {
        return future != null && isFirstDelivery() ? future : null;
    }

    /** Has the future of an answered one completed, once; its place among those that wait for that is free then. */
    void deliver() {
        Completions deliverer = completions;
        ReportFuture owed = owed();
        if (owed != null && deliverer != null) {
            deliverer.deliver(owed, owed);
        }
    }

    private synchronized boolean isFirstDelivery() {
        boolean first = !delivered;
        delivered = true;
        return first;
    }
}
