package io.stator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Functions;
import io.stator.Index;
import io.stator.Measured;
import io.stator.QueryStats;
import io.stator.QueryStats.Access;
import io.stator.QueryStats.ClauseStats;
import io.stator.QueryStats.Phase;
import io.stator.Row;
import io.stator.Stator;
import io.stator.SystemConfig;
import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import io.stator.spi.StatsMaps;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a query tells of its clauses: exactly what they did, whatever they are. */
final class ExplainTest {
    private final Client client = Stator.inMemory(SystemConfig.standard()
            .withFunctions(Functions.none()
                    .withQueryFunction("my/odd?", arguments -> (Long) arguments.get(0) % 2 == 1)));
    private final Connection connection;
    private final Database db;

    ExplainTest() {
        client.createDatabase("people");
        connection = client.connect("people");
        connection.transact("""
                [{:db/ident :p/name :db/valueType :db.type/string :db/cardinality :db.cardinality/one :db/unique :db.unique/identity}
                 {:db/ident :p/age :db/valueType :db.type/long :db/cardinality :db.cardinality/one}
                 {:db/ident :p/friend :db/valueType :db.type/ref :db/cardinality :db.cardinality/many}
                 {:db/ident :p/color :db/valueType :db.type/keyword :db/cardinality :db.cardinality/one}]""");
        connection.transact("""
                [{:p/name "Ann" :p/age 32 :p/color :red :p/friend ["b" "c"]} {:db/id "b" :p/name "Bob" :p/age 31 :p/friend "c"}
                 {:db/id "c" :p/name "Cat" :p/age 30 :p/friend "d"} {:db/id "d" :p/name "Dan" :p/color :red} {:p/name "Eve" :p/age 40}]""");
        db = connection.db();
    }

    @AfterEach
    void close() {
        client.close();
    }

    private static String text(ClauseStats clause) {
        return Edn.print(clause.clause()) + " " + clause.rowsIn() + clause.bindsIn() + " -> " + clause.rowsOut()
                + clause.bindsOut()
                + (clause.predicates().isEmpty() ? "" : " " + Edn.print(clause.predicates()))
                + (clause.access().isPresent() ? " " + clause.access().get() : "")
                + clause.index().map(index -> " " + index).orElse("")
                + (clause.access().isPresent() ? " " + clause.factsRead() : "")
                + (clause.unboundVariables().isEmpty() ? "" : " unbound")
                + (clause.runs() == 1 ? "" : " x" + clause.runs());
    }

    private static List<String> lines(QueryStats stats) {
        List<String> lines = new ArrayList<>();
        for (Phase phase : stats.phases()) {
            phase.of().ifPresent(outer -> lines.add("inside " + Edn.print(outer)));
            phase.clauses().forEach(clause -> lines.add(text(clause)));
        }
        return lines;
    }

    private List<String> explained(String query, Object... inputs) {
        return lines(db.query(query, inputs).explain());
    }

    @Test
    void clausesAreToldInTheOrderInWhichTheyRan() {
        assertThat(explained("[:find ?n :where [?e :p/age ?a] [?e :p/name ?n] [?e :p/name \"Ann\"] [(> ?a 31)]]"))
                .containsExactly(
                        "[?e :p/name \"Ann\"] 0[] -> 1[?e] SCAN AVET 1 unbound",
                        "[?e :p/age ?a] 1[?e] -> 1[?e, ?a] SCAN EAVT 1",
                        "[?e :p/name ?n] 1[?e, ?a] -> 1[?a, ?n] SCAN EAVT 1",
                        "[(> ?a 31)] 1[?a, ?n] -> 1[?n]");
        QueryStats stats = db.query("[:find ?n :where [?e :p/name ?n] [?e :p/name \"Ann\"]]")
                .explain();
        assertThat(stats.phases().get(0).clauses())
                .extracting(ClauseStats::written)
                .containsExactly(2, 1);
    }

    @Test
    void aPatternWithARangeReadsTheFactsInsideOfIt() {
        assertThat(explained("[:find ?a :where [?e :p/age ?a] [(> ?a 31)]]"))
                .containsExactly("[?e :p/age ?a] 0[] -> 2[?a] [[(> ?a 31)]] RANGE AVET 3 unbound");
    }

