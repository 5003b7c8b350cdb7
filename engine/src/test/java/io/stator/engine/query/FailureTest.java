package io.stator.engine.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Query;
import io.stator.engine.database.Bootstrap;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.database.Deadline;
import io.stator.engine.query.function.FunctionRegistry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A query fails only through a row that satisfies all other clauses, in whatever order they are written. */
final class FailureTest {
    private static final String SCHEMA = """
            [{:db/ident :n :db/valueType :db.type/long :db/cardinality :db.cardinality/one}
             {:db/ident :name :db/valueType :db.type/string :db/cardinality :db.cardinality/one
              :db/unique :db.unique/identity}
             {:db/ident :bad :db/valueType :db.type/boolean :db/cardinality :db.cardinality/one}
             {:db/ident :next :db/valueType :db.type/ref :db/cardinality :db.cardinality/many}]""";
    private static final String FACTS = """
            [{:db/id "5" :name "five" :n 5 :next ["0" "2"]}
             {:db/id "0" :name "zero" :n 0 :bad true :next "2"}
             {:db/id "2" :name "two" :n 2}
             {:db/id "1" :name "none" :bad false :next ["5"]}]""";
    private static final String RULES = """
            [[(bad ?e) [?e :bad true]]
             [(good ?e) [?e :n ?v] (not (bad ?e))]
             [(either ?e) [?e :bad false]]
             [(either ?e) [?e :n ?v] [(!= ?v 0)]]
             [(tenth ?e ?x) [?e :n ?v] [(quot 10 ?v) ?x]]
             [(tenth2 ?e ?x) [?e :n ?v] [(quot 10 ?v) ?x]]
             [(tenth2 ?e ?x) [?e :name "nobody"] [?e :n ?x]]
             [(reach ?a ?b) [?a :next ?b]]
             [(reach ?a ?b) [?a :next ?c] (reach ?c ?b)]
             [(reach10 ?a ?x) [?a :n ?v] [(quot 10 ?v) ?x]]
             [(reach10 ?a ?x) [?a :next ?c] (reach10 ?c ?x)]
             [(deep ?a ?b) [?a :n ?v] [(quot 10 ?v) ?q] [?a :next ?b]]
             [(deep ?a ?b) (deep ?a ?c) (deep ?c ?b)]
             [(deepGood ?a ?b) [?a :n ?v] [(quot 10 ?v) ?q] [?a :next ?b]]
             [(deepGood ?a ?b) (deepGood ?a ?c) (deepGood ?c ?b) (not (bad ?c))]]""";

    private final DatabaseValue db =
            QueryTests.transact(QueryTests.transact(Bootstrap.database("failing", "failing"), SCHEMA), FACTS);

