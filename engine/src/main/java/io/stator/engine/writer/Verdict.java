package io.stator.engine.writer;

import io.stator.Anomaly;
import io.stator.SubmissionStatus;
import io.stator.TxReport;
import io.stator.engine.log.SubmissionMark;
import io.stator.engine.transact.TxResult;
import org.jspecify.annotations.Nullable;

/** What has become of a transaction in its batch. */
sealed interface Verdict {
    /**
     * Answers it, once what the batch changes is durable, if no more is to be found out for that; needs no memory.
     *
     * @param submission the one this is the verdict on
     */
    void answer(Submission submission);

    /** Nothing: it waits to be applied, or was withdrawn while it was. */
    enum Open implements Verdict {
        /** The only one. */
        OPEN;

        @Override
        public void answer(Submission submission) {
            // who withdrew it has answered it
        }
    }

    /**
     * It changes the database.
     *
     * @param result what it does
     * @param report what its caller is told
     * @param mark what is kept to know it by when it is repeated, null when it has no id
     */
    record Applied(
            TxResult result, TxReport report, @Nullable SubmissionMark mark) implements Verdict {
        @Override
        public void answer(Submission submission) {
            submission.succeed(report);
        }
    }

    /**
     * It was applied before.
     *
     * @param first the transaction it repeats, whose report may still have to be read
     */
    record Repeated(SubmissionWindow.Entry first) implements Verdict {
        @Override
        public void answer(Submission submission) {
            // Batch does, when all others have been answered
        }
    }

    /** It cannot be applied. */
    record Failed(Anomaly why) implements Verdict {
        @Override
        public void answer(Submission submission) {
            submission.fail(why);
        }
    }

    /**
     * It was a question, which changes nothing.
     *
     * @param status what is known of the transaction that is asked about, once the batch is durable
     */
    record Told(SubmissionStatus status) implements Verdict {
        @Override
        public void answer(Submission submission) {
            submission.answer().done();
        }
    }
}
