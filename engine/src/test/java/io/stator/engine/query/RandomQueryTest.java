package io.stator.engine.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Query;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.database.Deadline;
import io.stator.engine.query.limit.MemoryAccount;
import io.stator.engine.query.limit.QueryLimits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Compares the engine with the naive evaluator, on queries over databases that are both written at random. */
final class RandomQueryTest {
    private static final long SEED = Long.getLong("stator.seed", 20_261_122L);
    private static final int DATABASES = 50;
    private static final int DATABASES_OF_FUZZING = 3_000;
    private static final int QUERIES_PER_DATABASE = 50;

    /** Engines that differ in how many rows they aggregate at once. */
    private final List<QueryEngine> engines = Stream.of(
                    QueryLimits.NONE, QueryLimits.NONE.withRowsAtOnce(1), QueryLimits.NONE.withRowsAtOnce(7))
            .map(limits -> new QueryEngine(
                    RandomClauses.FUNCTIONS,
                    (database, pattern, entity, deadline) -> null,
                    () -> new SplittableRandom(0),
                    limits,
                    new MemoryAccount(Long.MAX_VALUE)))
            .toList();

    private QueryEngine engine = engines.get(0);

    @Test
    void theEngineFindsWhatNestedLoopsFind() {
        compare(DATABASES);
    }

    @Test
    @Tag("fuzz")
    void theEngineFindsWhatNestedLoopsFindManyTimes() {
        compare(DATABASES_OF_FUZZING);
    }

    private void compare(int databases) {
        SplittableRandom seeds = new SplittableRandom(SEED);
        int answered = 0;
        int found = 0;
        int failed = 0;
        for (int i = 0; i < databases; i++) {
            engine = engines.get(i % engines.size());
            SplittableRandom random = seeds.split();
            DatabaseValue database = RandomDatabase.from(random);
            for (int j = 0; j < QUERIES_PER_DATABASE; j++) {
                RandomQuery query = RandomQuery.over(database, random);
                String place = "seed " + SEED + ", database " + i + ", query " + j;
                List<List<Object>> expected;
                try {
                    expected = NaiveQuery.run(Query.parse(query.text()), query.inputs());
                } catch (NaiveQuery.NaiveFailure failure) {
                    failed++;
                    checkFailure(query, place);
                    continue;
                } catch (Anomaly.Incorrect | Anomaly.Unavailable refused) {
                    continue;
                }
                answered++;
                found += expected.isEmpty() ? 0 : 1;
                check(query, expected, place);
            }
        }
        assertThat(answered).as("queries that could be answered").isGreaterThan(databases * QUERIES_PER_DATABASE / 2);
        assertThat(found).as("queries with results").isGreaterThan(answered / 6);
        assertThat(failed).as("queries that fail").isGreaterThan(answered / 50);
    }

    private void checkFailure(RandomQuery query, String place) {
        assertThatThrownBy(() -> engine.run(Query.parse(query.text()), query.inputs(), Deadline.none()))
                .as(place + "\n" + query.text() + "\ninputs after the rules: "
                        + query.inputs().subList(2, query.inputs().size()))
                .isInstanceOf(Anomaly.class);
    }

    private void check(RandomQuery query, List<List<Object>> expected, String place) {
        String description = place + "\n" + query.text() + "\ninputs after the rules: "
                + query.inputs().subList(2, query.inputs().size());
        List<List<Object>> actual = new ArrayList<>();
        try {
            engine.run(Query.parse(query.text()), query.inputs(), Deadline.none())
                    .rows()
                    .forEach(row -> actual.add(Arrays.asList(row)));
        } catch (RuntimeException failure) {
            throw new AssertionError(description + "\nexpected: " + expected, failure);
        }
        assertThat(counted(actual)).as(description).isEqualTo(counted(expected));
    }

    private static Map<NaiveKey, Integer> counted(List<List<Object>> rows) {
        Map<NaiveKey, Integer> counted = new HashMap<>();
        rows.forEach(row -> counted.merge(new NaiveKey(row), 1, Integer::sum));
        return counted;
    }
}
