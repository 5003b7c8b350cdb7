package io.stator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.cli.Command.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be seen of a database besides answers to queries, by commands and in the shell. */
final class LookingTest {
    @TempDir
    private Path directory;

    private Command stator;

    @BeforeEach
    void database() {
        stator = new Command(directory.resolve("data"));
        stator.run("create", "films");
        transact("[{:db/ident :film/title :db/valueType :db.type/string :db/cardinality :db.cardinality/one"
                + " :db/unique :db.unique/identity :db/fulltext true :db/doc \"What it is called\"}"
                + " {:db/ident :film/cast :db/valueType :db.type/ref :db/cardinality :db.cardinality/many :db/isComponent true}"
                + " {:db/ident :film/year :db/valueType :db.type/long :db/cardinality :db.cardinality/one :db/noHistory true"
                + " :db.attr/preds clojure.core/pos?}"
                + " {:db/ident :film/both :db/valueType :db.type/tuple :db/cardinality :db.cardinality/one"
                + " :db/tupleAttrs [:film/title :film/year]}"
                + " {:db/ident :person/name :db/valueType :db.type/string :db/cardinality :db.cardinality/one}]");
        transact("[{:film/title \"Alien\"} {:film/title \"Brazil\"} {:film/title \"Clue\"}]");
        transact("[[:db/add [:film/title \"Alien\"] :film/title \"Aliens\"]]");
    }

    private void transact(String data) {
        Outcome outcome = stator.run("transact", data);
        assertThat(outcome.err()).isEmpty();
    }

    private String shell(String text) {
        return stator.typed(text, "shell").out();
    }

    @Test
    void schemaTellsEverythingAboutAttributes() {
        String csv = stator.run("schema", "--format", "csv").out();
        assertThat(csv.lines())
                .containsExactly(
                        "attribute,type,cardinality,unique,component,index,fulltext,no-history,tuple,predicates,doc",
                        ":film/both,:db.type/tuple,:db.cardinality/one,,,,,,[:film/title :film/year],,",
                        ":film/cast,:db.type/ref,:db.cardinality/many,,true,,,,,,",
                        ":film/title,:db.type/string,:db.cardinality/one,:db.unique/identity,,,true,,,,What it is called",
                        ":film/year,:db.type/long,:db.cardinality/one,,,,,true,,[clojure.core/pos?],",
                        ":person/name,:db.type/string,:db.cardinality/one,,,,,,,,");
        assertThat(stator.run("schema", "film").out()).contains("(4 rows)").doesNotContain("index");
        assertThat(shell("schema :film/title\n")).contains("What it is called").contains("(1 row)");
        assertThat(stator.run("schema", "--format", "json", ":film/cast").out())
                .contains("\"attribute\": \"film/cast\"", "\"component\": true");
        assertThat(stator.run("schema", ":db/ident").out()).contains("(1 row)");
    }

    @Test
    void logAndHistoryTellWhatWasSaidWhen() {
        assertThat(stator.run("log", "--from", "7", "--format", "csv").out().lines())
                .hasSize(1 + 7 + 5)
                .anyMatch(line -> line.startsWith("7,") && line.endsWith(",:film/title,Brazil,true"))
                .anyMatch(line -> line.startsWith("8,") && line.endsWith(",:film/title,Alien,false"));
        Outcome cut = stator.run("log", "--limit", "1", "--to", "9");
        assertThat(cut.err()).contains("there are more than these 1: say from where on (--from T)");
        assertThat(stator.run("history", "--format", "csv", "[:film/title \"Aliens\"]")
                        .out()
                        .lines())
                .hasSize(1 + 6)
                .anyMatch(line -> line.startsWith("8,") && line.endsWith(",:film/title,Aliens,true"));
        assertThat(shell("format csv\nhistory [:film/title \"Aliens\"]\nlog 8\n"))
                .contains(",Alien,false")
                .contains("t,time,e,a,v,added");
    }

    @Test
    void aCutAnswerSaysSoAndHowToGetTheRest() {
        String query = "[:find ?t :where [_ :film/title ?t]]";
        Outcome cut = stator.run("query", "--limit", "2", query);
        assertThat(cut.out()).contains("(2 rows)");
        assertThat(cut.err())
                .isEqualTo(
                        "stator: note: there are more than these 2: the next with --offset 2, all with --limit -1\n");
        assertThat(stator.run("query", "--limit", "3", query).err()).isEmpty();
        assertThat(stator.run("query", "--limit", "0", query).out()).contains("(0 rows)");
        assertThat(stator.run("datoms", "--index", "aevt", "--limit", "1", "--offset", "1", ":film/title")
                        .err())
                .contains("--offset 2");
        assertThat(stator.typed("limit 1\n" + query + "\nlimit 3\n" + query, "shell")
                        .err())
                .isEqualTo("stator: note: there are more than these 1: limit -1 shows all\n");
    }

