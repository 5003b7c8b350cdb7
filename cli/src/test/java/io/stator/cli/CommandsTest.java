package io.stator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.cli.Command.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on a small database. */
final class CommandsTest {
    private static final String SCHEMA = """
            [{:db/ident :movie/title :db/valueType :db.type/string :db/cardinality :db.cardinality/one
              :db/unique :db.unique/identity}
             {:db/ident :movie/year :db/valueType :db.type/long :db/cardinality :db.cardinality/one}
             {:db/ident :movie/genre :db/valueType :db.type/keyword :db/cardinality :db.cardinality/many}]
            """;
    private static final String FILMS = """
            [{:db/id "goonies" :movie/title "The Goonies" :movie/year 1985 :movie/genre [:comedy :adventure]}
             {:movie/title "Repo Man" :movie/year 1984}]
            """;
    private static final String TITLES = "[:find ?title ?year :where [?m :movie/title ?title] [?m :movie/year ?year]]";

    @TempDir
    private Path directory;

    private Command stator;

    @BeforeEach
    void films() {
        stator = new Command(directory.resolve("data"));
        assertThat(stator.run("create", "--db", "films").out()).isEqualTo("created films\n");
        assertThat(stator.run("transact", "--db", "films", SCHEMA).code()).isZero();
        assertThat(stator.run("transact", "--db", "films", FILMS).code()).isZero();
    }

    @Test
    void creatingADatabaseThatExistsChangesNothing() {
        Outcome again = stator.run("create", "--db", "films");
        assertThat(again.code()).isZero();
        assertThat(again.out()).isEqualTo("films exists already\n");
    }

    @Test
    void databasesAreListed() {
        stator.run("create", "--db", "another");
        assertThat(stator.run("databases").out())
                .contains("another")
                .contains("films")
                .contains("(2 rows)");
        assertThat(stator.run("databases", "--format", "csv").lines().get(0)).isEqualTo("database,t,datoms");
    }

    @Test
    void aDatabaseIsDeletedOnce() {
        assertThat(stator.run("delete", "--db", "films").out()).isEqualTo("deleted films\n");
        Outcome again = stator.run("delete", "--db", "films");
        assertThat(again.code()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(again.err()).startsWith("stator: not-found: there is no database films");
    }

    @Test
    void transactingShowsDatomsAndIds() {
        Outcome outcome =
                stator.run("transact", "--db", "films", "[{:db/id \"new\" :movie/title \"Alien\" :movie/year 1979}]");
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out())
                .containsPattern(":movie/title +\\| Alien ")
                .contains(":db/txInstant")
                .containsPattern("new +\\| +\\d+")
                .contains("t is now ");
    }

    @Test
    void transactionDataComesFromAFileOrTheInput() throws IOException {
        Path file = Files.writeString(directory.resolve("more.edn"), "[{:movie/title \"Alien\"}]");
        assertThat(stator.run("transact", "--db", "films", "@" + file).code()).isZero();
        assertThat(stator.typed("[{:movie/title \"Aliens\"}]", "transact", "--db", "films", "-")
                        .code())
                .isZero();
        assertThat(stator.run(
                                "query",
                                "--db",
                                "films",
                                "[:find (count ?m) . :where [?m :movie/title]]",
                                "--format",
                                "edn")
                        .out())
                .isEqualTo("4\n");
    }

    @Test
    void queriesAnswerInEveryFormat() {
        assertThat(stator.run("query", "--db", "films", TITLES).out())
                .contains(" ?title      | ?year")
                .contains(" Repo Man    |  1984")
                .contains("(2 rows)");
        assertThat(stator.run("query", "--db", "films", "--format", "edn", TITLES)
                        .out())
                .contains("[\"Repo Man\" 1984]");
        assertThat(stator.run("query", "--db", "films", "--format", "json", TITLES)
                        .out())
                .contains("[\"Repo Man\", 1984]");
        assertThat(stator.run("query", "--db", "films", "--format", "CSV", TITLES)
                        .out())
                .startsWith("?title,?year\r\n")
                .contains("Repo Man,1984\r\n");
    }

    @Test
    void findSpecsDecideTheShape() {
        assertThat(query("[:find ?t . :where [?m :movie/title ?t] [?m :movie/year 1985]]"))
                .isEqualTo("\"The Goonies\"\n");
        assertThat(query("[:find [?t ?y] :where [?m :movie/title ?t] [?m :movie/year ?y] [(= ?y 1985)]]"))
                .isEqualTo("[\"The Goonies\" 1985]\n");
        assertThat(query("[:find [?t ...] :where [?m :movie/title ?t] [?m :movie/year 1985]]"))
                .isEqualTo("[\"The Goonies\"]\n");
        assertThat(query("[:find ?t . :where [?m :movie/title ?t] [?m :movie/year 2085]]"))
                .isEqualTo("nil\n");
        assertThat(query(
                        "[:find ?t ?y :keys title year :where [?m :movie/title ?t] [?m :movie/year ?y] [(= ?y 1985)]]"))
                .isEqualTo("[{:title \"The Goonies\", :year 1985}]\n");
    }

