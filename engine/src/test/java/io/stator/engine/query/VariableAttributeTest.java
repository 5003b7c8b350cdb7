package io.stator.engine.query;

import static io.stator.engine.query.QueryTests.edn;
import static io.stator.engine.query.QueryTests.rows;
import static io.stator.engine.query.QueryTests.transact;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.engine.database.Bootstrap;
import io.stator.engine.database.DatabaseValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A value means with a variable attribute what it means with each attribute that is written. */
final class VariableAttributeTest {
    private static final String SCHEMA = """
            [{:db/ident :pid :db/valueType :db.type/long :db/cardinality :db.cardinality/one :db/unique :db.unique/identity}
             {:db/ident :boss :db/valueType :db.type/ref :db/cardinality :db.cardinality/one}
             {:db/ident :fr :db/valueType :db.type/ref :db/cardinality :db.cardinality/many}
             {:db/ident :color :db/valueType :db.type/ref :db/cardinality :db.cardinality/one}
             {:db/ident :kw :db/valueType :db.type/keyword :db/cardinality :db.cardinality/one}
             {:db/ident :str :db/valueType :db.type/string :db/cardinality :db.cardinality/one}
             {:db/ident :lng :db/valueType :db.type/long :db/cardinality :db.cardinality/one}
             {:db/ident :tup :db/valueType :db.type/tuple :db/tupleTypes [:db.type/keyword :db.type/long]
              :db/cardinality :db.cardinality/one}
             {:db/ident :red}]""";
    private static final String FACTS = """
            [{:db/id "1" :pid 1 :color :red} {:pid 2 :boss "1" :kw :red} {:pid 3 :fr ["1"] :tup [:pid 1] :str ":red"}
             {:pid 4 :kw :none :lng 1} {:pid 5 :boss [:pid 4] :str "none"}]""";
    private static final List<String> ATTRIBUTES =
            List.of(":pid", ":boss", ":fr", ":color", ":kw", ":str", ":lng", ":tup");
    private static final List<String> FORMS = List.of(
            "[?y ?a ?x]",
            "[?y :pid _] [?y ?a ?x]",
            "[?y ?a ?x] [?y :pid 3]",
            "(same ?y ?a ?x)",
            "(again ?y ?a ?x)",
            "(or-join [?y ?a ?x] [?y ?a ?x] (and [?y :pid -1] [?y ?a ?x]))",
            "[$past ?y ?a ?x]",
            "[$history ?y ?a ?x _ true]");
    private static final String RULES = """
            [[(same ?y ?a ?x) [?y ?a ?x]]
             [(again ?y ?a ?x) [?y ?a ?x]]
             [(again ?y ?a ?x) (again ?y ?a ?x) [(= 1 2)]]]""";

    private final DatabaseValue db = facts();

    private static DatabaseValue facts() {
        DatabaseValue empty = transact(Bootstrap.database("attributes", "attributes"), SCHEMA);
        DatabaseValue some = transact(empty, "[{:pid 1} {:pid 4}]");
        return transact(some, FACTS);
    }