    /** Clauses that together find that five has the tenth 2, and two the tenth 5, whatever their order. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[?e :n ?v] | (not [?e :bad true]) | [(quot 10 ?v) ?x]",
                "[?e :n ?v] | (not-join [?e] [?e :bad ?b] [(= ?b true)]) | [(quot 10 ?v) ?x]",
                "[?e :n ?v] | (or-join [?v] [(< ?v 0)] [(> ?v 0)]) | [(quot 10 ?v) ?x]",
                "[?e :n ?v] | [(not= ?v 0)] | [(quot 10 ?v) ?x]",
                "[?e :n ?v] | [(pos? ?v)] | [(quot 10 ?v) ?x]",
                "[?e :n ?v] | (good ?e) | [(quot 10 ?v) ?x]",
                "[?e :n ?v] | (either ?e) | [(quot 10 ?v) ?x]",
                "(good ?e) | (tenth ?e ?x)",
                "(good ?e) | (tenth2 ?e ?x)",
                "[?e :n ?v] | (not (bad ?e)) | (tenth2 ?e ?x)",
                "[?e :n ?v] | [(quot 10 ?v) ?x] | [(quot 10 ?x) ?y] | [(= ?v ?y)] | (not [?e :bad true])",
                "[?e :n ?v] | (not [?e :bad true]) | [(quot 10 ?v) ?x] | (not-join [?v] [(quot 1 ?v) ?y] [(> ?y 100)])",
                "[?e :n ?v] | (not [?e :bad true]) | [(quot 10 ?v) ?x] | (or [(quot 1 ?v)] [(quot 2 ?v)])",
                "[?e :n ?v] | (not [?e :bad true]) | (or-join [?v ?x] [(quot 10 ?v) ?x] (and [(quot 10 ?v) ?y] [(+ ?y 0) ?x]))",
                "[?e :n ?v] | [(get-else $ ?e :bad false) ?b] | [(= false ?b)] | [(quot 10 ?v) ?x]",
                "[?e :n ?v] | [(quot 10 ?v) ?x] | [?e :name ?name] | [(!= ?name \"zero\")]",
                "[?e :n ?v] | [(quot 10 ?v) ?x] | (or [?e :name \"five\"] [?e :name \"two\"])",
                "[?e :n ?v] | (not-join [?e ?v] [?e :bad true] [(quot 1 ?v) ?y]) | [(quot 10 ?v) ?x] | [(!= ?v 0)]"
            })
    void aRowThatIsDroppedDoesNotFail(String clauses) {
        anyOrder("?x", clauses, order -> assertThat(ask(order)).as(order).isEqualTo(Set.of(List.of(2L), List.of(5L))));
    }

    /** Clauses that fail, whatever their order. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[?e :n ?v] | [(quot 10 ?v) ?x]",
                "[?e :n ?v] | [?e :bad true] | [(quot 10 ?v) ?x]",
                "[?e :n ?v] | [(quot 10 ?v) ?x] | [(< ?x 100)]",
                "[?e :n ?v] | [(quot 10 ?v) ?x] | [?e :name ?name]",
                "[?e :n ?v] | [?v2 :n ?v] | (not-join [?v] [(quot 10 ?v) ?y] [(> ?y 100)]) | [(+ 1 ?v) ?x]",
                "[?e :n ?v] | (or-join [?e ?v ?x] (and [?e :n ?x] [(quot 10 ?v)]) (and [?e :n ?x] [?e :name \"five\"]))",
                "[?e :n ?v] | (tenth ?e ?x)",
                "[?e :n ?v] | (tenth2 ?e ?x)",
                "[?e :n ?v] | [(quot 10 ?v) ?x] | [?f :n ?x]",
                "[?e :n ?v] | [(quot 10 ?v) ?x] | (or [?e :bad true] [?e :name \"five\"])",
                "[?e :name \"none\"] | (reach10 ?e ?x) | [?e :bad ?v]",
                "[?e :name \"five\"] | [?e :n ?v] | (deep ?e ?x)"
            })
    void aRowThatSatisfiesAllElseFails(String clauses) {
        anyOrder(
                "?v ?x",
                clauses,
                order -> assertThatThrownBy(() -> ask(order))
                        .as(order)
                        .isInstanceOf(Anomaly.Incorrect.class)
                        .hasMessageStartingWith("processing clause: ")
                        .hasMessageContaining("Divide by zero"));
    }

    @Test
    void aNegationOfWhatIsKnownOnceFailsToo() {
        for (String clauses : List.of(
                "[?e :name \"zero\"] | [?e :n ?v] | (not [(quot 10 ?v)]) | [(+ ?v 0) ?x]",
                "[(ground 0) ?v] | (not-join [?v] [(quot 10 ?v) ?y]) | [(+ ?v 0) ?x]")) {
            anyOrder(
                    "?v ?x",
                    clauses,
                    order -> assertThatThrownBy(() -> ask(order)).as(order).hasMessageContaining("Divide by zero"));
            anyOrder(
                    "?v ?x",
                    clauses + " | [(!= ?v 0)]",
                    order -> assertThat(ask(order)).as(order).isEmpty());
            anyOrder(
                    "?v ?x",
                    clauses + " | [?f :name \"nobody\"]",
                    order -> assertThat(ask(order)).as(order).isEmpty());
        }
    }

    @Test
    void whatCannotMatchAnythingDropsARowToo() {
        anyOrder(
                "?v ?x",
                "[?e :n ?v] | [(quot 10 ?v) ?x] | [?f :nothing ?x]",
                order -> assertThat(ask(
                                QueryTests.transact(
                                        db,
                                        "[{:db/ident :nothing :db/valueType :db.type/long :db/cardinality :db.cardinality/one}]"),
                                order))
                        .isEmpty());
    }

    @Test
    void recursiveRulesFailOnlyThroughRowsThatAreAskedFor() {
        assertThat(ask("[:find ?n :in $ % :where [?e :name \"two\"] (reach10 ?e ?x) [?e :n ?n]]"))
                .hasSize(1);
        assertThat(ask("[:find ?x :in $ % :where [?e :name \"five\"] (reach10 ?e ?x) (not [?e :name \"five\"])]"))
                .isEmpty();
        assertThat(ask("[:find ?n :in $ % :where [?e :name \"two\"] (deep ?e ?x) [?e :n ?n]]"))
                .isEmpty();
        assertThatThrownBy(() -> ask("[:find ?x :in $ % :where [?e :name \"five\"] (deep ?e ?x)]"))
                .hasMessageContaining("Divide by zero");
        assertThat(ask("[:find ?n :in $ % :where [?e :name \"five\"] (deepGood ?e ?x) [?x :name ?n]]"))
                .isEqualTo(Set.of(List.of("zero"), List.of("two")));
        assertThat(ask("[:find ?n :in $ % :where [?e :name ?n] (not (deepGood ?e ?x)) [?x :name \"five\"]"
                        + " (not [?e :bad true])]"))
                .isEqualTo(Set.of(List.of("five"), List.of("two"), List.of("none")));
    }

    @Test
    void aFunctionOfAProgramRunsOnNoRowThatOtherClausesDrop() {
        for (String clauses : List.of(
                "[?e :n ?v] | (not [?e :bad true]) | [(my/f ?v) ?x]",
                "[?e :n ?v] | [?e :name ?name] | [(not= ?name \"zero\")] | [(my/f ?v) ?x]",
                "[?e :n ?v] | (good ?e) | [(my/f ?v)] | [(+ 0 ?v) ?x]",
                "[?e :n ?v] | (either ?e) | [(my/f ?v) ?x] | [?e :name ?name]",
                "[?e :n ?v] | [?o :next ?e] | [?o :n ?w] | [(!= ?v 0)] | [(inc (my/f ?v)) ?x]")) {
            anyOrder("?v ?x", clauses, order -> {
                List<Object> seen = new ArrayList<>();
                FunctionRegistry registry = FunctionRegistry.standard().with("my/f", (context, arguments) -> {
                    seen.add(arguments[0]);
                    return 10 / (Long) arguments[0];
                });
                QueryEngine engine = engine(registry);
                engine.run(Query.parse(order), Arrays.asList(db, RULES), Deadline.none());
                assertThat(seen)
                        .as(order)
                        .doesNotHaveDuplicates()
                        .isSubsetOf(5L, 2L)
                        .isNotEmpty();
            });
        }
    }

    @Test
    void aFunctionOfAProgramIsNotGivenTheSameForWhatItCouldTellApart() {
        FunctionRegistry registry = FunctionRegistry.standard()
                .with(
                        "my/class",
                        (context, arguments) -> arguments[0].getClass().getSimpleName());
        QueryEngine engine = engine(registry);
        Query query = Query.parse("[:find ?i ?c :in [[?i ?x]] :where [(my/class ?x) ?c]]");
        Set<Object> classes = engine
                .run(query, List.of(QueryTests.edn("[[1 1] [2 1N] [3 [1]] [4 (1)] [5 1]]")), Deadline.none())
                .rows()
                .stream()
                .map(row -> row[1])
                .collect(Collectors.toSet());
        assertThat(classes).isEqualTo(Set.of("Long", "BigInteger", "EdnVector", "EdnList"));
    }

    @Test
    void whatIsAboutTheMomentEndsTheQueryAtOnce() {
        for (Anomaly anomaly : List.of(new Anomaly.Busy("busy"), new Anomaly.Unavailable("late"))) {
            FunctionRegistry registry = FunctionRegistry.standard().with("my/f", (context, arguments) -> {
                throw anomaly;
            });
            QueryEngine engine = engine(registry);
            Query query = Query.parse("[:find ?x :in ?v :where [(my/f ?v) ?x] [(str ?x) ?y] [(= ?y \"1\")]]");
            assertThatThrownBy(() -> engine.run(query, List.of(1L), Deadline.none()))
                    .isSameAs(anomaly);
        }
    }

    @Test
    void manyRowsThatFailAreDroppedWithoutTheirFailuresBeingKept() {
        List<List<Object>> rows = LongStream.range(0, 20_000)
                .mapToObj(i -> List.<Object>of(i, i % 2, "x" + i % 2))
                .toList();
        Query query = Query.parse(
                "[:find (count ?i) . :in [[?i ?v ?t]] [[?q ?keep]] :where [(quot 10 ?v) ?x] [(quot 20 ?x) ?q]"
                        + " [(str ?t ?keep) ?s] [(= ?s \"x1!\")]]");
        QueryResult result = QueryTests.engine().run(query, List.of(rows, List.of(List.of(2L, "!"))), Deadline.none());
        assertThat(result.rows().get(0)[0]).hasToString("10000");
    }

    @Test
    void theSameQueryTellsTheSameFailure() {
        Set<String> told = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            try {
                ask("[:find ?x :in $ % :where [?e :n ?v] [(subs \"abc\" ?v 100) ?x]]");
            } catch (Anomaly.Incorrect failure) {
                told.add(failure.getMessage());
            }
        }
        assertThat(told).hasSize(1);
    }

    private static QueryEngine engine(FunctionRegistry registry) {
        return new QueryEngine(registry, (database, pattern, entity, deadline) -> null, () -> new SplittableRandom(0));
    }

    private Set<List<Object>> ask(String query) {
        return ask(db, query);
    }

    private static Set<List<Object>> ask(DatabaseValue database, String query) {
        return QueryTests.rows(query, database, RULES);
    }

    private static void anyOrder(String find, String clauses, Consumer<String> check) {
        SplittableRandom random = new SplittableRandom(clauses.hashCode());
        List<String> order = new ArrayList<>(List.of(clauses.split(" \\| ")));
        for (int i = 0; i < 12; i++) {
            check.accept("[:find " + find + " :in $ % :where " + String.join(" ", order) + "]");
            for (int j = order.size() - 1; j > 0; j--) {
                order.set(j, order.set(random.nextInt(j + 1), order.get(j)));
            }
        }
    }
}
