package io.stator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Client;
import io.stator.Stator;
import io.stator.cli.Command.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong is told in one line, with an exit code that means it, and nothing is changed. */
final class BadInputTest {
    private static final String SCHEMA =
            "[{:db/ident :movie/title :db/valueType :db.type/string :db/cardinality :db.cardinality/one}"
                    + " {:db/ident :movie/key :db/valueType :db.type/long :db/cardinality :db.cardinality/one"
                    + " :db/unique :db.unique/value}]";

    @TempDir
    private Path directory;

    private Path data;
    private Command stator;

    @BeforeEach
    void database() {
        data = directory.resolve("data");
        stator = new Command(data);
        assertThat(stator.run("create", "--db", "films").code()).isZero();
        assertThat(stator.run("transact", "--db", "films", SCHEMA).code()).isZero();
    }

    private static void fails(Outcome outcome, int code, String line, String... details) {
        assertThat(outcome.err()).startsWith(line);
        List.of(details).forEach(detail -> assertThat(outcome.err()).contains(detail));
        assertThat(outcome.err().lines()).hasSize(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.code()).isEqualTo(code);
    }

    private Outcome query(String query, String... inputs) {
        String[] arguments = new String[4 + inputs.length];
        System.arraycopy(new String[] {"query", "--db", "films", query}, 0, arguments, 0, 4);
        System.arraycopy(inputs, 0, arguments, 4, inputs.length);
        return stator.run(arguments);
    }

    private Outcome transact(String data) {
        return stator.run("transact", "--db", "films", data);
    }

    @Test
    void anEmptyPathIsNotTheWorkingDirectory() {
        for (String command : List.of("databases", "verify", "create x", "import x.edn", "backup x")) {
            List<String> words = new ArrayList<>(List.of("--data", ""));
            words.addAll(List.of(command.split(" ")));
            Outcome outcome = Command.bare("", words.toArray(String[]::new));
            boolean readsFirst = command.startsWith("import");
            assertThat(outcome.code()).as(command).isEqualTo(readsFirst ? ExitCode.NOT_FOUND : ExitCode.INCORRECT);
        }
        fails(stator.run("backup", ""), ExitCode.INCORRECT, "stator: incorrect: TO must be a path");
    }

    @Test
    void readingMakesNoSystemOfAnEmptyFile() throws IOException {
        Path empty = Files.createFile(directory.resolve("empty"));
        for (String command : List.of("databases", "stats", "verify", "shell")) {
            Outcome outcome = Command.bare("", "--data", empty.toString(), command);
            fails(outcome, ExitCode.NOT_FOUND, "stator: not-found: there is no system at ");
            assertThat(empty).as(command).isEmptyFile();
        }
    }

