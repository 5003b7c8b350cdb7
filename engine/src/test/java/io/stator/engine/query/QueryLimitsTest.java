package io.stator.engine.query;

import static io.stator.engine.query.QueryTests.transact;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Query;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.engine.database.Bootstrap;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.database.Deadline;
import io.stator.engine.query.function.FunctionRegistry;
import io.stator.engine.query.limit.Guard;
import io.stator.engine.query.limit.MemoryAccount;
import io.stator.engine.query.limit.QueryLimits;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What queries may need of time and memory, by counting rows, bytes and looks at the clock. */
final class QueryLimitsTest {
    private static final int ENTITIES = 3_000;
    private static final QueryLimits FEW_ROWS = new QueryLimits(2L * ENTITIES, 1L << 24);

    private final DatabaseValue db = numbers();
    private final MemoryAccount account = new MemoryAccount(1L << 24);

    private static DatabaseValue numbers() {
        DatabaseValue empty = transact(Bootstrap.database("numbers", "numbers"), """
                [{:db/ident :n :db/valueType :db.type/long :db/cardinality :db.cardinality/one}
                 {:db/ident :g :db/valueType :db.type/long :db/cardinality :db.cardinality/one}
                 {:db/ident :next :db/valueType :db.type/ref :db/cardinality :db.cardinality/one}]""");
        String entities = IntStream.range(0, ENTITIES)
                .mapToObj(i -> "{:db/id \"" + i + "\" :n " + i + " :g " + i % 3
                        + (i % 500 == 499 ? "" : " :next \"" + (i + 1) + "\"") + "}")
                .collect(Collectors.joining(" "));
        return transact(empty, "[" + entities + "]");
    }

    private @Nullable Object ask(QueryLimits limits, Deadline deadline, String query, Object... inputs) {
        QueryEngine engine = new QueryEngine((database, pattern, entity, end) -> Map.of(), limits, account);
        List<@Nullable Object> all = new java.util.ArrayList<>(List.of(db));
        Collections.addAll(all, inputs);
        QueryResult result = engine.run(Query.parse(query), all, deadline);
        return result.rows().isEmpty() ? null : result.rows().get(0)[0];
    }

    private @Nullable Object askWithFewRows(String query, Object... inputs) {
        return ask(FEW_ROWS, Deadline.none(), query, inputs);
    }

    /** However many facts there are: what is made of them, one after the other, needs the memory of a few. */
    @Test
    void whatIsAggregatedOfManyFactsNeedsTheMemoryOfFew() {
        QueryLimits few = new QueryLimits(ENTITIES / 3, 64_000, ENTITIES / 30);
        long sum = (long) ENTITIES * (ENTITIES - 1) / 2;
        assertThat(ask(few, Deadline.none(), "[:find (sum ?n) . :with ?e :where [?e :n ?n]]"))
                .isEqualTo(sum);
        assertThat(ask(
                        few,
                        Deadline.none(),
                        "[:find (sum ?n) . :in $ ?least :with ?e :where [?e :n ?n] [(>= ?n ?least)]]",
                        1L))
                .isEqualTo(sum);
        assertThat(ask(few, Deadline.none(), "[:find (max ?m) . :with ?e :where [?e :n ?n] [(* 2 ?n) ?m] [(odd? ?n)]]"))
                .isEqualTo(2L * (ENTITIES - 1));
        assertThat(ask(few, Deadline.none(), "[:find (count ?e) ?g (min ?e) :where [?e :g ?g]]"))
                .isEqualTo(ENTITIES / 3L);
        assertThat(ask(few, Deadline.none(), "[:find (count ?e) . :where [?e :n ?n] [(even? ?n)]]"))
                .isEqualTo(ENTITIES / 2L);
        for (String query : List.of(
                "[:find (sum ?n) . :where [?e :g ?n]]",
                "[:find ?n (count ?e) :where [?e :n ?n]]",
                "[:find ?e ?n :where [?e :n ?n]]")) {
            assertThatThrownBy(() -> ask(few, Deadline.none(), query))
                    .as(query)
                    .isInstanceOf(Anomaly.Incorrect.class)
                    .hasMessageContaining("limit query-");
        }
        assertThat(account.reserved()).isZero();
    }