    @Test
    void whatIsCountedReadsNoFacts() {
        assertThat(explained("[:find (count ?e) . :where [?e :p/name]]"))
                .containsExactly("[?e :p/name] 0[] -> 5[] COUNT AEVT 0 unbound");
        assertThat(explained("[:find (sum ?a) . :with ?e :where [?e :p/age ?a]]"))
                .containsExactly("[?e :p/age ?a] 0[] -> 4[?a] SCAN AEVT 4 unbound");
    }

    @Test
    void inputsAreClausesToo() {
        assertThat(explained(
                        "[:find ?n ?m :in $ [?n ...] :where [?e :p/name ?n] [?e :p/friend ?f] [?f :p/name ?m]]",
                        List.of("Ann", "Zed")))
                .containsExactly(
                        "[(ground $__in__2) [?n ...]] 0[] -> 2[?n]",
                        "[?e :p/friend ?f] 2[?n] -> 8[?e, ?n, ?f] SCAN AEVT 4 unbound",
                        "[?f :p/name ?m] 8[?e, ?n, ?f] -> 8[?e, ?n, ?m] SCAN AEVT 5",
                        "[?e :p/name ?n] 8[?e, ?n, ?m] -> 2[?n, ?m] SCAN AEVT 5");
        assertThat(explained("[:find ?x :in $ [[?x ?y]] :where [(> ?x ?y)]]", List.of(List.of(1, 2), List.of(3, 2))))
                .containsExactly("[(ground $__in__2) [[?x ?y]]] 0[] -> 1[?x] [[(> ?x ?y)]]");
    }

    @Test
    void clausesInsideOfNotAreAPhaseOfIt() {
        assertThat(explained("[:find ?n :where [?e :p/name ?n] (not-join [?e] [?e :p/color :red])]"))
                .containsExactly(
                        "[?e :p/name ?n] 0[] -> 5[?e, ?n] SCAN AEVT 5 unbound",
                        "(not-join [?e] [?e :p/color :red]) 5[?e, ?n] -> 3[?n]",
                        "inside (not-join [?e] [?e :p/color :red])",
                        "[?e :p/color :red] 5[?e] -> 2[?e] SCAN AVET 2");
    }

    @Test
    void branchesOfOrAreAPhaseOfIt() {
        QueryStats stats = db.query(
                        "[:find ?e :where (or-join [?e] [?e :p/color :red] (and [?e :p/age ?a] [(< ?a 31)]))]")
                .explain();
        assertThat(lines(stats))
                .containsExactly(
                        "(or-join [?e] [?e :p/color :red] (and [?e :p/age ?a] [(< ?a 31)])) 0[] -> 3[?e]",
                        "inside (or-join [?e] [?e :p/color :red] (and [?e :p/age ?a] [(< ?a 31)]))",
                        "[?e :p/color :red] 0[] -> 2[?e] SCAN AVET 2 unbound",
                        "[?e :p/age ?a] 0[] -> 1[?e] [[(< ?a 31)]] RANGE AVET 2 unbound");
        assertThat(stats.phases().get(1).schedule()).hasSize(2);
    }

    @Test
    void bodiesOfARecursiveRuleAreSummedUp() {
        String rules = "[[(reach ?a ?b) [?a :p/friend ?b]] [(reach ?a ?b) [?a :p/friend ?x] (reach ?x ?b)]]";
        List<String> lines = explained(
                "[:find ?n :in $ % :where [?e :p/name \"Ann\"] (reach ?e ?f) [?f :p/name ?n]]", Edn.read(rules));
        assertThat(lines)
                .containsExactly(
                        "[?e :p/name \"Ann\"] 0[] -> 1[?e] SCAN AVET 1 unbound",
                        "[?f :p/name ?n] 1[?e] -> 5[?e, ?f, ?n] SCAN AEVT 5 unbound",
                        "(reach ?e ?f) 5[?e, ?f, ?n] -> 3[?n]",
                        "inside (reach ?e ?f)",
                        "[?a :p/friend ?b] 4[?a] -> 4[?b] SCAN EAVT 6 x3",
                        "[?a :p/friend ?x] 4[?a] -> 4[?x] SCAN EAVT 6 x3");
        String plain = "[[(red ?a) [?a :p/color :red]]]";
        assertThat(explained("[:find ?n :in $ % :where (red ?e) [?e :p/name ?n]]", Edn.read(plain)))
                .containsExactly(
                        "[?a :p/color :red] 0[] -> 2[?e] SCAN AVET 2 unbound",
                        "[?e :p/name ?n] 2[?e] -> 2[?n] SCAN AEVT 5");
    }

