package io.stator.engine.query;

import static io.stator.engine.query.QueryTests.bag;
import static io.stator.engine.query.QueryTests.edn;
import static io.stator.engine.query.QueryTests.people;
import static io.stator.engine.query.QueryTests.rows;
import static io.stator.engine.query.QueryTests.run;
import static io.stator.engine.query.QueryTests.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.edn.Keyword;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.query.syntax.FindSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FindTest {
    private final DatabaseValue db = people();

    @Test
    void shapesAreReported() {
        assertThat(run("[:find ?n :where [_ :p/name ?n]]", db).shape()).isEqualTo(FindSpec.Shape.RELATION);
        assertThat(run("[:find [?n ...] :where [_ :p/name ?n]]", db).shape()).isEqualTo(FindSpec.Shape.COLLECTION);
        assertThat(run("[:find [?n ?e] :where [?e :p/name ?n]]", db).shape()).isEqualTo(FindSpec.Shape.TUPLE);
        assertThat(run("[:find ?n . :where [_ :p/name ?n]]", db).shape()).isEqualTo(FindSpec.Shape.SCALAR);
    }

    @Test
    void columnsMayBeNamed() {
        assertThat(run("[:find ?n ?a :keys name age :where [?e :p/name ?n] [?e :p/age ?a]]", db)
                        .names())
                .isEqualTo(List.of(Keyword.of("name"), Keyword.of("age")));
        assertThat(run("[:find ?n ?a :strs name age :where [?e :p/name ?n] [?e :p/age ?a]]", db)
                        .names())
                .isEqualTo(List.of("name", "age"));
    }

    @Test
    void rowsAreDistinctAndWithKeepsThemApart() {
        assertThat(bag("[:find ?a :where [_ :p/age ?a]]", db)).hasSize(2);
        assertThat(bag("[:find ?a :with ?e :where [?e :p/age ?a]]", db))
                .containsExactlyInAnyOrder(List.of(30L), List.of(30L), List.of(40L));
    }

    @Test
    void aVariableMayBeFoundTwice() {
        assertThat(rows("[:find ?a ?a :where [_ :p/age ?a]]", db)).isEqualTo(set("[30 30] [40 40]"));
    }

    @Test
    void aggregatesAreComputedForEachGroup() {
        assertThat(rows("[:find ?c (count ?e) (max ?a) :where [?e :p/color ?x] [?x :db/ident ?c] [?e :p/age ?a]]", db)
                        .toString())
                .contains(":color/red, 2, 30")
                .contains(":color/blue, 1, 40");
        assertThat(rows("[:find (sum ?a) :with ?e :where [?e :p/age ?a]]", db)).isEqualTo(set("[100]"));
        assertThat(rows("[:find (sum ?a) :where [?e :p/age ?a]]", db)).isEqualTo(set("[70]"));
        assertThat(rows("[:find (max 2 ?a) :in [?a ...]]", List.of(5L, 1L, 3L))).isEqualTo(set("[[5 3]]"));
        assertThat(rows("[:find (sum ?h) :with ?m :in [[?m ?h]]]", edn("[[\"A\" 3] [\"B\" 1] [\"C\" 1] [\"D\" 1]]")))
                .isEqualTo(set("[6]"));
    }

    @Test
    void anAggregateOfNothingIsNoRow() {
        assertThat(rows("[:find (count ?a) :where [_ :p/age ?a] [(> ?a 100)]]", db))
                .isEmpty();
    }

    @Test
    void entitiesArePulled() {
        assertThat(rows("[:find (pull ?e [:p/name]) :where [?e :p/age 30]]", db))
                .isEqualTo(java.util.Set.of(
                        List.of(Map.of(Keyword.of("p", "name"), "Ann")),
                        List.of(Map.of(Keyword.of("p", "name"), "Cat"))));
        assertThat(rows("[:find (pull ?e [:p/age]) (pull ?e [:p/name]) :where [?e :p/name \"Ann\"]]", db))
                .hasSize(1);
        assertThat(rows("[:find (pull ?e pat) :in $ pat :where [?e :p/name \"Ann\"]]", db, "[:p/age]"))
                .isEqualTo(java.util.Set.of(List.of(Map.of(Keyword.of("p", "age"), 30L))));
        assertThat(rows("[:find (pull $2 ?e [:p/age]) :in $ $2 :where [?e :p/name \"Ann\"]]", db, db))
                .hasSize(1);
    }

    @Test
    void variablesThatAreNeverBoundAreNamed() {
        assertThatThrownBy(() -> rows("[:find ?x :where [_ :p/name ?n]]", db))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessage("Query is referencing unbound variables: #{?x}");
    }
}
