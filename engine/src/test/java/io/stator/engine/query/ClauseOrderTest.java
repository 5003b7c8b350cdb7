package io.stator.engine.query;

import static io.stator.engine.query.QueryTests.people;
import static io.stator.engine.query.QueryTests.rows;
import static org.assertj.core.api.Assertions.assertThat;

import io.stator.engine.database.DatabaseValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ClauseOrderTest {
    private static final String RULES =
            "[[(reach ?a ?b) [?a :p/friend ?b]] [(reach ?a ?b) (reach ?a ?x) [?x :p/friend ?b]]]";

    private final DatabaseValue db = people();

    @Test
    void predicatesWaitForTheirVariables() {
        anyOrderFinds(2, "[?n]", "[(< ?a 35)]", "[?e :p/age ?a]", "[?e :p/name ?n]");
    }

    @Test
    void functionsWaitForTheirVariables() {
        anyOrderFinds(2, "[?l]", "[(str ?n ?k) ?s]", "[(count ?s) ?l]", "[?e :p/nick ?k]", "[?e :p/name ?n]");
    }

    @Test
    void negationsWaitForTheirVariables() {
        anyOrderFinds(1, "[?n]", "(not [?e :p/friend])", "[?e :p/name ?n]", "(not-join [?e] [?e :p/age ?x])");
    }

    @Test
    void choicesMayRunAnywhere() {
        anyOrderFinds(
                3,
                "[?n]",
                "(or [?e :p/age 40] [?e :p/color :color/red])",
                "[?e :p/name ?n]",
                "(or-join [?e] [?e :p/friend _] (and [?e :p/age ?a] [(> ?a 100)]))");
    }

    @Test
    void rulesMayRunAnywhere() {
        anyOrderFinds(3, "[?n]", "(reach ?e ?f)", "[?e :p/name \"Ann\"]", "[?f :p/name ?n]");
    }

    @Test
    void comparisonsOfTwoPatternsJoinThem() {
        anyOrderFinds(
                2,
                "[?n ?m]",
                "[?e :p/age ?a]",
                "[?e :p/name ?n]",
                "[?f :p/age ?b]",
                "[?f :p/name ?m]",
                "[(<= ?a ?b)]",
                "[(!= ?e ?f)]",
                "[(< ?n ?m)]");
    }

    private void anyOrderFinds(int count, String find, String... clauses) {
        Set<Set<List<Object>>> results = new HashSet<>();
        List<List<String>> orders = new ArrayList<>();
        permute(new ArrayList<>(), List.of(clauses), orders);
        for (List<String> order : orders) {
            results.add(rows("{:find " + find + " :in [$ %] :where [" + String.join(" ", order) + "]}", db, RULES));
        }
        assertThat(results).hasSize(1);
        assertThat(results.iterator().next()).hasSize(count);
    }

    private static void permute(List<String> done, List<String> left, List<List<String>> into) {
        if (left.isEmpty()) {
            into.add(List.copyOf(done));
        }
        for (int i = 0; i < left.size() && into.size() < 200; i++) {
            List<String> rest = new ArrayList<>(left);
            done.add(rest.remove(i));
            permute(done, rest, into);
            done.remove(done.size() - 1);
        }
    }
}
