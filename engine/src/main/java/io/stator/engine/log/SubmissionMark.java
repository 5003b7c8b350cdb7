package io.stator.engine.log;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What the log keeps of a transaction that was submitted with an id, so that a repetition can be answered.
 *
 * @param id the id
 * @param printHigh the first half of the fingerprint of its forms
 * @param printLow the second half
 * @param millis when it was submitted, by the clock of the writer
 * @param tempids the entities of its tempids
 */
public record SubmissionMark(String id, long printHigh, long printLow, long millis, Map<Object, Long> tempids) {
    /** Returns whether another transaction has the same forms. */
    public boolean hasFormsOf(SubmissionMark other) {
        return printHigh == other.printHigh && printLow == other.printLow;
    }

    /** Returns this mark with what became of the transaction. */
    public SubmissionMark applied(long when, Map<Object, Long> resolved) {
        return new SubmissionMark(id, printHigh, printLow, when, resolved);
    }

    /** Returns this mark with the tempids of these entities only. */
    public SubmissionMark withTempidsOf(Set<Long> entities) {
        Map<Object, Long> kept = new LinkedHashMap<>(tempids);
        kept.values().retainAll(entities);
        return new SubmissionMark(id, printHigh, printLow, millis, kept);
    }
}