    /** Names of entities, which may be values too, and values, which may be names. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[:pid 1]",
                ":red",
                "\":red\"",
                "[:pid 99]",
                ":nosuch",
                "\"none\"",
                "[:no/such 1]",
                "[:pid]",
                "1",
                "1N",
                "[\":pid\" 1]",
                "[:pid nil]",
                "[]",
                "1.0",
                "ID",
                "-1",
                "\\a"
            })
    void severalAttributesFindWhatEachFindsByItself(String text) {
        Object value = text.equals("ID") ? (Object) db.entityId(edn("[:pid 1]")) : edn(text);
        for (String form : FORMS) {
            Set<List<Object>> each = new HashSet<>();
            for (String attribute : ATTRIBUTES) {
                each.addAll(ask(form, List.of(edn(attribute)), List.of(value)));
                assertThat(ask(form, List.of(edn(attribute), edn(":db/doc")), List.of(value)))
                        .as("%s %s %s", form, attribute, text)
                        .isEqualTo(ask(form, List.of(edn(attribute)), List.of(value)));
            }
            List<Object> all = ATTRIBUTES.stream().map(QueryTests::edn).toList();
            assertThat(ask(form, all, List.of(value))).as("%s %s", form, text).isEqualTo(each);
            Set<List<Object>> others = ask(form, all, List.of(edn("[:pid 4]")));
            Set<List<Object>> both = new HashSet<>(each);
            both.addAll(others);
            assertThat(ask(form, all, List.of(value, edn("[:pid 4]"))))
                    .as("%s %s", form, text)
                    .isEqualTo(both);
        }
    }

    @Test
    void aNameMeansTheSameAsItsIdWhereverTheAttributeIsAReference() {
        Object id = db.entityId(edn("[:pid 1]"));
        for (Object value : List.of(id, edn("[:pid 1]"))) {
            assertThat(rows("[:find ?p :in $ ?x :where [?y _ ?x] [?y :pid ?p]]", db, value))
                    .as("%s", value)
                    .isEqualTo(QueryTests.set("[2] [3]"));
            assertThat(rows("[:find ?p :in $ ?x :where [?y :pid ?p] (not [?y _ ?x])]", db, value))
                    .as("%s", value)
                    .isEqualTo(QueryTests.set("[1] [4] [5]"));
            assertThat(rows(
                            "[:find ?p :in $ ?x [?a ...] :where [?y :pid ?p] [?y :pid] (not-join [?y ?x] [?y ?b ?x] [?b :db/ident ?a])]",
                            db,
                            value,
                            List.of(edn(":boss"))))
                    .as("%s", value)
                    .contains(List.of(1L), List.of(5L))
                    .doesNotContain(List.of(2L));
            assertThat(rows("[:find ?p :in $ ?x :where [?y ?a ?x] [?a :db/ident :boss] [?y :pid ?p]]", db, value))
                    .isEqualTo(QueryTests.set("[2]"));
        }
        assertThat(rows("[:find ?p :where [?y _ [:pid 1]] [?y :pid ?p]]", db)).isEqualTo(QueryTests.set("[2] [3]"));
        assertThat(rows("[:find ?p :where [?y _ :red] [?y :pid ?p]]", db)).isEqualTo(QueryTests.set("[1] [2]"));
        assertThat(rows("[:find ?p :where [?y :pid ?p] [?y _ :red]]", db)).isEqualTo(QueryTests.set("[1] [2]"));
    }

    @Test
    void whatNamesNothingMatchesNoReferenceOfAVariableAttribute() {
        for (String name : List.of("[:pid 99]", ":nosuch", "[:no/such 1]", "[:pid]", "\"x\"")) {
            for (String attributes : List.of(":boss", ":boss :fr", ":boss :kw :tup")) {
                assertThat(ask("[?y ?a ?x]", (List<?>) edn("[" + attributes + "]"), List.of(edn(name))))
                        .as(name + attributes)
                        .isEmpty();
            }
            assertThat(rows("[:find ?y :in $ ?x :where [?y _ ?x]]", db, edn(name)))
                    .isEmpty();
            assertThatThrownBy(() -> rows("[:find ?y :in $ ?x :where [?y :boss ?x]]", db, edn(name)))
                    .isInstanceOf(Anomaly.Incorrect.class);
        }
    }

    @Test
    void whatIsNoValueIsRefused() {
        for (Object value : List.of(Optional.of(1L), Thread.State.NEW)) {
            for (List<?> attributes : List.of((List<?>) edn("[:boss]"), (List<?>) edn("[:boss :kw]"))) {
                assertThatThrownBy(() -> ask("[?y ?a ?x]", attributes, List.of(value)))
                        .as("%s %s", value, attributes)
                        .isInstanceOf(Anomaly.Incorrect.class)
                        .hasMessageContaining(value.getClass().getName());
            }
        }
    }

    @Test
    void valuesAreFoundByEntitiesWhereTheValueAloneFindsReferencesOnly() {
        assertThat(rows(
                        "[:find ?p ?a :in $ [?x ...] :where [?y :pid ?p] [?y ?b ?x] [?b :db/ident ?a]]",
                        db,
                        edn("[1 \"none\" :none]")))
                .isEqualTo(QueryTests.set("[1 :pid] [4 :lng] [5 :str] [4 :kw]"));
        assertThat(rows("[:find ?p ?a :in $ ?x :where [?y :pid ?p] [?y ?b ?x] [?b :db/ident ?a]]", db, 1L))
                .isEqualTo(QueryTests.set("[1 :pid] [4 :lng]"));
        assertThat(rows("[:find ?p :in $ ?x [?a ...] :where [?y ?a ?x] [?y :pid ?p]]", db, 1L, edn("[:lng :boss]")))
                .isEqualTo(QueryTests.set("[4]"));
    }

    private Set<List<Object>> ask(String form, List<?> attributes, List<?> values) {
        List<Object> inputs =
                new ArrayList<>(List.of(db, db.asOf(db.basisT()), db.history(), edn(RULES), attributes, values));
        return rows(
                "[:find ?p ?name ?x :in $ $past $history % [?name ...] [?x ...] :where [?y :pid ?p] [?a :db/ident ?name] "
                        + form + "]",
                inputs.toArray());
    }
}
