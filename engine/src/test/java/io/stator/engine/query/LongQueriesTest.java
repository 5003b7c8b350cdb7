package io.stator.engine.query;

import static io.stator.engine.query.QueryTests.transact;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Query;
import io.stator.engine.database.Bootstrap;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.database.Deadline;
import io.stator.engine.query.limit.MemoryAccount;
import io.stator.engine.query.limit.QueryLimits;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Queries and rules that are long themselves, by the time of the processor that this thread used. */
final class LongQueriesTest {
    private static final int LONG = 20_000;
    private static final Duration TIMEOUT = Duration.ofMillis(100);

    /** Far above what a check too few costs, far below what the work would take. */
    private static final Duration LATEST = Duration.ofSeconds(3);

    private final DatabaseValue db = chain();
    private final MemoryAccount account = new MemoryAccount(1L << 28);
    private final QueryEngine engine =
            new QueryEngine((database, pattern, entity, end) -> null, new QueryLimits(1L << 20, 1L << 27), account);

    private static DatabaseValue chain() {
        DatabaseValue empty = transact(Bootstrap.database("chain", "chain"), """
                [{:db/ident :n :db/valueType :db.type/long :db/cardinality :db.cardinality/one}
                 {:db/ident :next :db/valueType :db.type/ref :db/cardinality :db.cardinality/many}]""");
        return transact(
                empty,
                "[" + many(200, i -> "{:db/id \"" + i + "\" :n " + i + (i == 199 ? "}" : " :next \"" + (i + 1) + "\"}"))
                        + "]");
    }

    private static String many(int count, IntFunction<String> form) {
        return IntStream.range(0, count).mapToObj(form).collect(Collectors.joining(" "));
    }

    private static long usedNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private @Nullable Object first(Deadline deadline, String query, Object... inputs) {
        List<@Nullable Object[]> rows = engine.run(
                        Query.parse(query), inputs.length == 0 ? List.of(db) : List.of(db, inputs[0]), deadline)
                .rows();
        return rows.isEmpty() ? null : rows.get(0)[0];
    }

    private void endsInTime(String query, Object... inputs) {
        long before = usedNanos();
        try {
            first(Deadline.after(TIMEOUT, LongQueriesTest::usedNanos), query, inputs);
        } catch (Anomaly.Unavailable late) {
            assertThat(late).hasMessageContaining("timeout");
        }
        assertThat(Duration.ofNanos(usedNanos() - before))
                .as(query.substring(0, 40))
                .isLessThan(LATEST);
        assertThat(account.reserved()).isZero();
    }

    @Test
    void readingAndPlanningEndAtTheDeadline() {
        for (String clause : List.of("[?e :n %d]", "(not [?e :n %d])", "(or [?e :n %d] [?e :n 1])", "[(quot ?n %d)]")) {
            endsInTime("[:find ?e :where [?e :n ?n] " + many(LONG, i -> clause.formatted(i)) + "]");
        }
        endsInTime("[:find ?e :where [?e :n ?n] (or " + many(LONG, i -> "[?e :n " + i + "]") + ")]");
        String wide = many(1_000, i -> "?x" + i);
        endsInTime(
                "[:find ?x0 :in $ % :where [?x0 :n 1] (r " + wide + ")]",
                "[[(r " + wide + ") " + many(1_000, i -> "[?x" + i + " :n 1]") + "] [(r " + wide + ") (r "
                        + many(1_000, i -> "?y" + i) + ") (r " + many(1_000, i -> "?z" + i) + ") "
                        + many(1_000, i -> "[?x" + i + " :next ?y" + i + "]") + "]]");
        endsInTime(
                "[:find ?e :in $ % :where [?e :n 1] (r0 ?e)]",
                "[" + many(9_000, i -> "[(r" + i + " ?e) (r" + (i + 1) % 9_000 + " ?e)]") + "[(r50 ?e) [?e :n 1]]]");
    }

    @Test
    void nothingIsReadAfterTheDeadline() {
        Deadline over = Deadline.after(Duration.ofNanos(-1), LongQueriesTest::usedNanos);
        assertThatThrownBy(() -> first(over, "[:find ?e :where [?e :n]]")).isInstanceOf(Anomaly.Unavailable.class);
    }