    @Test
    void inputsComeFromFilesAndWordsGetAHint() throws IOException {
        Path rules = Files.writeString(directory.resolve("rules.edn"), "[[(titled ?f ?t) [?f :film/title ?t]]]");
        String query = "[:find [?t ...] :in $ % :where (titled _ ?t)]";
        assertThat(stator.run("query", "--format", "edn", query, "@" + rules).out())
                .contains("Brazil");
        assertThat(shell("format edn\n" + query + " @" + rules + "\n")).contains("Brazil");
        String titled = "[:find ?f :in $ ?t :where [?f :film/title ?t]]";
        assertThat(stator.run("query", titled, "Brazil").err())
                .isEqualTo(
                        "stator: note: Brazil without quotes is a symbol; text is in double quotes, on a command line"
                                + " '\"Brazil\"'\n");
        assertThat(stator.typed(titled + " Brazil\n", "shell").err()).contains("Brazil without quotes is a symbol");
    }

    @Test
    void filesAreReadAndTimesAreTold() throws IOException {
        Path file = Files.writeString(
                directory.resolve("more.txt"), "; two\nformat csv\n[:find ?t\n :where [_ :film/title ?t]]\n");
        assertThat(shell(".read " + file + "\n")).contains("Aliens\r\n");
        Files.writeString(directory.resolve("self.txt"), "read " + directory.resolve("self.txt"));
        assertThat(stator.typed("read " + directory.resolve("self.txt") + "\n", "shell")
                        .err())
                .contains("files must be read by files at most " + Shell.READ_DEPTH_MAX + " deep");
        assertThat(stator.run("--timing", "stats").err()).matches("took [0-9,.]+ ms\\R");
        assertThat(stator.typed("timing on\nstats\n", "shell").err()).contains("took ");
        assertThat(stator.typed("timing 7\n", "shell").code()).isEqualTo(ExitCode.INCORRECT);
    }

    @Test
    void tablesWithNamesAreObjectsInJson() {
        assertThat(stator.run("stats", "--format", "json").out())
                .contains("{\"attribute\": \"film/title\", \"datoms\": 5}");
        assertThat(stator.run("databases", "--format", "json").out()).contains("\"database\": \"films\"");
    }

    @Test
    void whatIsLongIsGivenToAPager() throws IOException {
        StringBuilder direct = new StringBuilder();
        Path read = directory.resolve("read");
        Output output = Output.of(direct);
        output.paged("cat > " + read, 5, () -> output.line("short"));
        assertThat(direct.toString()).isEqualTo("short\n");
        output.paged("cat > " + read, 5, () -> {
            for (int i = 0; i < 10; i++) {
                output.line("line " + i);
                output.flush();
            }
        });
        assertThat(direct.toString()).isEqualTo("short\n");
        assertThat(Files.readAllLines(read)).hasSize(10);
        output.paged("head -n 1 >/dev/null", 5, () -> {
            for (int i = 0; i < 100_000; i++) {
                output.line("line " + i);
            }
        });
        output.line("after").flush();
        assertThat(direct.toString()).isEqualTo("short\nafter\n");
        assertThat(Pager.command(null, null)).contains("less");
        assertThat(Pager.command("", "more")).isNull();
        assertThat(Pager.command(null, "more")).isEqualTo("more");
    }

    @Test
    void theLogTellsTheTimeOfATransactionAndNothingForThoseThatMadeTheDatabase() {
        String first = stator.run("log", "--format", "csv", "--limit", "2").out();
        assertThat(first.lines().skip(1)).allMatch(line -> line.matches("[01],,.*"));
        assertThat(stator.run("log", "--format", "csv", "--from", "6")
                        .out()
                        .lines()
                        .skip(1))
                .isNotEmpty()
                .allMatch(line -> line.matches("[0-9]+,20[0-9]{2}-.*Z,.*"));
    }

    @Test
    void aValueThatEdnCannotWriteIsNoFault() {
        transact("[{:db/ident :film/mark :db/valueType :db.type/keyword :db/cardinality :db.cardinality/one}]");
        transact("[{:film/title \"Dune\" :film/mark \":two words\"}]");
        for (String[] arguments : new String[][] {
            {"query", "--format", "edn", "[:find ?m . :where [_ :film/mark ?m]]"},
            {"pull", "[*]", "[:film/title \"Dune\"]"}
        }) {
            Outcome outcome = stator.run(arguments);
            assertThat(outcome.code()).isEqualTo(ExitCode.of(io.stator.Anomaly.Category.UNSUPPORTED));
            assertThat(outcome.err()).contains("two words", "--format json");
        }
        assertThat(stator.run("query", "--format", "json", "[:find ?m . :where [_ :film/mark ?m]]")
                        .out())
                .contains("two words");
        Outcome refused =
                stator.run("transact", "--verbose", "[{:film/title \"x\" :film/mark [\":two words\"] :film/year :k}]");
        assertThat(refused.code()).isEqualTo(ExitCode.INCORRECT);
    }

    @Test
    void aQueryTellsWhatItsClausesDid() {
        String query = "[:find ?t :where [?m :film/title ?t] [(< ?t \"B\")]]";
        String table = stator.run("query", "--explain", query).out();
        assertThat(table).startsWith("clause").contains("[?m :film/title ?t]", "and [(< ?t \"B\")]", "in all ");
        assertThat(stator.typed("explain " + query + "\n", "shell").out()).contains("in all ");
        assertThat(stator.run("query", "--explain", "--format", "edn", query).out())
                .contains(":rows-out", ":facts-read", ":access :range");
        assertThat(stator.typed("explain\n", "shell").code()).isEqualTo(ExitCode.INCORRECT);
    }
}
