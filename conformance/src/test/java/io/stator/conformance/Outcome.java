package io.stator.conformance;

import org.jspecify.annotations.Nullable;

/**
 * What came of the action of a case; exactly one part is there, a value may be null.
 *
 * @param refusal the anomaly
 * @param report what a transaction did
 * @param value the rows, datoms, map or other value that was read
 */
record Outcome(
        @Nullable Refusal refusal,
        @Nullable Report report,
        @Nullable Object value) {
    /** Returns the outcome of a transaction. */
    static Outcome of(Report report) {
        return new Outcome(null, report, null);
    }

    /** Returns the outcome of a read. */
    static Outcome of(@Nullable Object value) {
        return new Outcome(null, null, value);
    }
}
