package io.stator.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Stator;
import io.stator.engine.duel.Bout;
import io.stator.engine.duel.Duel;
import io.stator.engine.duel.Survey;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * Gives random schemas and transactions to the database and to Datomic Local, which must agree but for the differences
 * that are documented. {@code -Dstator.seed=N} begins with a seed, {@code -Dstator.differential=N} asks for so many
 * transactions; all differences of the range are told, by kind, and at the end what share was valid.
 */
@Tag("oracle")
final class DifferentialTest {
    private static final long SEED = Long.getLong("stator.seed", 20261122L);
    private static final int TRANSACTIONS = Integer.getInteger("stator.differential", 2000);

    @Test
    void randomTransactionsDoTheSameInDatomicLocal(TestReporter reporter) {
        try (Candidate ours = new StatorCandidate(new Implementation("embedded in memory", Stator::inMemory));
                Candidate datomic = ClientApiCandidate.datomicLocal()) {
            Bout bout = new Bout(
                    seed -> new Duel(new SessionContender(ours.begin()), new SessionContender(datomic.begin())),
                    new DifferentialRules());
            Survey survey = new Survey(bout, SEED).until(TRANSACTIONS);
            reporter.publishEntry("transactions", survey.toString());
            assertThat(survey.findings()).as(survey.toString()).isEmpty();
        }
    }
}
