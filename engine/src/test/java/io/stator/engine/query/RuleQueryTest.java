package io.stator.engine.query;

import static io.stator.engine.query.QueryTests.edn;
import static io.stator.engine.query.QueryTests.people;
import static io.stator.engine.query.QueryTests.rows;
import static io.stator.engine.query.QueryTests.set;
import static io.stator.engine.query.QueryTests.transact;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.edn.Keyword;
import io.stator.engine.database.DatabaseValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RuleQueryTest {
    private static final String RIGHT =
            "[[(reach ?a ?b) [?a :p/friend ?b]] [(reach ?a ?b) [?a :p/friend ?x] (reach ?x ?b)]]";
    private static final String LEFT =
            "[[(reach ?a ?b) [?a :p/friend ?b]] [(reach ?a ?b) (reach ?a ?x) [?x :p/friend ?b]]]";
    private static final String DOUBLE =
            "[[(reach ?a ?b) [?a :p/friend ?b]] [(reach ?a ?b) (reach ?a ?x) (reach ?x ?b)]]";
    private static final String CHOICE =
            "[[(reach ?a ?b) (or [?a :p/friend ?b] (and [?a :p/friend ?x] (reach ?x ?b)))]]"
                    .replace("(or ", "(or-join [?a ?b] ");
    private static final String MUTUAL = "[[(reach ?a ?b) [?a :p/friend ?b]] [(reach ?a ?b) (step ?a ?b)]"
            + " [(step ?a ?b) [?a :p/friend ?x] (reach ?x ?b)]]";
    private static final String BACKWARD =
            "[[(reach ?a ?b) (reach ?x ?b) (reach ?a ?x)] [(reach ?a ?b) [?a :p/friend ?b]]]";
    private static final String ALL_WAYS =
            "[[(reach ?a ?b) [?a :p/friend ?b]] [(reach ?a ?b) (reach ?a ?x) (reach ?x ?b)]"
                    + " [(reach ?a ?b) [?a :p/friend ?x] (reach ?x ?b)] [(reach ?a ?b) (reach ?a ?x) [?x :p/friend ?b]]]";
    private static final String HANDED_ON = "[[(reach ?a ?b) (walk :p/friend ?b ?a)]"
            + " [(walk ?k ?b ?a) [?a ?k ?b]] [(walk ?k ?b ?a) (walk ?k ?x ?a) (walk ?k ?b ?x)]]";
    private static final List<String> CLOSURES =
            List.of(RIGHT, LEFT, DOUBLE, CHOICE, MUTUAL, BACKWARD, ALL_WAYS, HANDED_ON);

    private final DatabaseValue db = people();

    @Test
    void everyWayToWriteAClosureFindsTheSameInEveryMode() {
        for (String rules : CLOSURES) {
            assertThat(rows("[:find ?m ?n :in $ % :where (reach ?e ?f) [?f :p/name ?n] [?e :p/name ?m]]", db, rules))
                    .as(rules)
                    .hasSize(9);
            assertThat(rows("[:find ?n :in $ % :where [?e :p/name \"Bob\"] (reach ?e ?f) [?f :p/name ?n]]", db, rules))
                    .as(rules)
                    .isEqualTo(set("[\"Ann\"] [\"Bob\"] [\"Cat\"]"));
            assertThat(rows("[:find ?n :in $ % :where [?f :p/name \"Bob\"] (reach ?e ?f) [?e :p/name ?n]]", db, rules))
                    .as(rules)
                    .isEqualTo(set("[\"Ann\"] [\"Bob\"] [\"Cat\"]"));
            assertThat(rows("[:find ?n :in $ % :where (reach ?e ?e) [?e :p/name ?n]]", db, rules))
                    .as(rules)
                    .hasSize(3);
            assertThat(rows("[:find ?n :in $ % :where (reach ?e _) [?e :p/name ?n]]", db, rules))
                    .as(rules)
                    .hasSize(3);
            assertThat(rows(
                            "[:find ?n ?m :in $ % [?n ...] [?m ...]"
                                    + " :where [?e :p/name ?n] (reach ?e ?f) [?f :p/name ?m]]",
                            db, rules, List.of("Ann", "Dan"), List.of("Bob", "Dan")))
                    .as(rules)
                    .isEqualTo(set("[\"Ann\" \"Bob\"]"));
        }
    }

    @Test
    void aBodyThatIsFalseBeforeItCallsItselfFindsNothing() {
        for (String body : List.of(
                "[(= 1 2)] (r ?a ?c) (r ?c ?b)",
                "[(= 1 2)] (r ?a ?c) (r ?b ?c)",
                "(r ?a ?c) (r ?b ?c) [(= 1 2)]",
                "(r ?a ?c) [(= 1 2)] (r ?c ?b)",
                "[?a :p/name \"Nobody\"] (r ?a ?c) (r ?b ?c)",
                "[_ :p/name \"Nobody\"] (r ?a ?c) (r ?b ?c)",
                "(r ?a ?c) (r ?b ?c) (not [?c :p/name])")) {
            String rules = "[[(r ?a ?b) " + body + "] [(r ?a ?b) [?a :p/friend ?b]]]";
            assertThat(rows("[:find ?a ?b :in $ % :where (r ?a ?b)]", db, rules))
                    .as(body)
                    .hasSize(4);
            assertThat(rows("[:find ?b :in $ % :where [?a :p/name \"Ann\"] (r ?a ?b)]", db, rules))
                    .as(body)
                    .hasSize(2);
            assertThat(rows("[:find ?b :in $ % :where (r ?a ?b) (r ?b ?a)]", db, rules))
                    .as(body)
                    .hasSize(2);
        }
    }

    @Test
    void aBodyThatIsTrueBeforeItCallsItselfWithNothingKnownFindsAll() {
        for (String first : List.of("", "[(= 1 1)] ", "[_ :p/name \"Ann\"] ")) {
            String rules = "[[(r ?a ?b) " + first + "(r ?a ?c) (r ?b ?c)] [(r ?a ?b) [?a :p/friend ?b]]]";
            assertThat(rows("[:find ?m ?n :in $ % :where (r ?a ?b) [?a :p/name ?m] [?b :p/name ?n]]", db, rules))
                    .as(first)
                    .isEqualTo(rows(
                            "[:find ?m ?n :in $ % :where (r ?a ?b) [?a :p/name ?m] [?b :p/name ?n]]",
                            db, rules.replace("(r ?a ?c) (r ?b ?c)", "(r ?b ?c) (r ?a ?c)")))
                    .contains(List.of("Ann", "Ann"), List.of("Cat", "Cat"), List.of("Ann", "Bob"))
                    .hasSize(9);
        }
    }

    @Test
    void aVariableMayBeTwoArgumentsOfARecursiveRule() {
        String rules = "[[(r ?a ?b ?m) [?a :p/friend ?b] [?b :p/name ?m]]"
                + " [(r ?a ?b ?m) [?a :p/friend ?c] (r ?c ?b ?m)]"
                + " [(l ?m ?a ?b) [?a :p/friend ?b] [?b :p/name ?m]]"
                + " [(l ?m ?a ?b) (l ?k ?a ?c) [?c :p/friend ?b] [?b :p/name ?m]]]";
        for (String call : List.of("(r ?x ?x ?m)", "(l ?m ?x ?x)")) {
            assertThat(rows("[:find ?m :in $ % :where " + call + "]", db, rules))
                    .as(call)
                    .isEqualTo(set("[\"Ann\"] [\"Bob\"] [\"Cat\"]"));
            assertThat(rows("[:find ?x ?m :in $ % :where " + call + "]", db, rules))
                    .as(call)
                    .hasSize(3);
            assertThat(rows(
                            "[:find ?n ?m :in $ % [?n ...] :where [?x :p/name ?n] " + call + "]",
                            db,
                            rules,
                            List.of("Bob", "Dan", "Cat")))
                    .as(call)
                    .isEqualTo(set("[\"Bob\" \"Bob\"] [\"Cat\" \"Cat\"]"));
            assertThat(rows("[:find ?n ?m :in $ % ?n :where [?x :p/name ?n] " + call + "]", db, rules, "Bob"))
                    .as(call)
                    .isEqualTo(set("[\"Bob\" \"Bob\"]"));
        }
        assertThat(rows("[:find ?x :in $ % :where (r ?x ?b ?x)]", db, rules)).isEmpty();
    }

    @Test
    void aVariableThatIsTwoArgumentsIsOneInTheRule() {
        DatabaseValue own = transact(db, "[{:db/id \"e\" :p/name \"Eve\" :p/age 5 :p/friend [\"e\"]}]");
        String near = "[(near ?a ?b) [?a :p/friend ?b]] ";
        String plain = "[" + near + "]";
        String turning = "[" + near + "[(near ?a ?b) [?a :p/age 1000] (near ?b ?a)]]";
        String tail = "[" + near + "[(near ?a ?b) [?a :p/age 1000] (near ?a ?b)]]";
        String failing = "[" + near + "[(near ?a ?b) [?a :p/age ?n] [(quot 1 ?n) ?n] (near ?b ?a)]]";
        String through = "[" + near + "[(near ?a ?b) [?a :p/age 1000] (near ?b ?a)]"
                + " [(both ?a ?b) [?a :p/age 1000] (both ?b ?a)] [(both ?a ?b) (near ?b ?a)]]";
        Object eve = edn("[:p/name \"Eve\"]");
        Object id =
                rows("[:find ?e . :where [?e :p/name \"Eve\"]]", own).iterator().next();
        for (String rules : List.of(plain, turning, tail, failing, through)) {
            String call = rules.equals(through) ? "(both ?x ?x)" : "(near ?x ?x)";
            String query = "[:find ?x :in $ % ?x :where " + call + "]";
            assertThat(rows(query, own, rules, eve)).as(rules).isEmpty();
            assertThat(rows(query.replace("% ?x", "% [?x ...]"), own, rules, List.of(eve, edn("[:p/name \"Ann\"]"))))
                    .as(rules)
                    .isEmpty();
            assertThat(rows(query, own, rules, ((List<?>) id).get(0))).as(rules).hasSize(1);
        }
    }

    @Test
    void argumentsMayNameEntities() {
        for (String rules : CLOSURES) {
            assertThat(rows("[:find ?n :in $ % :where (reach [:p/name \"Cat\"] ?f) [?f :p/name ?n]]", db, rules))
                    .as(rules)
                    .hasSize(3);
            assertThat(rows(
                            "[:find ?e ?n :in $ % [?e ...] :where (reach ?e ?f) [?f :p/name ?n]]",
                            db, rules, edn("[[:p/name \"Cat\"] [:p/name \"Dan\"]]")))
                    .as(rules)
                    .isEqualTo(
                            set("[[:p/name \"Cat\"] \"Ann\"] [[:p/name \"Cat\"] \"Bob\"] [[:p/name \"Cat\"] \"Cat\"]"));
        }
    }

    @Test
    void randomGraphsHaveTheClosureOfAWalk() {
        java.util.Random random = new java.util.Random(7);
        for (int round = 0; round < 12; round++) {
            int size = 3 + random.nextInt(12);
            Map<Integer, Set<Integer>> edges = new java.util.TreeMap<>();
            for (int i = 0; i < size + random.nextInt(size); i++) {
                edges.computeIfAbsent(random.nextInt(size), k -> new HashSet<>())
                        .add(random.nextInt(size));
            }
            DatabaseValue graph = graph(size, edges);
            Set<List<Object>> expected = closure(size, edges);
            for (String rules : CLOSURES) {
                assertThat(rows(
                                "[:find ?x ?y :in $ % :where (reach ?a ?b) [?a :p/age ?x] [?b :p/age ?y]]",
                                graph, rules))
                        .isEqualTo(expected);
                for (long from = 0; from < size; from++) {
                    long start = from;
                    Set<List<Object>> fromHere = new HashSet<>(expected);
                    fromHere.removeIf(row -> !row.get(0).equals(start));
                    assertThat(rows(
                                    "[:find ?x ?y :in $ % ?x :where [?a :p/age ?x] (reach ?a ?b) [?b :p/age ?y]]",
                                    graph, rules, start))
                            .isEqualTo(fromHere);
                }
            }
        }
    }

    private static DatabaseValue graph(int size, Map<Integer, Set<Integer>> edges) {
        List<Object> forms = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            forms.add(List.of(Keyword.of("db", "add"), "n" + i, Keyword.of("p", "age"), (long) i));
        }
        edges.forEach((from, targets) -> targets.forEach(
                to -> forms.add(List.of(Keyword.of("db", "add"), "n" + from, Keyword.of("p", "friend"), "n" + to))));
        return transact(transact(io.stator.engine.database.Bootstrap.database("g", "g"), QueryTests.SCHEMA), forms);
    }

    private static Set<List<Object>> closure(int size, Map<Integer, Set<Integer>> edges) {
        Set<List<Object>> pairs = new HashSet<>();
        for (int from = 0; from < size; from++) {
            List<Integer> pending = new ArrayList<>(edges.getOrDefault(from, Set.of()));
            while (!pending.isEmpty()) {
                int to = pending.remove(pending.size() - 1);
                if (pairs.add(List.of((long) from, (long) to))) {
                    pending.addAll(edges.getOrDefault(to, Set.of()));
                }
            }
        }
        return pairs;
    }

    @Test
    void aLongChainNeedsNoStack() {
        int size = 5_000;
        Map<Integer, Set<Integer>> edges = new java.util.TreeMap<>();
        for (int i = 1; i < size; i++) {
            edges.put(i, Set.of(i - 1));
        }
        DatabaseValue graph = graph(size, edges);
        for (String rules : List.of(RIGHT, LEFT)) {
            assertThat(rows(
                            "[:find ?y :in $ % ?x :where [?a :p/age ?x] (reach ?a ?b) [?b :p/age ?y]]",
                            graph, rules, (long) size - 1))
                    .hasSize(size - 1);
        }
    }

    @Test
    void countersMayBeHandedOn() {
        String rules = "[[(within ?a ?b ?n) [?a :p/friend ?b] [(>= ?n 1)]]"
                + " [(within ?a ?b ?n) [(> ?n 1)] [?a :p/friend ?x] [(dec ?n) ?m] (within ?x ?b ?m)]]";
        String query = "[:find ?n :in $ % ?k :where [?e :p/name \"Bob\"] (within ?e ?f ?k) [?f :p/name ?n]]";
        assertThat(rows(query, db, rules, 1L)).isEqualTo(set("[\"Cat\"]"));
        assertThat(rows(query, db, rules, 2L)).isEqualTo(set("[\"Cat\"] [\"Ann\"]"));
        assertThat(rows(query, db, rules, 3L)).isEqualTo(set("[\"Cat\"] [\"Ann\"] [\"Bob\"]"));
    }

    @Test
    void definitionsOfANameAreAlternatives() {
        String rules = "[[(f ?e) [?e :p/age 40]] [(f ?e) [?e :p/nick \"A\"]] [(g ?e ?n) (f ?e) [?e :p/name ?n]]]";
        assertThat(rows("[:find ?n :in $ % :where (g ?e ?n)]", db, rules)).isEqualTo(set("[\"Ann\"] [\"Bob\"]"));
        assertThat(rows("[:find ?n :in % $ :where (not (f ?e)) [?e :p/name ?n]]", edn(rules), db))
                .isEqualTo(set("[\"Cat\"] [\"Dan\"]"));
    }

    @Test
    void requiredParametersMustBeBound() {
        String rules = "[[(f [?e] ?n) [?e :p/name ?n]]]";
        assertThat(rows("[:find ?n :in $ % :where (f ?e ?n) [?e :p/age 30]]", db, rules))
                .isEqualTo(set("[\"Ann\"] [\"Cat\"]"));
        assertThatThrownBy(() -> rows("[:find ?n :in $ % :where (f ?e ?n)]", db, rules))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessage("[?e] not bound in clause: (f ?e ?n)");
    }

    @Test
    void aRuleSeesTheSourceOfItsCall() {
        DatabaseValue later = transact(db, "[[:db/add [:p/name \"Dan\"] :p/friend [:p/name \"Ann\"]]]");
        for (String rules : CLOSURES) {
            String query = "[:find ?n :in $ $2 % :where [?e :p/name \"Dan\"] ($2 reach ?e ?f) [?f :p/name ?n]]";
            assertThat(rows(query, db, later, rules)).hasSize(3);
            assertThat(rows(query, later, db, rules)).isEmpty();
        }
    }

    @Test
    void rulesMayHoldNegationsChoicesAndFunctions() {
        String rules = "[[(g ?e ?l) [?e :p/name ?n] (or [?e :p/age 30] [?e :p/age 40]) (not [?e :p/nick \"A\"])"
                + " [(count ?n) ?l]]]";
        assertThat(rows("[:find ?n ?l :in $ % :where (g ?e ?l) [?e :p/name ?n]]", db, rules))
                .isEqualTo(set("[\"Cat\" 3] [\"Bob\" 3]"));
    }

    @Test
    void aRuleMayNotDependOnItsOwnNegation() {
        String rules = "[[(odd ?a) [?a :p/friend ?b] (not (odd ?b))]]";
        assertThatThrownBy(() -> rows("[:find ?a :in $ % :where (odd ?a)]", db, rules))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("rule must not depend on its own negation: rule=odd");
    }

    @Test
    void callsOfWhatIsNoRuleAreErrors() {
        assertThatThrownBy(() -> rows("[:find ?e :in $ % :where (nosuch ?e)]", db, RIGHT))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("Cannot resolve key: nosuch");
        assertThatThrownBy(() -> rows("[:find ?e :in $ % :where (reach ?e)]", db, RIGHT))
                .isInstanceOf(Anomaly.Incorrect.class);
    }
}