    @Test
    void negationsThatAreAlikeAreAllMinded() {
        assertThat(first(
                        Deadline.none(),
                        "[:find (count ?e) :where [?e :n ?n] " + many(150, i -> "(not [?e :n " + i + "])")
                                + " (not [?e :n ?n] [(> ?n 190)])]"))
                .isEqualTo(41L);
    }

    @Test
    void rulesThatCallEachOtherInAChainDoNotNeedTheStack() {
        String found = "[:find ?n :in $ % :where (r0 ?e) [?e :n ?n]]";
        assertThat(first(
                        Deadline.none(),
                        found,
                        "[" + many(3_000, i -> "[(r" + i + " ?e) (r" + (i + 1) + " ?e)]") + "[(r3000 ?e) [?e :n 7]]]"))
                .isEqualTo(7L);
        assertThat(first(
                        Deadline.none(),
                        found,
                        "["
                                + many(
                                        300,
                                        i -> "[(r" + i + " ?e) (r" + (i + 1) + " ?e)] [(r" + i + " ?e) (r" + i
                                                + " ?e)]")
                                + "[(r300 ?e) [?e :n 7]]]"))
                .isEqualTo(7L);
        assertThatExceptionOfType(Anomaly.Incorrect.class)
                .isThrownBy(() -> first(
                        Deadline.none(),
                        "[:find ?e :in $ % :where (r0 ?e)]",
                        "[" + many(3_000, i -> "[(r" + i + " ?e) (r" + (i + 1) % 3_000 + " ?e)]")
                                + "[(r50 ?e) [(< ?e 1)]]]"))
                .withMessageContaining("not bound in clause: (r0 ?e)");
    }

    @Test
    void clausesWithinClausesThatAreTooDeepAreRefused() {
        String rules = "[" + many(3_000, i -> "[(r" + i + " ?e) [?e :n] (not (r" + (i + 1) + " ?e))]")
                + "[(r3000 ?e) [?e :n 1]]]";
        assertThatExceptionOfType(Anomaly.Incorrect.class)
                .isThrownBy(() -> first(Deadline.none(), "[:find ?e :in $ % :where [?e :n] (r0 ?e)]", rules))
                .withMessageContaining("at most 200 deep");
        assertThat(account.reserved()).isZero();
    }

    @Test
    void aLongQueryDoesNotMakeALongMessage() {
        assertThatExceptionOfType(Anomaly.Incorrect.class)
                .isThrownBy(() ->
                        first(Deadline.none(), "[:find ?x :where (or " + many(LONG, i -> "[?e" + i + " :n ?x]") + ")]"))
                .satisfies(anomaly -> assertThat(anomaly.getMessage()).hasSizeLessThan(1_000));
    }

    @Test
    void compositionsBesideOtherRecursionsAreExact() {
        long pairs = 200 * 199 / 2;
        for (String rules : List.of(
                "[[(far ?a ?b) [?a :next ?b]] [(far ?a ?b) [?a :next ?c] (far ?c ?b)] [(far ?a ?b) (far ?a ?c) (far ?c ?b)]]",
                "[[(far ?a ?b) [?a :next ?b]] [(far ?a ?b) (far ?a ?c) [?c :next ?b]] [(far ?a ?b) (far ?a ?c) (far ?c ?b)]]",
                "[[(far ?a ?b) [?a :next ?b]] [(far ?a ?b) [?a :next ?c] (far ?c ?b)]"
                        + " [(far ?a ?b) (far ?a ?c) [?c :next ?b]] [(far ?a ?b) (far ?a ?c) (far ?c ?b)]]",
                "[[(far ?a ?b) [?a :next ?b]] [(far ?a ?b) (other ?a ?c) (far ?c ?b)]"
                        + " [(other ?a ?b) [?a :next ?b]] [(other ?a ?b) (far ?a ?c) (other ?c ?b)]]")) {
            assertThat(first(Deadline.none(), "[:find (count ?a) :with ?b :in $ % :where (far ?a ?b)]", rules))
                    .as(rules)
                    .isEqualTo(pairs);
        }
    }
}
