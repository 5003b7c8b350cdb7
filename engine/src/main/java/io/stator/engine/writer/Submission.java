package io.stator.engine.writer;

import io.stator.Anomaly;
import io.stator.TxData;
import io.stator.TxReport;
import io.stator.edn.Keyword;
import io.stator.engine.calls.Answer;
import io.stator.engine.log.SubmissionMark;
import java.util.Collection;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A transaction on its way, and what has become of it so far.
 *
 * <p>All that is needed to answer it is made when it is submitted, so that it can be answered when there is no memory
 * left. What is not final belongs to the writer.
 */
final class Submission implements WriterOrder {
    private final Collection<?> forms;
    private final @Nullable SubmissionMark mark;
    private final boolean isQuestion;
    private final @Nullable Keyword ioContext;
    private final Answer<TxReport> answer;
    private final Delivery delivery;

    /** The next one of the same batch. */
    @Nullable
    Submission next;

    private volatile Verdict verdict = Verdict.Open.OPEN;

    /** What looks for a place in the queue after a pause; null while it is not needed. */
    private volatile @Nullable Future<?> pause;

    /**
     * Creates one.
     *
     * @param isQuestion whether it changes nothing, and asks what has become of another one with the same id
     */
    Submission(TxData txData, boolean isQuestion, Answer<TxReport> answer, Delivery delivery) {
        this.forms = txData.forms();
        this.mark = Fingerprint.markOf(txData);
        this.isQuestion = isQuestion;
        this.ioContext = txData.ioContext().orElse(null);
        this.answer = answer;
        this.delivery = delivery;
    }

    /** Returns whether it changes nothing, and asks what has become of another one with the same id. */
    boolean isQuestion() {
        return isQuestion;
    }

    /** Returns whether it must be given up: nobody waits any more, or it takes longer than it may. */
    boolean isGivenUp() {
        return answer.isGiven()
                || (delivery instanceof Delivery.Promised promised
                        && promised.deadline().isOver());
    }

    Collection<?> forms() {
        return forms;
    }

    /** Returns what is told under which is read for it; null when nobody asks. */
    @Nullable
    Keyword ioContext() {
        return ioContext;
    }

    /** Returns its id and the fingerprint of its data, null when it has no id. */
    @Nullable
    SubmissionMark mark() {
        return mark;
    }

    Answer<TxReport> answer() {
        return answer;
    }

    /** Returns how its caller is told once it is answered. */
    Delivery delivery() {
        return delivery;
    }

    Verdict verdict() {
        return verdict;
    }

    /** Says what has become of it. */
    void decide(Verdict found) {
        verdict = found;
    }

    /** Takes note of what looks for a place in the queue after a pause, or that nothing does. */
    void pauses(@Nullable Future<?> until) {
        pause = until;
    }

    /** Ends its looking for a place. */
    void endPause() {
        Future<?> until = pause;
        pause = null;
        if (until != null) {
            until.cancel(false);
        }
    }

    /** Answers it with a report, unless it was answered. */
    void succeed(TxReport told) {
        answer.succeed(told);
    }

    /** Answers it with an anomaly, unless it was answered. */
    void fail(Anomaly why) {
        answer.fail(why);
    }
}
