package io.stator.engine.query;

import static io.stator.engine.query.QueryTests.engine;
import static io.stator.engine.query.QueryTests.people;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Query;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.database.Deadline;
import io.stator.engine.query.limit.MemoryAccount;
import io.stator.engine.query.limit.QueryLimits;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class QueryEngineTest {
    private final DatabaseValue db = people();

    @Test
    void aPlanServesManyInputsAndThreads() {
        QueryEngine engine = engine();
        Query query = Query.parse("[:find ?n . :in $ ?a % :where (aged ?e ?a) [?e :p/name ?n]]");
        String rules = "[[(aged ?e ?a) [?e :p/age ?a]]]";
        List<Object> names = LongStream.range(0, 200)
                .parallel()
                .mapToObj(i -> engine.run(query, List.of(db, i % 2 == 0 ? 40L : 41L, rules), Deadline.none()))
                .map(result -> result.rows().isEmpty() ? "none" : result.rows().get(0)[0])
                .toList();
        for (int i = 0; i < names.size(); i++) {
            assertThat(names.get(i)).isEqualTo(i % 2 == 0 ? "Bob" : "none");
        }
    }

    @Test
    void equalQueriesWithOtherRulesAreOtherPlans() {
        QueryEngine engine = engine();
        Query query = Query.parse("[:find (count ?e) . :in $ % :where (r ?e)]");
        assertThat(engine.run(query, List.of(db, "[[(r ?e) [?e :p/age]]]"), Deadline.none())
                        .rows()
                        .get(0)[0])
                .hasToString("3");
        assertThat(engine.run(query, List.of(db, "[[(r ?e) [?e :p/name]]]"), Deadline.none())
                        .rows()
                        .get(0)[0])
                .hasToString("4");
    }

    private static final QueryLimits LIMITS = new QueryLimits(1_000_000, 1L << 26);

    @Test
    void endlessRecursionEndsAtTheDeadline() {
        AtomicLong clock = new AtomicLong();
        Deadline deadline = Deadline.after(Duration.ofNanos(5_000), clock::incrementAndGet);
        Query query = Query.parse("[:find ?n :in $ % :where (up 0 ?n)]");
        String rules = "[[(up ?a ?b) [(inc ?a) ?b]] [(up ?a ?b) [(inc ?a) ?c] (up ?c ?b)]]";
        assertThatThrownBy(() -> engine().run(query, List.of(db, rules), deadline))
                .isInstanceOf(Anomaly.Unavailable.class);
    }

    @Test
    void pairsThatNobodyWantsEndAtTheDeadline() {
        AtomicLong clock = new AtomicLong();
        Deadline deadline = Deadline.after(Duration.ofNanos(5_000), clock::incrementAndGet);
        Query query = Query.parse("[:find ?x :in [?x ...] [?y ...] :where [(> (+ ?x 0) ?y)]]");
        List<Long> numbers = LongStream.range(0, 100_000).boxed().toList();
        List<Long> greater = LongStream.range(200_000, 300_000).boxed().toList();
        assertThatThrownBy(() -> engine().run(query, List.of(numbers, greater), deadline))
                .isInstanceOf(Anomaly.Unavailable.class);
    }

    @Test
    void aCrossProductBeyondMemoryIsRefused() {
        Query query = Query.parse("[:find ?x ?y :in [?x ...] [?y ...]]");
        List<Long> numbers = LongStream.range(0, 100_000).boxed().toList();
        MemoryAccount account = new MemoryAccount(Long.MAX_VALUE);
        QueryEngine limited = new QueryEngine((database, pattern, entity, deadline) -> null, LIMITS, account);
        assertThatThrownBy(() -> limited.run(query, List.of(numbers, numbers), Deadline.none()))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("query-rows=1000000");
        assertThat(account.reserved()).isZero();
    }
}