    @Test
    void functionsAndPredicatesOfAProgramAreClausesOfTheirOwn() {
        assertThat(explained("[:find ?x :where [?e :p/age ?a] [(inc ?a) ?b] [(str ?b \"!\") ?x] [(my/odd? ?a)]]"))
                .containsExactlyInAnyOrder(
                        "[?e :p/age ?a] 0[] -> 4[?a] SCAN AEVT 4 unbound",
                        "[(my/odd? ?a)] 4[?a, ?x] -> 1[?x]",
                        "[(inc ?a) ?b] 4[?a] -> 4[?a, ?b]",
                        "[(str ?b \"!\") ?x] 4[?a, ?b] -> 4[?a, ?x]");
    }

    @Test
    void clausesWithoutRowsDoNotRun() {
        assertThat(explained("[:find ?n :where [?e :p/name \"Zed\"] [?e :p/age ?a] [(+ ?a 1) ?n]]"))
                .containsExactly(
                        "[?e :p/name \"Zed\"] 0[] -> 0[?e] SCAN AVET 0 unbound",
                        "[?e :p/age ?a] 0[] -> 0[] x0",
                        "[(+ ?a 1) ?n] 0[] -> 0[] x0");
        assertThat(explained("[:find ?e :in $ [?x ...] :where [?e :p/age ?x]]", List.of())
                        .get(1))
                .endsWith(" x0");
    }

    @Test
    void severalDatabasesAndCollectionsAreToldApart() {
        assertThat(explained(
                        "[:find ?n ?a :in $ $b $c :where [$ ?e :p/name ?n] [$b ?e :p/age ?a] [$c ?n]]",
                        db,
                        connection.db().history(),
                        List.of(List.of("Ann"))))
                .containsExactly(
                        "[$c ?n] 0[] -> 1[?n] COLLECTION 0 unbound",
                        "[$ ?e :p/name ?n] 1[?n] -> 1[?e, ?n] SCAN AVET 1",
                        "[$b ?e :p/age ?a] 1[?e, ?n] -> 1[?n, ?a] SCAN EAVT 1");
    }

    @Test
    void aKeptPlanTellsTheSameAgain() {
        String query = "[:find ?n :where [?e :p/name ?n] [?e :p/age ?a] [(> ?a 30)]]";
        List<String> first = explained(query);
        assertThat(explained(query)).isEqualTo(first);
        assertThat(db.query(query).list()).hasSize(3);
        assertThat(explained(query)).isEqualTo(first);
        connection.transact("[{:p/name \"Fay\" :p/age 50}]");
        assertThat(lines(connection.db().query(query).explain())).isNotEqualTo(first);
    }

    @Test
    void offsetAndLimitAreOfTheRowsOnly() {
        Measured<Row> measured =
                db.query("[:find ?n :where [_ :p/name ?n]]").offset(1).limit(2).measure();
        assertThat(measured.items()).hasSize(2);
        assertThat(measured.queryStats()
                        .orElseThrow()
                        .phases()
                        .get(0)
                        .clauses()
                        .get(0)
                        .rowsOut())
                .isEqualTo(5);
        assertThat(db.query("[:find ?n :where [_ :p/name ?n]]")
                        .limit(0)
                        .measure()
                        .items())
                .isEmpty();
    }

