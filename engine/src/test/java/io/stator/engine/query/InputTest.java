package io.stator.engine.query;

import static io.stator.engine.query.QueryTests.edn;
import static io.stator.engine.query.QueryTests.people;
import static io.stator.engine.query.QueryTests.rows;
import static io.stator.engine.query.QueryTests.set;
import static io.stator.engine.query.QueryTests.transact;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.datom.Fact;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class InputTest {
    private final DatabaseValue db = people();

    @Test
    void scalarsTuplesCollectionsAndRelationsAreBound() {
        assertThat(rows("[:find ?x :in ?x]", "v")).isEqualTo(set("[\"v\"]"));
        assertThat(rows("[:find ?x ?y :in [?x _ ?y]]", List.of(1L, 2L, 3L))).isEqualTo(set("[1 3]"));
        assertThat(rows("[:find ?x :in [?x ...]]", List.of(1L, 1L, 2L))).isEqualTo(set("[1] [2]"));
        assertThat(rows("[:find ?x ?y :in [[?x ?y]]]", edn("[[1 2] [3 4]]"))).isEqualTo(set("[1 2] [3 4]"));
        assertThat(rows("[:find ?x ?y :in [[?x ?y]]]", Map.of("k", 1L))).isEqualTo(set("[\"k\" 1]"));
        assertThat(rows("[:find ?x :in [?x ...]]", Set.of("s"))).isEqualTo(set("[\"s\"]"));
        assertThat(rows("[:find ?x :in [?x ...]]", Arrays.asList(1L, null))).isEqualTo(set("[1] [nil]"));
    }

    @Test
    void inputsOfOneVariableMustAgree() {
        assertThat(rows("[:find ?x :in [?x ...] [?x ...]]", List.of(1L, 2L), List.of(2L, 3L)))
                .isEqualTo(set("[2]"));
        assertThat(rows("[:find ?x ?y :in [[?x ?y]] [?y ...] ?x]", edn("[[1 2] [1 3] [4 2]]"), List.of(2L), 1L))
                .isEqualTo(set("[1 2]"));
    }

    @Test
    void independentInputsAreCombined() {
        assertThat(rows("[:find ?x ?y :in [?x ...] [?y ...]]", List.of(1L, 2L), List.of(3L, 4L)))
                .hasSize(4);
    }

    @Test
    void namesOfEntitiesAreResolvedAndGivenBack() {
        assertThat(rows("[:find ?e ?a :in $ ?e :where [?e :p/age ?a]]", db, edn("[:p/name \"Ann\"]")))
                .isEqualTo(set("[[:p/name \"Ann\"] 30]"));
        assertThat(rows(
                        "[:find ?c ?n :in $ [?c ...] :where [?e :p/color ?c] [?e :p/name ?n]]",
                        db,
                        edn("[:color/red :color/blue]")))
                .isEqualTo(set("[:color/red \"Ann\"] [:color/red \"Cat\"] [:color/blue \"Bob\"]"));
        assertThat(rows(
                        "[:find ?f ?m :in $ [[?e ?f]] :where [?e :p/friend ?f] [?f :p/name ?m]]",
                        db,
                        edn("[[[:p/name \"Ann\"] [:p/name \"Bob\"]] [[:p/name \"Ann\"] [:p/name \"Dan\"]]]")))
                .isEqualTo(set("[[:p/name \"Bob\"] \"Bob\"]"));
    }

    @Test
    void manyNamesAreResolvedWhenTheAttributeIsScanned() {
        Object names = edn("[" + "[:p/name \"Ann\"] ".repeat(40) + "[:p/name \"Bob\"] [:p/name \"Cat\"]]");
        assertThat(rows("[:find ?n :in $ [?e ...] :where [?e :p/friend ?f] [?f :p/name ?n]]", db, names))
                .isEqualTo(set("[\"Ann\"] [\"Bob\"] [\"Cat\"]"));
    }

    @Test
    void anInputThatNamesNothingIsAnError() {
        assertThatThrownBy(() -> rows("[:find ?a :in $ ?e :where [?e :p/age ?a]]", db, edn("[:p/name \"Nobody\"]")))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("Cannot resolve key: [:p/name \"Nobody\"]")
                .hasMessageContaining("[?e :p/age ?a]");
        assertThatThrownBy(() -> rows("[:find ?e :in $ ?s :where [?e :p/color ?s]]", db, "S"))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("Cannot resolve key: \"S\"");
    }

    @Test
    void missingInputsAreCounted() {
        assertThatThrownBy(() -> rows("[:find ?x :in $ ?x]", db))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessage("Query expected 2 inputs but received 1");
        assertThat(rows("[:find ?x :in ?x]", 1L, 2L)).isEqualTo(set("[1]"));
        assertThatThrownBy(() -> rows("[:find ?x :in $ ?x]", db, null)).isInstanceOf(Anomaly.Incorrect.class);
    }

    @Test
    void collectionsAreSourcesOfRows() {
        Object rows = edn("[[\"Ann\" 1 :x] [\"Bob\" 2 :y]]");
        assertThat(rows("[:find ?n ?x :in $ $r :where [?e :p/name ?n] [$r ?n _ ?x]]", db, rows))
                .isEqualTo(set("[\"Ann\" :x] [\"Bob\" :y]"));
        assertThat(rows("[:find ?n :in $ $r :where [?e :p/name ?n] [$r ?n 2]]", db, rows))
                .isEqualTo(set("[\"Bob\"]"));
        assertThat(rows("[:find ?n :in $ $r :where [?e :p/name ?n] ($r not [?n])]", db, rows))
                .isEqualTo(set("[\"Cat\"] [\"Dan\"]"));
        assertThat(rows("[:find ?n :in $ $r :where [?e :p/name ?n] [$r ?n ?a ?b ?c ?d]]", db, rows))
                .hasSize(2);
        assertThat(rows("[:find ?v :in $ :where [_ :k ?v]]", edn("[[1 :k 2] [2 :l 3]]")))
                .isEqualTo(set("[2]"));
        assertThat(rows("[:find ?k ?v :in $m :where [$m ?k ?v]]", Map.of(1L, 2L)))
                .isEqualTo(set("[1 2]"));
        assertThat(rows("[:find ?x :in $r :where [$r ?x ?x]]", edn("[[1 1] [1 2]]")))
                .isEqualTo(set("[1]"));
    }

    @Test
    void datomsAreRowsOfASource() {
        List<Fact> facts = List.of(Fact.of(1, 2, "v", 7, true));
        assertThat(rows("[:find ?e ?v ?op :in $d :where [$d ?e _ ?v _ ?op]]", facts))
                .isEqualTo(set("[1 \"v\" true]"));
    }

    @Test
    void severalDatabasesAreJoined() {
        DatabaseValue later = transact(db, "[[:db/add [:p/name \"Ann\"] :p/age 31]]");
        assertThat(rows(
                        "[:find ?n ?a ?b :in $ $2 :where [?e :p/name ?n] [?e :p/age ?a] [$2 ?e :p/age ?b] [(!= ?a ?b)]]",
                        db,
                        later))
                .isEqualTo(set("[\"Ann\" 30 31]"));
    }

    @Test
    void aMissingSourceIsAnError() {
        assertThatThrownBy(() -> rows("[:find ?n :in $a :where [?e :p/name ?n]]", db))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("Nil or missing data source");
        assertThatThrownBy(() -> rows("[:find ?n :where [?e :p/name ?n]]", (Object) null))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("Nil or missing data source");
    }
}