    private String query(String query, String... inputs) {
        String[] arguments = new String[5 + inputs.length];
        System.arraycopy(new String[] {"query", "--db", "films", "--format=edn", query}, 0, arguments, 0, 5);
        System.arraycopy(inputs, 0, arguments, 5, inputs.length);
        Outcome outcome = stator.run(arguments);
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.code()).isZero();
        return outcome.out();
    }

    @Test
    void inputsAreEdnValues() {
        assertThat(query("[:find [?t ...] :in $ ?y :where [?m :movie/year ?y] [?m :movie/title ?t]]", "1984"))
                .isEqualTo("[\"Repo Man\"]\n");
        assertThat(query(
                        "[:find [?t ...] :in $ [?g ...] :where [?m :movie/genre ?g] [?m :movie/title ?t]]",
                        "[:comedy :x]"))
                .isEqualTo("[\"The Goonies\"]\n");
        assertThat(query("[:find ?sum . :in $ ?a ?b :where [(+ ?a ?b) ?sum]]", "-5", "7"))
                .isEqualTo("2\n");
    }

    @Test
    void answersComeInParts() {
        assertThat(stator.run("query", "--db", "films", "--limit", "1", TITLES).out())
                .contains("(1 row)");
        assertThat(stator.run("query", "--db", "films", "--offset", "2", TITLES).out())
                .contains("(0 rows)");
        assertThat(stator.run("query", "--db", "films", "--limit", "-1", TITLES).out())
                .contains("(2 rows)");
    }

    @Test
    void thePastIsOneOptionAway() {
        String t = query("[:find (max ?tx) . :where [?tx :db/txInstant]]").strip();
        stator.run("transact", "--db", "films", "[[:db/add [:movie/title \"Repo Man\"] :movie/year 1986]]");
        assertThat(stator.run("query", "--db", "films", "--as-of", t, TITLES).out())
                .contains("1984");
        assertThat(stator.run("query", "--db", "films", TITLES).out())
                .contains("1986")
                .doesNotContain("1984");
        String changes = "[:find ?year ?added :where [_ :movie/year ?year _ ?added]]";
        assertThat(stator.run("query", "--db", "films", "--history", "--since", t, "--format", "csv", changes)
                        .lines())
                .containsExactlyInAnyOrder("?year,?added", "1984,false", "1986,true");
        assertThat(stator.run("query", "--db", "films", "--as-of", "1990-01-01", TITLES)
                        .out())
                .contains("(0 rows)");
    }

    @Test
    void pullShowsAnEntity() {
        Outcome edn =
                stator.run("pull", "--db", "films", "[:movie/title :movie/year]", "[:movie/title \"The Goonies\"]");
        assertThat(edn.out()).isEqualTo("{:movie/title \"The Goonies\", :movie/year 1985}\n");
        Outcome json = stator.run(
                "pull", "--db", "films", "--format", "json", "[:movie/genre]", "[:movie/title \"The Goonies\"]");
        assertThat(json.out()).contains("\"movie/genre\":[").contains("\"comedy\"");
        Outcome table = stator.run("pull", "--db", "films", "--format", "table", "[*]", "[:movie/title \"Repo Man\"]");
        assertThat(table.out()).contains(":movie/year").contains("1984");
    }

    @Test
    void datomsAreListedByIndex() {
        Outcome outcome = stator.run("datoms", "--db", "films", "--index", "avet", ":movie/year");
        assertThat(outcome.out()).contains(":movie/year").contains("(2 rows)");
        assertThat(outcome.out().indexOf("1984")).isLessThan(outcome.out().indexOf("1985"));
        assertThat(stator.run("datoms", "--db", "films", "--index", "AEVT", ":movie/year", "--limit", "1")
                        .out())
                .contains("(1 row)");
    }

    @Test
    void textsAreSearched() {
        stator.run(
                "transact",
                "--db",
                "films",
                "[{:db/ident :movie/plot :db/valueType :db.type/string :db/cardinality :db.cardinality/one"
                        + " :db/fulltext true}]");
        stator.run("transact", "--db", "films", "[{:movie/plot \"A treasure, and kids\"}]");
        assertThat(stator.run(
                                "query",
                                "--db",
                                "films",
                                "[:find ?plot :where [(fulltext $ :movie/plot \"Treasure\") [[_ ?plot]]]]")
                        .out())
                .contains("A treasure, and kids")
                .contains("(1 row)");
    }

    @Test
    void statsCountDatoms() {
        assertThat(stator.run("stats", "--db", "films").out())
                .containsPattern(":movie/title +\\| +2")
                .containsPattern("films has \\d+ datoms at t \\d+");
    }
}