    @Test
    void theMapIsThatOfTheClientApi() {
        QueryStats stats = db.query("[:find ?n :where [?e :p/name ?n] [?e :p/age ?a] [(> ?a 31)]]")
                .explain();
        Map<Keyword, Object> map = stats.toMap();
        assertThat(map.get(Keyword.of("query")))
                .isEqualTo(Edn.read("[:find ?n :where [?e :p/name ?n] [?e :p/age ?a] [(> ?a 31)]]"));
        Map<?, ?> phase = (Map<?, ?>) ((List<?>) map.get(Keyword.of("phases"))).get(0);
        Map<?, ?> clause = (Map<?, ?>) ((List<?>) phase.get(Keyword.of("clauses"))).get(0);
        assertThat(clause.get(Keyword.of("expansion"))).isEqualTo(2L);
        assertThat(Edn.print(clause.get(Keyword.of("preds")))).isEqualTo("([(> ?a 31)])");
        assertThat(Edn.print(clause.get(Keyword.of("binds-in")))).isEqualTo("()");
        assertThat(Edn.print(clause.get(Keyword.of("warnings")))).startsWith("{:unbound-vars #{");
        assertThat(phase.keySet().stream().map(String::valueOf)).containsExactlyInAnyOrder(":sched", ":clauses");
        assertThat(clause.keySet().stream().map(key -> (Keyword) key))
                .allMatch(key -> key.namespace() == null || "stator".equals(key.namespace()));
        QueryStats read = StatsMaps.queryStats(map);
        assertThat(lines(read)).isEqualTo(lines(stats));
        assertThat(read.toMap()).isEqualTo(map);
    }

    @Test
    void onlyAQueryCanBeExplained() {
        assertThatThrownBy(() -> db.datoms(Index.AEVT, ":p/age").explain())
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("only the results of a query");
        assertThat(db.datoms(Index.AEVT, ":p/age").measure().items()).hasSize(4);
        assertThat(db.datoms(Index.AEVT, ":p/age").ioStats().api()).isEqualTo(Keyword.of("datoms"));
        assertThat(db.pullMany("[:p/name]", List.of(List.of(":p/name", "Ann")))
                        .measure()
                        .items())
                .hasSize(1);
    }

    @Test
    void aNameForReadsIsAQualifiedKeyword() {
        for (Object wrong : new Object[] {":x", "x", 7, "a/b"}) {
            if (!"a/b".equals(wrong)) {
                assertThatThrownBy(
                                () -> db.query("[:find ?e :where [?e :p/age]]").ioContext(wrong))
                        .isInstanceOf(Anomaly.Incorrect.class)
                        .hasMessageContaining("io-context must be a qualified keyword");
            }
        }
        Map<String, Object> arguments = Map.of(
                ":query",
                "[:find ?e :where [?e :p/age]]",
                ":args",
                List.of(db),
                ":io-context",
                Keyword.of("my", "context"),
                ":query-stats",
                true);
        assertThat(client.q(arguments).ioStats().context()).contains(Keyword.of("my", "context"));
        assertThat(client.q(arguments).explain().phases()).hasSize(1);
    }

    @Test
    void futuresTellTheSame() throws Exception {
        String query = "[:find ?n :where [?e :p/name ?n] [?e :p/age ?a]]";
        assertThat(lines(db.query(query).explainAsync().get(60, TimeUnit.SECONDS)))
                .isEqualTo(explained(query));
        assertThat(db.query(query)
                        .map(row -> row.get(0))
                        .measureAsync()
                        .get(60, TimeUnit.SECONDS)
                        .items())
                .hasSize(4);
        assertThat(db.query(query).ioStatsAsync().get(60, TimeUnit.SECONDS).api())
                .isEqualTo(Keyword.of("query"));
    }

    @Test
    void theTableHasALineForEachClause() {
        String table = db.query("[:find ?n :where [?e :p/name ?n] [?e :p/age ?a] [(> ?a 31)]]")
                .explain()
                .toString();
        assertThat(table.lines()).hasSize(5);
        assertThat(table.lines().toList().get(0)).startsWith("clause").endsWith("ms");
        assertThat(table).contains("and [(> ?a 31)]", "range avet", "in all ");
        assertThat(QueryStats.Access.values()).contains(Access.EXISTS);
    }
}
