package io.stator.engine.duel;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.engine.database.Bootstrap;
import io.stator.engine.datom.Fact;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Compares the engine with a naive model on random schemas and transactions. {@code -Dstator.seed=N} begins with a seed,
 * {@code -Dstator.model=N} asks the long run for so many transactions; all differences of the range are told, by kind.
 */
final class ModelTest {
    private static final long SEED = Long.getLong("stator.seed", 20261122L);
    private static final int TRANSACTIONS = 3000;
    private static final int MANY_TRANSACTIONS = Integer.getInteger("stator.model", 1_000_000);
    private static final List<Datum> BOOTSTRAP = bootstrap();

    private static List<Datum> bootstrap() {
        List<Datum> all = new ArrayList<>();
        Bootstrap.untold().forEach(fact -> all.add(datum(fact)));
        Bootstrap.transactions().forEach(facts -> facts.forEach(fact -> all.add(datum(fact))));
        return all;
    }

    private static Datum datum(Fact fact) {
        return new Datum(fact.e, fact.a, fact.v(), fact.tx(), fact.added());
    }

    @Test
    void theEngineAgreesWithTheModel() {
        compare(TRANSACTIONS, false);
    }

    @Test
    void theEngineAgreesWithTheModelWhateverIsInStorage() {
        compare(TRANSACTIONS, true);
    }

    @Test
    @Tag("simulation")
    void theEngineAgreesWithTheModelForLong() {
        compare(MANY_TRANSACTIONS, false);
        compare(MANY_TRANSACTIONS / 4, true);
    }

    private static void compare(int transactions, boolean isStored) {
        Bout bout = new Bout(
                seed -> new Duel(new EngineContender(isStored, seed), new Model(BOOTSTRAP), Dialect.FULL),
                difference -> null);
        Survey survey = new Survey(bout, SEED).until(transactions);
        assertThat(survey.findings()).as(survey.toString()).isEmpty();
    }
}
