package io.stator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.cli.Command.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loading rows of CSV and JSON lines by a mapping. */
final class ImportRowsTest {
    private static final String FILMS = """
            {:columns
             {"id"       {:attribute :film/id :type :long :unique :identity}
              "title"    {:attribute :film/title :type :string}
              "director" {:attribute :film/director :ref :person/name :create true}
              "genres"   {:attribute :film/genres :type :string :separator "|"}
              "price"    {:attribute :film/price :type :bigdec}
              "seen"     {:attribute :film/seen :type :instant :format "d.M.yyyy" :zone "Europe/Berlin"}
              "good"     {:attribute :film/good :type :boolean :values {"yes" true "no" false}}
              "remark"   nil}}""";

    @TempDir
    private Path directory;

    private Command stator;

    @BeforeEach
    void system() {
        stator = new Command(directory.resolve("data"));
        stator.run("create", "--db", "films");
        stator.run(
                "transact",
                "--db",
                "films",
                "[{:db/ident :person/name :db/valueType :db.type/string :db/cardinality :db.cardinality/one"
                        + " :db/unique :db.unique/identity}]");
    }

    private Path file(String name, String text) {
        try {
            return Files.writeString(directory.resolve(name), text);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Outcome load(String kind, String mapping, String text, String... more) {
        List<String> arguments = new ArrayList<>(List.of("import", "--db", "films", kind));
        arguments.add(
                file(kind.equals("--csv") ? "rows.csv" : "rows.jsonl", text).toString());
        arguments.addAll(List.of("--map", file("map.edn", mapping).toString()));
        arguments.addAll(List.of(more));
        return stator.run(arguments.toArray(String[]::new));
    }

    private Outcome csv(String mapping, String text, String... more) {
        return load("--csv", mapping, text, more);
    }

    private Outcome json(String mapping, String text, String... more) {
        return load("--json-lines", mapping, text, more);
    }

    private static Outcome succeeds(Outcome outcome) {
        assertThat(outcome.err()).doesNotContain("stator:");
        assertThat(outcome.code()).isZero();
        return outcome;
    }

    private static void fails(Outcome outcome, String... details) {
        assertThat(outcome.code()).isNotZero();
        assertThat(outcome.err()).contains(details);
    }

    private String ask(String query) {
        return stator.run("query", "--db", "films", "--format", "edn", query)
                .out()
                .strip()
                .replaceAll("\\R\\s*", " ");
    }

    private String pull(String entity) {
        return stator.run(
                        "pull",
                        "--db",
                        "films",
                        "[:film/title {:film/director [:person/name]} :film/genres :film/price :film/seen :film/good]",
                        entity)
                .out()
                .strip()
                .replaceAll(",?\\R\\s*", " ")
                .replace(", :", " :");
    }

    @Test
    void rowsBecomeEntities() {
        Outcome outcome = succeeds(csv(
                FILMS,
                "\uFEFFid,title,director,genres,price,seen,good,remark\r\n"
                        + "1,\"One, \"\"two\"\"\r\nthree\",Ann,Drama|Comedy,12.50,3.10.2020,yes,x\r\n"
                        + " 2 , padded ,Ann,,,,no,\r\n"
                        + "\r\n"
                        + ",,,,,,,\r\n"
                        + "3,\"\",,,,,,"));
        assertThat(outcome.out()).startsWith("imported 4 entities in ");
        assertThat(pull("[:film/id 1]"))
                .isEqualTo("{:film/title \"One, \\\"two\\\"\\r\\nthree\" :film/director {:person/name \"Ann\"}"
                        + " :film/genres [\"Comedy\" \"Drama\"] :film/price 12.50M"
                        + " :film/seen #inst \"2020-10-02T22:00:00.000-00:00\" :film/good true}");
        assertThat(pull("[:film/id 2]"))
                .isEqualTo("{:film/title \" padded \" :film/director {:person/name \"Ann\"} :film/good false}");
        assertThat(pull("[:film/id 3]")).isEqualTo("{:film/title \"\"}");
        assertThat(ask("[:find (count ?p) . :where [?p :person/name]]")).isEqualTo("1");
    }

    @Test
    void rowsThatAreInAreNotLoadedAgainAndMoreRowsAre() {
        String header = "id,title,director,genres,price,seen,good,remark\n";
        succeeds(csv(FILMS, header + "1,A,,,,,,\n2,B,,,,,,\n", "--batch", "1"));
        Outcome again = succeeds(csv(FILMS, header + "1,A,,,,,,\n2,B,,,,,,\n3,C,,,,,,\n"));
        assertThat(again.err()).contains("rows.csv: 2 forms were in already, 1 added");
    }

    @Test
    void whatIsWrongIsNamedByLineAndColumnAndWhatIsBeforeItIsIn() {
        String header = "id,title,director,genres,price,seen,good,remark\n1,\"A\nB\",,,,,,\n";
        fails(
                csv(FILMS, header + "x,C,,,,,,\n"),
                "rows.csv line 4: column \"id\": expected a whole number of 64 bits, found \"x\"");
        assertThat(ask("[:find [?t ...] :where [_ :film/title ?t]]")).isEqualTo("[\"A\\nB\"]");
        fails(csv(FILMS, header + "9223372036854775808,C,,,,,,\n"), "line 4", "64 bits");
        fails(csv(FILMS, header + "2,C,,,12.x,,,\n"), "line 4: column \"price\"", "decimal");
        fails(csv(FILMS, header + "2,C,,,,30.2.2020,,\n"), "line 4: column \"seen\"", "30.2.2020");
        fails(
                csv(FILMS, header + "2,C,,,,,maybe,\n"),
                "line 4: column \"good\": expected one of [yes, no], found \"maybe\"");
        fails(csv(FILMS, header + ",C,,,,,,\n"), "line 4: column \"id\": a value is required");
        fails(csv(FILMS, header + "2,C\n"), "line 4: expected 8 fields, as many as columns have names, found 2");
        fails(csv(FILMS, header + "2,C,,,,,,,,\n"), "line 4: expected 8 fields", "found 10");
        fails(
                csv(FILMS, header + "2,\"C\nD\",,,,,,\n3,\"E,,,,,,\n4,F,,,,,,\n"),
                "line 6: a quote is opened in this row and never closed");
        fails(csv(FILMS, header + "2,\"C\nD\",,,,,,\n3,\"C\"D,,,,,,\n"), "line 6: ", "quote");
        assertThat(ask("[:find (count ?t) . :where [_ :film/title ?t]]")).isEqualTo("2");
    }

    @Test
    void columnsMustBeThoseOfTheMapping() {
        String mapping =
                "{:columns {\"id\" {:attribute :film/id :type :long} \"title\" {:attribute :film/title :type :string}}}";
        fails(
                csv(mapping, "id,name\n1,A\n"),
                "line 1: the mapping says nothing of the column \"name\"",
                ":other-columns");
        fails(csv(mapping, "id\n1\n"), "line 1: there is no column \"title\"");
        fails(csv(mapping, "id,title,title\n1,A,B\n"), "two columns have the name \"title\"");
        succeeds(csv(mapping.replaceFirst("\\{", "{:other-columns :ignore "), "x,id,y,title\n,1,b,A\n"));
        succeeds(csv(
                mapping.replaceFirst(
                        "\\{", "{:header [\"title\" \"id\"] :delimiter \";\" :constants {:person/name \"all\"} "),
                "B;2\n"));
        assertThat(ask("[:find ?i ?t :where [?e :film/id ?i] [?e :film/title ?t]]"))
                .contains("[1 \"A\"]", "[2 \"B\"]");
        assertThat(ask("[:find ?t . :where [?e :person/name \"all\"] [?e :film/title ?t]]"))
                .isEqualTo("\"B\"");
    }

    @Test
    void rowsMayReferToOthersByTemporaryIdsAndIdentities() {
        String tree =
                "{:tempid \"id\" :columns {\"name\" :person/name \"parent\" {:attribute :person/parent :tempid true}}}";
        succeeds(csv(tree, "id,name,parent\n7,leaf,8\n8,twig,:9\n:9,root,\n1,other,\n", "--batch", "1"));
        assertThat(ask("[:find ?c ?p :where [?e :person/parent ?f] [?e :person/name ?c] [?f :person/name ?p]]"))
                .contains("[\"leaf\" \"twig\"]", "[\"twig\" \"root\"]");
        assertThat(ask("[:find (count ?e) . :where [?e :person/name]]")).isEqualTo("4");
        fails(csv(tree, "id,name,parent\n1,leaf,2\n"), "rows.csv line 2");
        String chain = "{:columns {\"name\" :person/name \"boss\" {:attribute :person/boss :ref :person/name}}}";
        succeeds(csv(chain, "name,boss\nx,root\ny,x\nz,y\n"));
        assertThat(ask("[:find ?c ?p :where [?e :person/boss ?f] [?e :person/name ?c] [?f :person/name ?p]]"))
                .contains("[\"x\" \"root\"]", "[\"y\" \"x\"]", "[\"z\" \"y\"]");
        fails(csv(chain, "name,boss\nw,nobody\n"), "rows.csv line 2", "nobody");
    }

    @Test
    void objectsBecomeEntities() {
        String mapping = """
                {:columns {"id"                 {:attribute :film/id :type :long :unique :identity}
                           ["title" "original"] {:attribute :film/title :type :string}
                           "genres"             {:attribute :film/genres :type :keyword :many true}
                           "price"              {:attribute :film/price :type :bigdec}
                           "big"                {:attribute :film/big :type :bigint}
                           "skip"               nil}}""";
        Outcome outcome = succeeds(json(
                mapping,
                "\uFEFF{\"id\":1,\"title\":{\"original\":\"A\\nB\"},\"genres\":[\"drama\",null,\"film/noir\"],\"price\":1.50,"
                        + "\"big\":123456789012345678901234567890,\"skip\":{\"a\":[1]}}\r\n\r\n"
                        + "{\"id\":\"2\",\"price\":null,\"genres\":[]}"));
        assertThat(outcome.out()).startsWith("imported 2 entities");
        assertThat(
                        ask(
                                "[:find ?t ?p ?b :where [?e :film/id 1] [?e :film/title ?t] [?e :film/price ?p] [?e :film/big ?b]]"))
                .isEqualTo("[[\"A\\nB\" 1.50M 123456789012345678901234567890N]]");
        assertThat(ask("[:find [?g ...] :where [_ :film/genres ?g]]")).contains(":drama", ":film/noir");
        String first = "{\"id\":3}\n";
        fails(
                json(mapping, first + "{\"id\":4,\"year\":1}"),
                "rows.jsonl line 2: the mapping says nothing of \"year\"");
        fails(json(mapping, first + "{\"id\":1.5}"), "line 2: \"id\": expected a whole number");
        fails(json(mapping, first + "{\"id\":4,\"id\":5}"), "line 2: malformed JSON", "uplicate");
        fails(json(mapping, first + "{\"id\":[4,5]}"), "line 2: \"id\": expected one value, found 2");
        fails(json(mapping, first + "{\"id\":{\"x\":1}}"), "line 2: \"id\": expected a value");
        fails(json(mapping, first + "{\"id\":4} {\"id\":5}"), "line 2: expected one JSON object a line");
        fails(json(mapping, first + "[1]"), "line 2: expected one JSON object a line");
        for (String cut :
                List.of("{\"id\":4", "{\"id\":[4", "{\"id\"", "{\"id\":4]", "{\"id\":\"4", "{\"id\":nul}", "{id:4}")) {
            Outcome malformed = json(mapping, first + cut);
            fails(malformed, "line 2: malformed JSON at column ");
            assertThat(malformed.err()).doesNotContain("Source", "REDACTED", "Feature", "line: ");
        }
        Outcome tooLong = json(mapping, "{\"id\":" + "1".repeat(JsonForms.NUMBER_CHARACTERS_MAX + 1) + "}");
        fails(tooLong, "line 1: malformed JSON", String.valueOf(JsonForms.NUMBER_CHARACTERS_MAX));
        assertThat(tooLong.err()).doesNotContain("Constraints");
        fails(json(mapping, first + "{\"price\":4}"), "line 2: \"id\": a value is required");
        assertThat(ask("[:find (count ?e) . :where [?e :film/id]]")).isEqualTo("3");
    }

    @Test
    void mappingsAreChecked() {
        String text = "a\n1\n";
        fails(csv("[]", text), "map.edn: the mapping must be a map");
        fails(csv("{:columns {}}", text), ":columns must be a map");
        fails(csv("{:columns {\"a\" :x/nothing}}", text), "column \"a\": there is no such attribute", ":type");
        fails(csv("{:columns {\"a\" :person/name} :colums {}}", text), "must have no keys but", ":colums");
        fails(csv("{:columns {\"a\" {:attribute :person/name :seperator \"|\"}}}", text), ":seperator");
        fails(csv("{:columns {\"a\" {:attribute :person/name :separator \"|\"}}}", text), "cardinality many");
        fails(csv("{:columns {\"a\" {:attribute :person/name :type :long}}}", text), "another type");
        fails(csv("{:columns {\"a\" {:attribute :x/a :type :number}}}", text), ":type must be a value type", ":number");
        fails(csv("{:columns {\"a\" {:attribute :x/a :ref :x/b}}}", text), ":ref must be a unique attribute");
        fails(csv("{:columns {\"a\" {:attribute :x/a :type :instant :format \"QQQQQQQQ\"}}}", text), ":format must be");
        fails(csv("{:columns {\"a\" {:attribute :x/a :tempid true}}}", text), "needs the :tempid of the mapping");
        fails(stator.run("import", "--db", "films", "--csv", "x.csv"), "need --map");
        fails(stator.run("import", "--db", "films", "--map", "m", "x.csv"), "--map needs --csv or --json-lines");
    }

    @Test
    void textMustBeUtf8() throws IOException {
        Files.write(directory.resolve("rows.csv"), "a\né\n".getBytes(StandardCharsets.ISO_8859_1));
        Path map = file("map.edn", "{:columns {\"a\" :person/name}}");
        fails(
                stator.run(
                        "import",
                        "--db",
                        "films",
                        "--csv",
                        directory.resolve("rows.csv").toString(),
                        "--map",
                        map.toString()),
                "rows.csv",
                "UTF-8");
    }

    @Test
    void aValueThatWouldBeAlteredOrCannotBeWrittenIsRefused() {
        refuses(":double", "1e-400", "a number in the range of double");
        refuses(":float", "1e-60", "a number in the range of float");
        refuses(":keyword", "two words", "a keyword");
        refuses(":symbol", "two words", "a symbol");
        refuses(":bigdec", "1e999999999", "a decimal number that EDN can write");
    }

    private void refuses(String type, String text, String expectation) {
        Outcome outcome = load(
                "--csv",
                "{:columns {\"a\" {:attribute :odd/" + type.substring(1) + " :type " + type + "}}}",
                "a\n" + text + "\n");
        fails(outcome, "line 2: column \"a\": expected " + expectation + ", found \"" + text + "\"");
    }
}