    @Test
    void whatIsOnlyAskedForItsExistenceNeedsNoRows() {
        String group = "[?o :g ?g] [?o :n ?m] [(> ?m ?n)]";
        for (String pattern : List.of(
                "(not-join [?g ?n] " + group + ")",
                "(not-join [?g ?n] [?o :n ?m] [(< ?n ?m)] [?o :g ?g])",
                "(not-join [?e ?g ?n] [?o :g ?g] [?o :n ?m] [(>= ?m ?n)] [(not= ?o ?e)])",
                "(not (or-join [?g ?n] (and " + group + ")))")) {
            assertThat(askWithFewRows("[:find (count ?e) :where [?e :g ?g] [?e :n ?n] " + pattern + "]"))
                    .as(pattern)
                    .isEqualTo(3L);
        }
        for (String pattern : List.of(
                group, "(or-join [?g ?n] (and " + group + "))", "[?o :g ?h] [(= ?h ?g)] [?o :n ?m] [(> ?m ?n)]")) {
            assertThat(askWithFewRows("[:find (count ?e) :where [?e :g ?g] [?e :n ?n] " + pattern + "]"))
                    .as(pattern)
                    .isEqualTo(ENTITIES - 3L);
        }
        assertThat(askWithFewRows("[:find (count ?e) :where [?e :n ?n] (not-join [?n] [?o :n ?m] [(> ?m ?n)])]"))
                .isEqualTo(1L);
        assertThat(askWithFewRows("[:find (count ?e) :where [?e :g ?g] [?o :g ?g] [?o :n 4]]"))
                .isEqualTo(ENTITIES / 3L);
        assertThat(askWithFewRows("[:find (count ?e) :where [?e :n ?n] [?o :n ?m] [(< ?m ?n)] [(!= ?e ?o)]]"))
                .isEqualTo(ENTITIES - 1L);
        assertThat(askWithFewRows("[:find (count ?n) :where [?e :n ?n] [(< ?n 90)] [?o :n ?m] [(< ?m ?n)] [(> ?o 0)]]"))
                .isEqualTo(89L);
    }

    @Test
    void aRuleComposedOfItselfNeedsNoMoreThanOneThatCallsItselfOnce() {
        String composed = "[[(far ?a ?b) [?a :next ?b]] [(far ?a ?b) (far ?a ?c) (far ?c ?b)]]";
        assertThat(askWithFewRows("[:find (count ?b) :in $ % :where [?a :n 0] (far ?a ?b)]", composed))
                .isEqualTo(499L);
        assertThat(askWithFewRows("[:find (count ?a) :in $ % :where [?b :n 499] (far ?a ?b)]", composed))
                .isEqualTo(499L);
        QueryLimits pairs = new QueryLimits(6 * 500 * 499 / 2 + 4L * ENTITIES, 1L << 30);
        MemoryAccount enough = new MemoryAccount(1L << 30);
        QueryEngine engine = new QueryEngine((database, pattern, entity, end) -> null, pairs, enough);
        Query all = Query.parse("[:find (count ?a) :with ?b :in $ % :where (far ?a ?b)]");
        assertThat(engine.run(all, List.of(db, composed), Deadline.none())
                        .rows()
                        .get(0)[0])
                .isEqualTo(6 * 500 * 499 / 2L);
    }

    @Test
    void allMemoryIsGivenBackHoweverAQueryEnds() {
        assertThat(askWithFewRows("[:find (count ?e) :where [?e :n ?n] [(str ?n) ?s]]"))
                .isEqualTo((long) ENTITIES);
        assertThat(account.reserved()).isZero();
        for (String failing : List.of(
                "[:find ?e ?o :where [?e :n] [?o :n]]",
                "[:find ?x :where [?e :n ?n] [(quot ?n 0) ?x]]",
                "[:find ?x :where [?e :n ?n] [(q [:find ?e ?o :where [?e :n] [?o :n]] $) ?x]]",
                "[:find ?s :where [?e :n ?n] [(range 100000) ?r] [(vector ?n) ?v] [(concat ?r ?v) ?s]]",
                "[:find (pull ?e [*]) (median ?s) :where [?e :n ?n] [(repeat 100000 ?n) ?s]]")) {
            assertThatThrownBy(() -> askWithFewRows(failing)).as(failing).isInstanceOf(Anomaly.Incorrect.class);
            assertThat(account.reserved()).as(failing).isZero();
        }
        AtomicLong clock = new AtomicLong();
        Deadline deadline = Deadline.after(Duration.ofNanos(20), clock::incrementAndGet);
        assertThatThrownBy(() -> ask(
                        FEW_ROWS,
                        deadline,
                        "[:find (count ?n) :where [?e :n ?n] [(range ?n) ?r] [(vec ?r) ?s] [(count ?s) ?c]]"))
                .isInstanceOf(Anomaly.Unavailable.class);
        assertThat(account.reserved()).isZero();
    }

    @Test
    void anAggregateOfAProgramIsTakenForOneThatKeepsItsValuesWhateverItsName() {
        FunctionRegistry functions = FunctionRegistry.standard()
                .withAggregate(
                        "my/sum",
                        (context, arguments) -> FunctionRegistry.standard()
                                .aggregate(Symbol.of("sum"))
                                .start(context, arguments));
        QueryLimits limits = new QueryLimits(2L * ENTITIES, 90L * ENTITIES);
        QueryEngine engine = new QueryEngine(
                functions, (database, pattern, entity, end) -> null, () -> new SplittableRandom(0), limits, account);
        String where = " :with ?e :where [?e :n ?n] [?e :g ?g]]";

        Query ours = Query.parse("[:find (sum ?n) (sum ?g)" + where);
        assertThat(engine.run(ours, List.of(db), Deadline.none()).rows()).hasSize(1);
        Query theirs = Query.parse("[:find (my/sum ?n) (my/sum ?g)" + where);
        assertThatThrownBy(() -> engine.run(theirs, List.of(db), Deadline.none()))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("query-bytes");
    }

