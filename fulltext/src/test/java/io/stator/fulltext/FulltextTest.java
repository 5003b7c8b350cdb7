package io.stator.fulltext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Attribute;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Query;
import io.stator.Row;
import io.stator.Stator;
import io.stator.TxData;
import io.stator.TxReport;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The function {@code fulltext} as a program calls it. */
final class FulltextTest {
    private static final String SCHEMA = """
            [{:db/ident :d/text :db/valueType :db.type/string :db/cardinality :db.cardinality/one :db/fulltext true}
             {:db/ident :d/tags :db/valueType :db.type/string :db/cardinality :db.cardinality/many :db/fulltext true}
             {:db/ident :d/plain :db/valueType :db.type/string :db/cardinality :db.cardinality/one}
             {:db/ident :d/number :db/valueType :db.type/long :db/cardinality :db.cardinality/one :db/fulltext true}
             {:db/ident :d/name :db/valueType :db.type/string :db/cardinality :db.cardinality/one
              :db/unique :db.unique/identity}]
            """;
    private static final String DOCUMENTS = """
            [{:d/name "fox" :d/text "The Quick brown foxes jumped" :d/plain "hello"}
             {:d/name "dirt" :d/text "quick and dirty" :d/tags ["quick one" "slow two"]}]
            """;
    private static final Query NAMES = Query.parse("""
            [:find ?name :in $ ?search :where [(fulltext $ :d/text ?search) [[?e]]] [?e :d/name ?name]]
            """);

    private Client client;
    private Connection connection;

    @BeforeEach
    void open() {
        client = Stator.inMemory();
        client.createDatabase("documents");
        connection = client.connect("documents");
        connection.transact(TxData.parse(SCHEMA));
        connection.transact(TxData.parse(DOCUMENTS));
    }

    @AfterEach
    void close() {
        client.close();
    }

    private static List<Object> names(Database database, String search) {
        return database.query(NAMES, search).stream()
                .map(row -> row.get(0))
                .sorted()
                .toList();
    }

    private List<Object> names(String search) {
        return names(connection.db(), search);
    }

    private TxReport transact(String forms) {
        return connection.transact(TxData.parse(forms));
    }

    @Test
    void wordsAreFoundWhateverTheirCase() {
        assertThat(names("quick")).containsExactly("dirt", "fox");
        assertThat(names("QUICK")).containsExactly("dirt", "fox");
        assertThat(names("dirty")).containsExactly("dirt");
        assertThat(names("nothing")).isEmpty();
    }

    @Test
    void wordsAreWhole() {
        assertThat(names("foxes")).containsExactly("fox");
        assertThat(names("fox")).isEmpty();
    }

    @Test
    void stopWordsFindNothing() {
        assertThat(names("the")).isEmpty();
        assertThat(names("the foxes")).containsExactly("fox");
    }

    @Test
    void luceneSyntaxIsUnderstood() {
        assertThat(names("quick AND brown")).containsExactly("fox");
        assertThat(names("quick -brown")).containsExactly("dirt");
        assertThat(names("brown dirty")).containsExactly("dirt", "fox");
        assertThat(names("\"quick brown\"")).containsExactly("fox");
        assertThat(names("\"brown quick\"")).isEmpty();
        assertThat(names("\"quick foxes\"~1")).containsExactly("fox");
        assertThat(names("jump*")).containsExactly("fox");
        assertThat(names("qu?ck")).containsExactly("dirt", "fox");
        assertThat(names("quikc~1")).containsExactly("dirt", "fox");
        assertThat(names("[d TO e]")).containsExactly("dirt");
        assertThat(names("/di[r]+ty/")).containsExactly("dirt");
        assertThat(names("*:*")).containsExactly("dirt", "fox");
        assertThat(names("-quick")).isEmpty();
    }

