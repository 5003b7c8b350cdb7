package io.stator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QueryTest {
    private static final String LIST = "[:find ?e ?n :in $ ?x :where [?e :name ?n] [(< ?n ?x)]]";
    private static final Symbol E = Symbol.of("?e");

    @Test
    void textListAndMapFormsAreEqual() {
        Query text = Query.parse(LIST);
        assertThat(Query.parse("{:find [?e ?n] :in [$ ?x] :where [[?e :name ?n] [(< ?n ?x)]]}"))
                .isEqualTo(text)
                .hasSameHashCodeAs(text);
        assertThat(Query.of(Edn.read(LIST))).isEqualTo(text);
        assertThat(Query.of(Map.of(
                        ":find", List.of(E),
                        ":where", List.of(List.of(E, Attribute.string(":name"), "Ann")))))
                .isEqualTo(Query.parse("[:find ?e :where [?e :name \"Ann\"]]"));
        assertThat(Query.of(List.of(":find", E, ":where", List.of(E, Keyword.of("name"), "Ann"))))
                .isEqualTo(Query.parse("[:find ?e :where [?e :name \"Ann\"]]"));
        assertThat(Query.of(text)).isSameAs(text);
    }

    @Test
    void aListOfJavaThatStartsWithAFunctionIsACall() {
        Symbol count = Symbol.of("count");
        assertThat(Query.of(List.of(
                        ":find",
                        List.of(count, E),
                        ":where",
                        List.of(List.of(count, List.of(Symbol.of("range"), 5L)), E))))
                .isEqualTo(Query.parse("[:find (count ?e) :where [(count (range 5)) ?e]]"));
        assertThat(Query.of(List.of(":find", E, ":in", List.of(Symbol.of("_"), E), ":where", List.of(E, ":a"))))
                .isEqualTo(Query.parse("[:find ?e :in [_ ?e] :where [?e \":a\"]]"));
    }

    @Test
    void sectionsAreFoundByName() {
        Query query = Query.parse(
                "[:find ?n (count ?e) :keys name number :with ?x :in $ :timeout 50 :where [?e :name ?n ?x]]");
        assertThat(query.sections().keySet())
                .extracting(Keyword::name)
                .containsExactly("find", "keys", "with", "in", "timeout", "where");
        assertThat(query.section("with")).isEqualTo(List.of(Symbol.of("?x")));
        assertThat(query.section("timeout")).isEqualTo(List.of(50L));
        assertThat(query.section("strs")).isEmpty();
        assertThat(Query.of(Map.of(":find", List.of(E), ":in", List.of(E), ":timeout", 50))
                        .section("timeout"))
                .isEqualTo(List.of(50L));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            []                                             | No :find clause specified
            [:where [?e :a]]                               | No :find clause specified
            [:find :where [?e :a]]                         | No :find clause specified
            {:where [[?e :a]]}                             | No :find clause specified
            [:find ?e]                                     | No :in or :where clause specified
            [?e :find ?e :where [?e :a]]                   | query must start with :find, got ?e
            [:find ?e :where [?e :a] :where [?e :b]]       | each section of a query may be given once: section=:where
            [:find ?e :keys a :strs b :where [?e :a]]      | one of :keys, :strs and :syms, got [:keys :strs]
            [:find ?e :keys a b :where [?e :a]]            | :keys has 2, :find has 1
            [:find ?e ?a :syms a :where [?e :a ?a]]        | :syms has 1, :find has 2
            [:find ?e :where ?e]                           | each clause of :where must be a list or vector: clause=?e
            {:find ?e :where [[?e :a]]}                    | the value of :find in a query must be a list: value=?e
            {:find [?e] :where {:a 1}}                     | the value of :where in a query must be a list
            [:find ?e :timeout :where [?e :a]]             | :timeout of a query must be one number of milliseconds
            {:find [?e] :timeout "x" :where [[?e :a]]}     | :timeout of a query must be one number of milliseconds
            """)
    void aQueryThatCannotBeOneIsRefused(String query, String message) {
        assertThatThrownBy(() -> Query.parse(query))
                .isInstanceOfSatisfying(
                        Anomaly.Incorrect.class,
                        anomaly -> assertThat(anomaly.data())
                                .containsEntry(Keyword.parse(":edn/line"), 1L)
                                .containsEntry(Keyword.parse(":edn/column"), 1L))
                .hasMessageContaining(message)
                .hasMessageEndingWith("(line 1, column 1)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            [:find ?e                 | 1 | 10
            [:find ?e :where [?e :a}] | 1 | 24
            ` `                       | 1 | 2
            [] []                     | 1 | 4
            """)
    void malformedTextNamesItsPlace(String query, long line, long column) {
        assertThatThrownBy(() -> Query.parse(query))
                .isInstanceOfSatisfying(
                        Anomaly.Incorrect.class,
                        anomaly -> assertThat(anomaly.data())
                                .containsEntry(Keyword.parse(":edn/line"), line)
                                .containsEntry(Keyword.parse(":edn/column"), column))
                .hasMessageStartingWith("malformed query");
    }

    @Test
    void whatIsNoQueryAtAllIsRefused() {
        for (Object query : Arrays.asList(null, 5L, Keyword.of("find"), "5")) {
            assertThatThrownBy(() -> Query.of(query))
                    .isInstanceOf(Anomaly.Incorrect.class)
                    .hasMessageContaining("query must be EDN text, a list or a map");
        }
    }

    @Test
    void keysThatQueriesDoNotKnowAreIgnored() {
        assertThat(Query.parse("{:find [?e] :where [[?e :a]] :foo 1 \"bar\" 2}"))
                .isEqualTo(Query.parse("[:find ?e :where [?e :a]]"));
    }

    @Test
    void whatTheCallerDoesLaterHasNoEffect() {
        List<Object> clause = new ArrayList<>(List.of(E, Keyword.of("a")));
        List<Object> list = new ArrayList<>(List.of(":find", E, ":where", clause));
        Query query = Query.of(list);
        clause.add("x");
        list.clear();
        assertThat(query).isEqualTo(Query.parse("[:find ?e :where [?e :a]]"));
    }

    @Test
    void aQueryPrintsAsOneThatCanBeRead() {
        Query query = Query.parse(LIST);
        assertThat(Query.parse(query.toString())).isEqualTo(query);
    }
}
