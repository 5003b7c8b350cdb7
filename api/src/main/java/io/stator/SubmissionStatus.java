package io.stator;

import io.stator.spi.Require;

/**
 * What is known of a transaction that was submitted with an id, see {@link Connection#submission}.
 *
 * <p>Nothing here waits.
 */
public sealed interface SubmissionStatus {
    /**
     * It is written and durable.
     *
     * @param t its number
     */
    record Written(long t) implements SubmissionStatus {}

    /**
     * It is not written, and will not be by anything that was submitted before the question; a transaction submitted with this id now
     * would be applied.
     */
    record NotWritten() implements SubmissionStatus {}

    /**
     * It is not known yet: its record may be on the way, or is written by another process.
     *
     * @param reason why, for people
     */
    record NotYetKnown(String reason) implements SubmissionStatus {
        /**
         * Creates one.
         *
         * @throws Anomaly.Incorrect when the reason is null
         */
        public NotYetKnown {
            Require.present(reason, "reason");
        }
    }
}