    @Test
    void aLimitIsNamedWithItsValueAndTheClause() {
        assertThatThrownBy(() -> askWithFewRows("[:find ?e ?o :where [?e :n] [?o :n]]"))
                .isInstanceOfSatisfying(Anomaly.Incorrect.class, anomaly -> {
                    assertThat(anomaly.isRetryable()).isFalse();
                    assertThat(anomaly.data())
                            .containsEntry(Keyword.parse(":db/error"), Keyword.parse(":db.error/query-limit"))
                            .containsEntry(Keyword.of("limit"), Keyword.of("query-rows"));
                })
                .hasMessageContaining("query-rows=6000");
        MemoryAccount little = new MemoryAccount(1 << 16);
        QueryEngine engine = new QueryEngine((database, pattern, entity, end) -> null, FEW_ROWS, little);
        assertThatThrownBy(() -> engine.run(
                        Query.parse("[:find ?s :where [?e :n ?n] [(str ?n) ?s]]"), List.of(db), Deadline.none()))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("all-queries-bytes=65536");
    }

    @Test
    void memoryThatOthersHaveIsThereLater() {
        MemoryAccount shared = new MemoryAccount(1 << 20);
        QueryEngine engine = new QueryEngine((database, pattern, entity, end) -> null, FEW_ROWS, shared);
        Query query = Query.parse("[:find ?s :where [?e :n ?n] [(str ?n) ?s]]");
        try (Guard other = new Guard(Deadline.none(), FEW_ROWS, shared)) {
            other.keep((1 << 20) - 1_000);
            assertThatThrownBy(() -> engine.run(query, List.of(db), Deadline.none()))
                    .isInstanceOfSatisfying(Anomaly.Busy.class, anomaly -> {
                        assertThat(anomaly.isRetryable()).isTrue();
                        assertThat(anomaly.data())
                                .containsEntry(Keyword.parse(":db/error"), Keyword.parse(":db.error/query-limit"))
                                .containsEntry(Keyword.of("limit"), Keyword.of("all-queries-bytes"));
                    })
                    .hasMessageContaining("ask again later")
                    .hasMessageContaining("all-queries-bytes=1048576");
        }
        assertThat(shared.reserved()).isZero();
        assertThat(engine.run(query, List.of(db), Deadline.none()).rows()).hasSize(ENTITIES);
    }

    /** Returns a list that has two to the power of some number of elements, in as many objects as that number. */
    private static Object deep(int depth) {
        Object value = 1L;
        for (int i = 0; i < depth; i++) {
            value = Arrays.asList(value, value);
        }
        return value;
    }

    @Test
    void valuesThatHoldOthersManyTimesAreLookedAtOnce() {
        Object one = deep(60);
        Object other = deep(60);
        for (String call : List.of("=", "not=", "<")) {
            assertThat(askWithFewRows("[:find ?x :in $ ?a ?b :where [(" + call + " ?a ?b) ?x]]", one, other))
                    .as(call)
                    .isIn(true, false, 0L);
        }
        assertThat(askWithFewRows("[:find (count-distinct ?a) :in $ [?a ...]]", List.of(one, other, deep(59))))
                .isEqualTo(2L);
        assertThat(askWithFewRows(
                        "[:find (count ?x) :in $ [?a ...] :where [(hash-set ?a 1) ?s] [(count ?s) ?x]]",
                        List.of(one, other)))
                .isEqualTo(1L);
    }

    @Test
    void whatMakesLongTextsAndListsEndsAtTheDeadlineOrALimit() {
        Object value = deep(60);
        for (String call : List.of(
                "(str ?a)",
                "(pr-str ?a)",
                "(clojure.string/join \",\" ?a)",
                "(clojure.string/upper-case ?a)",
                "(flatten ?a)",
                "(compare ?a ?a)",
                "(.toString ?a)",
                "(.hashCode ?a)",
                "(hash-map ?a 1)",
                "(frequencies ?a)",
                "(inc ?a)")) {
            assertThatThrownBy(() -> askWithFewRows("[:find ?x :in $ ?a :where [" + call + " ?x]]", value))
                    .as(call)
                    .isInstanceOf(Anomaly.class);
        }
        String doubled = IntStream.range(0, 40)
                .mapToObj(i -> "[(str ?s" + i + " ?s" + i + ") ?s" + (i + 1) + "]")
                .collect(Collectors.joining(" "));
        assertThatThrownBy(() -> askWithFewRows("[:find ?s40 :where [(ground \"ab\") ?s0] " + doubled + "]"))
                .isInstanceOf(Anomaly.Incorrect.class);
    }
}