    @Test
    void aRowIsEntityValueTimeAndScore() {
        Database database = connection.db();
        List<Row> rows = database.query(Query.parse("""
                [:find ?v ?t ?score :where [(fulltext $ :d/text "quick") [[?e ?v ?t ?score]]]]
                """)).list();
        assertThat(rows)
                .anySatisfy(row -> assertThat(row).isEqualTo(List.of("quick and dirty", database.t(), 1.0)))
                .anySatisfy(row -> {
                    assertThat(row.get(0)).isEqualTo("The Quick brown foxes jumped");
                    assertThat((Double) row.get(2)).isBetween(0.1, 0.99);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {":d/text", "\":d/text\"", "?id"})
    void theAttributeIsGivenAsKeywordStringOrId(String attribute) {
        Query query = Query.parse("[:find ?v :in $ ?id :where [(fulltext $ " + attribute + " \"dirty\") [[_ ?v]]]]");
        long id = (Long) connection
                .db()
                .query(Query.parse("[:find ?a :where [?a :db/ident :d/text]]"))
                .list()
                .get(0)
                .get(0);
        assertThat(connection.db().query(query, id).list()).hasSize(1);
    }

    @Test
    void searchesJoinWithOtherClauses() {
        assertThat(connection
                        .db()
                        .query(Query.parse("""
                [:find ?search ?name :in $ [?search ...]
                 :where [(fulltext $ :d/tags ?search) [[?e ?tag]]] [?e :d/name ?name] [?e :d/tags ?tag]]
                """), List.of("quick", "slow", "brown"))
                        .list())
                .containsExactlyInAnyOrder(Row.of("quick", "dirt"), Row.of("slow", "dirt"));
    }

    @Test
    void severalDatabasesAreSearchedAtOnce() {
        client.createDatabase("others");
        Connection others = client.connect("others");
        others.transact(TxData.parse(SCHEMA));
        others.transact(TxData.parse("[{:d/name \"other\" :d/text \"quick other\"}]"));
        assertThat(client.q(Map.of(
                                ":query",
                                "[:find ?v ?w :in $a $b :where [(fulltext $a :d/text \"dirty\") [[_ ?v]]]"
                                        + " [(fulltext $b :d/text \"quick\") [[_ ?w]]]]",
                                ":args",
                                List.of(connection.db(), others.db())))
                        .list())
                .containsExactly(Row.of("quick and dirty", "quick other"));
    }

    @Test
    void everyPointInTimeHasItsOwnAnswer() {
        Database before = connection.db();
        assertThat(names(before, "foxes")).containsExactly("fox");
        transact("[{:d/name \"fox\" :d/text \"other words\"}]");
        transact("[[:db/retract [:d/name \"dirt\"] :d/text \"quick and dirty\"]]");
        Database now = connection.db();
        assertThat(names(now, "foxes")).isEmpty();
        assertThat(names(now, "dirty")).isEmpty();
        assertThat(names(now, "words")).containsExactly("fox");
        assertThat(names(before, "foxes")).containsExactly("fox");
        assertThat(names(before, "words")).isEmpty();
        assertThat(names(now.asOf(before.t()), "foxes quick")).containsExactly("dirt", "fox");
        assertThat(now.since(before.t()).query(Query.parse("""
                [:find ?v :where [(fulltext $ :d/text "words quick") [[_ ?v]]]]
                """)).stream().map(row -> row.get(0)))
                .containsExactly("other words");
        assertThat(now.history().query(Query.parse("""
                [:find ?t :where [(fulltext $ :d/text "dirty") [[_ _ ?t]]]]
                """)).stream().map(row -> row.get(0)))
                .containsExactlyInAnyOrder(before.t(), now.t());
    }

    @Test
    void whatWasExcisedIsFoundNoMore() {
        assertThat(names("foxes")).containsExactly("fox");
        transact("[{:db/excise [:d/name \"fox\"] :db.excise/attrs [:d/text]}]");
        assertThat(names("foxes quick")).containsExactly("dirt");
        assertThat(names(connection.db().history(), "foxes quick")).containsExactly("dirt");
    }

    @Test
    void whatWouldBeIsFoundAndLeavesNoTrace() {
        Database now = connection.db();
        Database would = now.with(TxData.parse("[{:d/name \"maybe\" :d/text \"perhaps quick\"}]"))
                .dbAfter();
        assertThat(names(would, "quick")).containsExactly("dirt", "fox", "maybe");
        assertThat(names(would, "perhaps")).containsExactly("maybe");
        assertThat(names(now, "perhaps")).isEmpty();
        transact("[{:d/name \"real\" :d/text \"perhaps not\"}]");
        assertThat(names("perhaps")).containsExactly("real");
        assertThat(names(would, "perhaps")).containsExactly("maybe");
    }

    @Test
    void aDatabaseAlwaysGivesTheSameScores() {
        Query query = Query.parse("[:find ?v ?score :where [(fulltext $ :d/text \"quick brown\") [[_ ?v _ ?score]]]]");
        Database before = connection.db();
        List<Row> rows = before.query(query).list();
        for (int i = 0; i < 20; i++) {
            transact("[{:d/name \"n" + i + "\" :d/text \"quick number " + i + "\"}]");
            assertThat(connection.db().query(query).list()).hasSize(rows.size() + i + 1);
        }
        assertThat(before.query(query).list()).containsExactlyInAnyOrderElementsOf(rows);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(",
                "",
                "  ",
                "a AND",
                "*uick",
                "?uick",
                "*",
                "\"open",
                "[a TO",
                "a^x",
                "/[/",
                "title:x",
                "b^999999999999999999999999999999999999999999999"
            })
    void aBadSearchIsRefusedWithItsText(String search) {
        assertThatThrownBy(() -> names(search))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("search=\"" + search + "\"");
    }

    @Test
    void searchesHaveLimits() {
        for (String search : List.of(
                "a".repeat(Limits.SEARCH_LENGTH_MAX + 1),
                "(".repeat(Limits.SEARCH_LENGTH_MAX),
                "b ".repeat(Limits.SEARCH_LENGTH_MAX / 2),
                "/(.*a){2000}/")) {
            assertThatThrownBy(() -> names(search)).as("%.20s", search).isInstanceOf(Anomaly.Incorrect.class);
        }
    }

    @Test
    void onlyFulltextAttributesOfStringsAreSearched() {
        for (String attribute : List.of(":d/plain", ":d/number")) {
            assertThatThrownBy(() -> connection
                            .db()
                            .query(Query.parse("[:find ?e :where [(fulltext $ " + attribute + " \"x\") [[?e]]]]"))
                            .list())
                    .isInstanceOf(Anomaly.Incorrect.class)
                    .hasMessageContaining(":db/fulltext true")
                    .hasMessageContaining(attribute);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$ :d/none \"x\"",
                "$ :d/text 5",
                "$ :d/text",
                "$ :d/text nil",
                ":d/text \"x\" \"y\"",
                "$ nil \"x\""
            })
    void wrongArgumentsAreRefused(String arguments) {
        assertThatThrownBy(() -> connection
                        .db()
                        .query(Query.parse("[:find ?e :in $ :where [(fulltext " + arguments + ") [[?e]]]]"))
                        .list())
                .isInstanceOf(Anomaly.Incorrect.class);
    }

    @Test
    void attributesAreDefinedInJavaToo() {
        connection.transact(TxData.schema(Attribute.string(":d/other").fulltext()));
        transact("[{:d/other \"defined in Java\"}]");
        assertThat(connection
                        .db()
                        .query(Query.parse("[:find ?v :where [(fulltext $ :d/other \"java\") [[_ ?v]]]]"))
                        .list())
                .containsExactly(Row.of("defined in Java"));
    }

    @Test
    void documentationIsSearched() {
        transact("[{:db/ident :d/plain :db/doc \"an attribute nobody reads\"}]");
        assertThat(connection.db().query(Query.parse("""
                [:find ?ident :where [(fulltext $ :db/doc "nobody") [[?e]]] [?e :db/ident ?ident]]
                """)).list()).hasSize(1);
    }

    @Test
    void aNewDatabaseOfTheSameNameIsAnotherOne() {
        assertThat(names("quick")).hasSize(2);
        client.deleteDatabase("documents");
        client.createDatabase("documents");
        connection = client.connect("documents");
        connection.transact(TxData.parse(SCHEMA));
        assertThat(names("quick")).isEmpty();
    }

    @Test
    void aClosedClientAnswersNoSearch() {
        Database database = connection.db();
        client.close();
        assertThatThrownBy(() -> names(database, "quick")).isInstanceOf(Anomaly.Unavailable.class);
    }
}
