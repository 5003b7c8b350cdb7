package io.stator.engine.log;

import io.stator.engine.datom.Fact;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One transaction as the log keeps it.
 *
 * @param t its number
 * @param nextEntity the counter of the first entity after it
 * @param nextAttribute the id of the first attribute after it
 * @param instant its time, in milliseconds
 * @param facts what it added, in the order of its report
 * @param submission what is kept of its submission id, null when it had none
 */
public record LoggedTransaction(
        long t,
        long nextEntity,
        int nextAttribute,
        long instant,
        List<Fact> facts,
        @Nullable SubmissionMark submission) {

    /** Creates one that was submitted without an id. */
    public LoggedTransaction(long t, long nextEntity, int nextAttribute, long instant, List<Fact> facts) {
        this(t, nextEntity, nextAttribute, instant, facts, null);
    }

    /** Returns this transaction with fewer facts, and without the tempids of entities it says nothing more of. */
    public LoggedTransaction withFacts(List<Fact> fewer) {
        SubmissionMark mark = submission;
        if (mark != null) {
            Set<Long> entities = fewer.stream().map(fact -> fact.e).collect(Collectors.toSet());
            mark = mark.withTempidsOf(entities);
        }
        return new LoggedTransaction(t, nextEntity, nextAttribute, instant, fewer, mark);
    }
}
