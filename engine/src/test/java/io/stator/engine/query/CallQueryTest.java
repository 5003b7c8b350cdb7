package io.stator.engine.query;

import static io.stator.engine.query.QueryTests.people;
import static io.stator.engine.query.QueryTests.rows;
import static io.stator.engine.query.QueryTests.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.engine.database.DatabaseValue;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CallQueryTest {
    private final DatabaseValue db = people();

    @Test
    void comparisonsUseTheOrderOfTheIndex() {
        assertThat(rows("[:find ?n :where [?e :p/age ?a] [(< ?a 35)] [?e :p/name ?n]]", db))
                .isEqualTo(set("[\"Ann\"] [\"Cat\"]"));
        assertThat(rows("[:find ?n :where [?e :p/age ?a] [(< 30.5 ?a)] [?e :p/name ?n]]", db))
                .isEqualTo(set("[\"Bob\"]"));
        assertThat(rows("[:find ?n :where [_ :p/name ?n] [(<= \"B\" ?n)] [(< ?n \"D\")]]", db))
                .isEqualTo(set("[\"Bob\"] [\"Cat\"]"));
        assertThat(rows("[:find ?n :in $ ?x :where [_ :p/name ?n] [(> ?n ?x)]]", db, "Bob"))
                .isEqualTo(set("[\"Cat\"] [\"Dan\"]"));
        assertThat(rows("[:find ?n :where [_ :p/name ?n] [(= ?n \"Ann\")]]", db))
                .isEqualTo(set("[\"Ann\"]"));
        assertThat(rows("[:find ?n :where [_ :p/name ?n] [(!= ?n \"Ann\")]]", db))
                .hasSize(3);
    }

    @Test
    void equalityDoesNotCrossClassesWhereOrderDoes() {
        assertThat(rows("[:find ?x ?y :where [_ :p/age ?x] [_ :p/score ?y] [(= ?x ?y)]]", db))
                .isEmpty();
        assertThat(rows("[:find ?x ?y :where [_ :p/age ?x] [_ :p/score ?y] [(== ?x ?y)]]", db))
                .isEqualTo(set("[30 30.0]"));
        assertThat(rows("[:find ?x ?y :where [_ :p/age ?x] [_ :p/score ?y] [(<= ?x ?y)] [(>= ?x ?y)]]", db))
                .isEqualTo(set("[30 30.0]"));
        assertThat(rows("[:find ?x :where [_ :p/score ?x] [(= ?x 30)]]", db)).isEmpty();
    }

    @Test
    void resultsAreBoundInEveryForm() {
        assertThat(rows("[:find ?x :where [(+ 1 2) ?x]]", db)).isEqualTo(set("[3]"));
        assertThat(rows("[:find ?x ?y :where [(ground [1 9 2]) [?x _ ?y]]]", db))
                .isEqualTo(set("[1 2]"));
        assertThat(rows("[:find ?x :where [(ground [1 2 1]) [?x ...]]]", db)).isEqualTo(set("[1] [2]"));
        assertThat(rows("[:find ?x ?y :where [(ground [[1 2] [3 4]]) [[?x ?y]]]]", db))
                .isEqualTo(set("[1 2] [3 4]"));
        assertThat(rows("[:find ?x :where [(ground [[1 1] [1 2]]) [[?x ?x]]]]", db))
                .isEqualTo(set("[1]"));
        assertThatThrownBy(() -> rows("[:find ?x :where [(ground [1]) [?x ?y]]]", db))
                .isInstanceOf(Anomaly.Incorrect.class);
    }

    @Test
    void nilBindsNothing() {
        assertThat(rows("[:find ?x :where [(ground nil) ?x]]", db)).isEmpty();
        assertThat(rows("[:find ?n ?x :where [_ :p/name ?n] [(get {\"Ann\" false} ?n) ?x]]", db))
                .isEqualTo(set("[\"Ann\" false]"));
    }

    @Test
    void aBoundVariableMustBeEqualToTheResult() {
        assertThat(rows("[:find ?x :where [(ground :a) ?x] [(ground :b) ?x]]", db))
                .isEmpty();
        assertThat(rows("[:find ?n :where [?e :p/name ?n] [?e :p/nick ?k] [(subs ?n 0 1) ?k]]", db))
                .isEqualTo(set("[\"Ann\"] [\"Bob\"]"));
        assertThat(rows("[:find ?a :where [_ :p/age ?a] [(* ?a 1) ?a]]", db)).isEqualTo(set("[30] [40]"));
        assertThat(rows("[:find ?a :where [_ :p/age ?a] [(* ?a 2) ?a]]", db)).isEmpty();
        assertThat(rows("[:find ?a ?b :where [_ :p/age ?a] [_ :p/age ?b] [(+ ?a 10) ?b]]", db))
                .isEqualTo(set("[30 40]"));
        assertThat(rows("[:find ?a :in $ ?b :where [_ :p/age ?a] [(+ ?a 10) ?b]]", db, 40L))
                .isEqualTo(set("[30]"));
    }

    @Test
    void functionsMayAskTheDatabase() {
        assertThat(rows("[:find ?n ?a :where [?e :p/name ?n] [(get-else $ ?e :p/age -1) ?a]]", db))
                .isEqualTo(set("[\"Ann\" 30] [\"Bob\" 40] [\"Cat\" 30] [\"Dan\" -1]"));
        assertThat(rows("[:find ?n :where [?e :p/name ?n] [(missing? $ ?e :p/age)]]", db))
                .isEqualTo(set("[\"Dan\"]"));
    }

    @Test
    void queriesMayBeNested() {
        String max = "[(q '[:find (max ?a) . :where [_ :p/age ?a]] $) ?a]";
        assertThat(rows("[:find ?n :where " + max + " [?e :p/age ?a] [?e :p/name ?n]]", db))
                .isEqualTo(set("[\"Bob\"]"));
        assertThat(rows(
                        "[:find ?x ?y :where [(q '[:find ?n ?a :where [?e :p/name ?n] [?e :p/age ?a]] $) [[?x ?y]]]"
                                + " [(> ?y 35)]]",
                        db))
                .isEqualTo(set("[\"Bob\" 40]"));
    }

    @Test
    void namesThatFunctionsReturnAreResolved() {
        assertThat(rows("[:find ?n :where [(ground :color/red) ?c] [?e :p/color ?c] [?e :p/name ?n]]", db))
                .isEqualTo(set("[\"Ann\"] [\"Cat\"]"));
        assertThat(rows(
                        "[:find ?n :in $ [?s ...] :where [?e :p/color ?c] [?e :p/name ?n] [(keyword \"color\" ?s) ?c]]",
                        db,
                        List.of("red", "blue")))
                .hasSize(3);
    }

    @Test
    void whatCanNeverRunIsNamed() {
        assertThatThrownBy(() -> rows("[:find ?n :where [_ :p/name ?n] [(< ?zz 5)]]", db))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessage("[?zz] not bound in expression clause: [(< ?zz 5)]");
    }

    @Test
    void failuresNameTheClause() {
        assertThatThrownBy(() -> rows("[:find ?x :where [_ :p/age ?a] [(/ ?a 0) ?x]]", db))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("[(/ ?a 0) ?x]")
                .hasMessageContaining("Divide by zero");
    }
}