    @Test
    void aDirectoryThatTakesNoNativeLibraryIsNamed() throws IOException, InterruptedException {
        String nowhere = directory.resolve("nowhere").toString();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dorg.sqlite.tmpdir=" + nowhere,
                        "-XX:+IgnoreUnrecognizedVMOptions",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.stator.cli.Main",
                        "databases",
                        "--data",
                        data.toString())
                .redirectErrorStream(true)
                .start();
        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(told.lines().toList())
                .singleElement()
                .asString()
                .startsWith("stator: unavailable: ")
                .contains(nowhere, "-Dorg.sqlite.tmpdir");
        assertThat(process.waitFor()).isEqualTo(ExitCode.UNAVAILABLE);
    }

    @Test
    void verifyCountsDatabasesWithoutATransaction() {
        assertThat(stator.run("create", "new").code()).isZero();
        assertThat(stator.run("verify").out()).contains(": databases 2,");
    }

    @Test
    void aNameThatNoDatabaseCanHaveMakesNoSystem() throws IOException {
        Path nowhere = directory.resolve("nowhere");
        Path rows = Files.writeString(directory.resolve("rows.edn"), "{:db/doc \"x\"}");
        for (String name : List.of("a b", "a/b", "", "x".repeat(129))) {
            for (List<String> command :
                    List.of(List.of("create", name), List.of("import", "--db", name, rows.toString()))) {
                List<String> words = new ArrayList<>(List.of("--data", nowhere.toString()));
                words.addAll(command);
                fails(
                        Command.bare("", words.toArray(String[]::new)),
                        ExitCode.INCORRECT,
                        "stator: incorrect: database name must be 1 to 128 of ");
                assertThat(nowhere).doesNotExist();
            }
        }
    }

    @Test
    void aSettingThatIsNoneIsAWrongCommandLine() {
        for (String setting : List.of("x=y", "queued-calls=", "queued-calls", "=x", "7", "")) {
            Outcome outcome = stator.run("databases", "--set-limit", setting);
            assertThat(outcome.code()).as(setting).isEqualTo(ExitCode.USAGE);
            assertThat(outcome.err()).contains("--set-limit", "NAME=N");
        }
        fails(
                stator.run("databases", "--compression", "gzip"),
                ExitCode.INCORRECT,
                "stator: incorrect: compression must be standard, lz4 or zstd: compression=gzip");
        assertThat(stator.run("databases", "--read-only", "--compression", "lz4")
                        .err())
                .contains("--compression", "a command that writes");
        fails(stator.run("databases", "--set-limit", "x=1"), ExitCode.INCORRECT, "stator: incorrect: a limit must be");
    }

    @Test
    void datomsOfWhatIsNotThereAreToldNotToBe() {
        String entity = "stator: not-found: there is no such entity: entity=:nope";
        String attribute = "stator: not-found: there is no such attribute: attribute=:nope";
        for (List<String> words : List.of(
                List.of(attribute, "avet", ":nope"),
                List.of(attribute, "aevt", ":nope"),
                List.of(attribute, "eavt", ":db/ident", ":nope"),
                List.of(attribute, "vaet", ":db/ident", ":nope"),
                List.of(entity, "eavt", ":nope"),
                List.of(entity, "vaet", ":nope"),
                List.of(entity, "aevt", ":db/ident", ":nope"),
                List.of(entity, "avet", ":db/valueType", ":nope"))) {
            String[] components = words.subList(2, words.size()).toArray(String[]::new);
            List<String> line = new ArrayList<>(List.of("datoms", "--index", words.get(1)));
            line.addAll(List.of(components));
            fails(stator.run(line.toArray(String[]::new)), ExitCode.NOT_FOUND, words.get(0));
            Outcome typed = stator.typed("datoms " + words.get(1) + " " + String.join(" ", components) + "\n", "shell");
            fails(typed, ExitCode.NOT_FOUND, words.get(0));
        }
        Outcome notAnAttribute = stator.run("datoms", "--index", "aevt", ":db.part/db");
        fails(
                notAnAttribute,
                ExitCode.NOT_FOUND,
                "stator: not-found: there is no such attribute: attribute=:db.part/db");
        for (List<String> there : List.of(
                List.of("avet", ":db/ident", ":nope"),
                List.of("eavt", "123456"),
                List.of("vaet", "123456"),
                List.of("avet", ":movie/key", "7"))) {
            List<String> line = new ArrayList<>(List.of("datoms", "--format", "csv", "--index"));
            line.addAll(there);
            assertThat(stator.run(line.toArray(String[]::new)))
                    .returns(0, Outcome::code)
                    .returns("e,a,v,tx,added\r\n", Outcome::out);
        }
    }

    @Test
    void malformedEdnIsIncorrect() {
        fails(query("[:find ?x :where"), ExitCode.INCORRECT, "stator: incorrect: ", "line 1, column 17");
        fails(transact("[{:movie/title]"), ExitCode.INCORRECT, "stator: incorrect: ", "line 1");
        fails(query("[:find ?x :in $ ?x :where [?x]]", "\"open"), ExitCode.INCORRECT, "stator: incorrect: input 1 ");
        fails(
                stator.run("pull", "--db", "films", "[", ":movie/title"),
                ExitCode.INCORRECT,
                "stator: incorrect: ",
                "line 1, column 2");
        fails(stator.run("pull", "--db", "films", "[*]", "[:a"), ExitCode.INCORRECT, "stator: incorrect: entity ");
    }

    @Test
    void whatIsNoQueryIsIncorrect() {
        fails(query("7"), ExitCode.INCORRECT, "stator: incorrect: ");
        fails(query("[:where [_ :movie/title]]"), ExitCode.INCORRECT, "stator: incorrect: ", ":find");
        fails(
                query("[:find ?nomen :where [_ :movie/title ?name]]"),
                ExitCode.INCORRECT,
                "stator: incorrect: ",
                "?nomen");
        fails(query("[:find ?e :in $ ?x :where [?e :movie/title ?x]]"), ExitCode.INCORRECT, "stator: incorrect: ");
        fails(
                query("[:find ?e :where [?e :movie/nothing]]"),
                ExitCode.INCORRECT,
                "stator: incorrect: ",
                ":movie/nothing");
    }

    @Test
    void wrongFactsAreIncorrectAndChangeNothing() {
        String before = stator.run("stats", "--db", "films").out();
        fails(transact("[{:movie/nothing 1}]"), ExitCode.INCORRECT, "stator: incorrect: ", ":movie/nothing");
        fails(transact("[{:movie/title 1985}]"), ExitCode.INCORRECT, "stator: incorrect: ", "1985", ":movie/title");
        fails(transact("{:movie/title \"x\"}"), ExitCode.INCORRECT, "stator: incorrect: ");
        fails(transact("[7]"), ExitCode.INCORRECT, "stator: incorrect: ");
        assertThat(stator.run("stats", "--db", "films").out()).isEqualTo(before);
    }

    @Test
    void aTransactionThatDisagreesIsAConflict() {
        assertThat(transact("[{:movie/key 1 :movie/title \"one\"}]").code()).isZero();
        fails(transact("[{:movie/key 1 :movie/title \"two\"}]"), ExitCode.CONFLICT, "stator: conflict: ");
    }

    @Test
    void whatIsNotThereIsNotFound() {
        fails(stator.run("stats", "--db", "music"), ExitCode.NOT_FOUND, "stator: not-found: ", "music");
        fails(
                new Command(directory.resolve("elsewhere")).run("databases"),
                ExitCode.NOT_FOUND,
                "stator: not-found: there is no system at ",
                "elsewhere");
        assertThat(directory.resolve("elsewhere")).doesNotExist();
        fails(query("@no-such-file.edn"), ExitCode.NOT_FOUND, "stator: not-found: no-such-file.edn: ");
        fails(
                stator.run("import", "--db", "films", "no-such-file.edn"),
                ExitCode.NOT_FOUND,
                "stator: not-found: no-such-file.edn: ");
    }

    @Test
    void aWrongCommandLineIsUsage() {
        fails(stator.run("query", "--db", "films"), ExitCode.USAGE, "stator: usage: ", "QUERY");
        fails(stator.run("create"), ExitCode.USAGE, "stator: usage: ", "NAME");
        fails(stator.run("query", "--db", "films", "--fromat", "csv", "[]"), ExitCode.USAGE, "stator: usage: ");
        fails(stator.run("query", "--db", "films", "--format", "xml", "[]"), ExitCode.USAGE, "stator: usage: ", "xml");
        fails(stator.run("demonstrate"), ExitCode.USAGE, "stator: usage: ", "demonstrate");
        fails(stator.run("help", "demonstrate"), ExitCode.USAGE, "stator: usage: ", "demonstrate");
        fails(stator.run("import", "--db", "films"), ExitCode.USAGE, "stator: usage: ");
    }

    @Test
    void timesIndexesAndBatchesAreChecked() {
        String query = "[:find ?e :where [?e :movie/title]]";
        fails(
                stator.run("query", "--db", "films", "--as-of", "yesterday", query),
                ExitCode.INCORRECT,
                "stator: incorrect: a point in time must be",
                "yesterday");
        fails(
                stator.run("datoms", "--db", "films", "--index", "veat"),
                ExitCode.INCORRECT,
                "stator: incorrect: ",
                "veat");
        fails(
                stator.run("import", "--db", "films", "--batch", "0", "x"),
                ExitCode.INCORRECT,
                "stator: incorrect: --batch must be between 1 and");
        fails(
                stator.run("query", "--db", "films", "--limit", "-2", query),
                ExitCode.INCORRECT,
                "stator: incorrect: ",
                "-2");
    }

    @Test
    void theDatabaseMustBeNamedUnlessThereIsOne() throws IOException {
        assertThat(query("[:find ?e :where [?e :movie/title]]").code()).isZero();
        assertThat(stator.run("query", "[:find ?e :where [?e :movie/title]]").code())
                .isZero();
        assertThat(stator.run("create", "music").out()).isEqualTo("created music\n");
        fails(
                stator.run("stats"),
                ExitCode.INCORRECT,
                "stator: incorrect: --db must say which database",
                "films, music");
        assertThat(stator.run("delete", "music").code()).isZero();
        assertThat(stator.run("delete", "films").code()).isZero();
        fails(stator.run("stats"), ExitCode.NOT_FOUND, "stator: not-found: there is no database", "stator create");
    }

    @Test
    void nothingIsMadeByLooking() throws IOException {
        Path empty = Files.createDirectory(directory.resolve("empty"));
        fails(new Command(empty).run("databases"), ExitCode.NOT_FOUND, "stator: not-found: there is no system at ");
        assertThat(empty).isEmptyDirectory();
    }

    @Test
    void anEntityThatIsNotThereIsNotFound() {
        for (String entity : List.of(":movie/nothing", "[:movie/key 7]", "99999", "17592186099999")) {
            fails(
                    stator.run("pull", "[*]", entity),
                    ExitCode.NOT_FOUND,
                    "stator: not-found: there is no such entity",
                    entity);
            fails(
                    stator.run("history", entity),
                    ExitCode.NOT_FOUND,
                    "stator: not-found: there is no such entity",
                    entity);
        }
        fails(stator.run("schema", "music"), ExitCode.NOT_FOUND, "stator: not-found: ", "music");
    }

    @Test
    void aForeignFileIsLeftAlone() throws IOException {
        Path foreign = Files.writeString(directory.resolve("notes.txt"), "shopping list\n".repeat(100));
        fails(new Command(foreign).run("databases"), ExitCode.INCORRECT, "stator: incorrect: ", "notes.txt");
        assertThat(foreign).hasContent("shopping list\n".repeat(100));
    }

    @Test
    void aSystemThatIsOpenElsewhereIsBusy() {
        try (Client client = Stator.open(data)) {
            assertThat(client.listDatabases()).containsExactly("films");
            fails(stator.run("databases"), ExitCode.BUSY, "stator: busy: ", "data");
        }
    }

    @Test
    void aNameThatNoDatabaseCanHaveIsIncorrect() {
        fails(stator.run("create", "--db", "a/b"), ExitCode.INCORRECT, "stator: incorrect: ", "a/b");
    }

    @Test
    void textMustBeUtf8() throws IOException {
        Path file = Files.write(directory.resolve("latin.edn"), "[\"é\"]".getBytes(StandardCharsets.ISO_8859_1));
        fails(query("@" + file), ExitCode.INCORRECT, "stator: incorrect: ", "latin.edn", "UTF-8");
    }

    @Test
    void verboseShowsTheAnomalyAndWhereItComesFrom() {
        Outcome outcome = stator.run("transact", "--verbose", "--db", "films", "[{:movie/title 1985}]");
        assertThat(outcome.code()).isEqualTo(ExitCode.INCORRECT);
        assertThat(outcome.err())
                .contains(":cognitect.anomalies/category :cognitect.anomalies/incorrect")
                .contains(":db.error/wrong-type-for-attribute")
                .contains("\tat io.stator.");
    }
}
