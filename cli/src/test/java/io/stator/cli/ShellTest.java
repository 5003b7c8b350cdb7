package io.stator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Client;
import io.stator.Stator;
import io.stator.cli.Command.Outcome;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The shell, reading from something that is no terminal. */
final class ShellTest {
    private static final String FILMS = """
            create films
            transact [{:db/ident :movie/title :db/valueType :db.type/string
                       :db/cardinality :db.cardinality/one :db/unique :db.unique/identity}]
            format edn
            transact [{:movie/title "Alien"}
                      {:movie/title "Aliens"}]
            """;

    @TempDir
    private Path directory;

    private Command stator;

    @BeforeEach
    void system() {
        stator = new Command(directory.resolve("data"));
        stator.run("create", "--db", "empty");
    }

    private Outcome shell(String text) {
        return stator.typed(text, "shell");
    }

    private List<String> answers(String text) {
        Outcome outcome = shell(text);
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.code()).isZero();
        return outcome.lines();
    }

    @Test
    void queriesGoOnUntilTheirBracketsAreClosed() {
        assertThat(answers(FILMS + "[:find (count ?m) .\n :where\n [?m :movie/title]]\n"))
                .endsWith("2");
    }

    @Test
    void inputsFollowTheQuery() {
        assertThat(answers(FILMS + "[:find [?t ...] :in $ ?t :where [_ :movie/title ?t]] \"Alien\"\n"))
                .endsWith("[\"Alien\"]");
        assertThat(answers(FILMS + "query {:find [?t] :in [$ ?t] :where [[_ :movie/title ?t]]} \"Alien\"\n"))
                .endsWith("[[\"Alien\"]]");
    }

    @Test
    void theLastFormNeedsNoEndOfLine() {
        assertThat(answers(FILMS + "pull [:movie/title] [:movie/title \"Alien\"]"))
                .endsWith("{:movie/title \"Alien\"}");
    }

    @Test
    void timeIsPartOfWhatIsSeen() {
        assertThat(answers(FILMS + "as-of 1990-01-01\n[:find ?t :where [_ :movie/title ?t]]\n"))
                .endsWith("[]");
        assertThat(answers(FILMS + "as-of 1990-01-01\n:now\n[:find (count ?m) . :where [?m :movie/title]]\n"))
                .endsWith("2");
        assertThat(answers(FILMS
                        + "transact [[:db/retract [:movie/title \"Alien\"] :movie/title \"Alien\"]]\nhistory\n"
                        + "[:find (count ?added) . :where [_ :movie/title \"Alien\" _ ?added]]\n"))
                .endsWith("2");
    }

    @Test
    void anErrorIsToldAndTheRestGoesOn() {
        Outcome outcome = shell(FILMS + "nonsense\n[:find ?x :where [_ :movie/title ?t]]\n; a comment\n"
                + "[:find (count ?m) . :where [?m :movie/title]]\n");
        assertThat(outcome.err().lines().toList())
                .hasSize(2)
                .first()
                .asString()
                .startsWith("stator: incorrect: there is no command 'nonsense'");
        assertThat(outcome.lines()).endsWith("2");
        assertThat(outcome.code()).isEqualTo(ExitCode.INCORRECT);
    }

    @Test
    void anInputOnALineOfItsOwnIsToldWhereItBelongs() {
        String query = "[:find ?t :in $ ?x :where [?m :movie/title ?t]]";
        for (String input : List.of("1979", "-1", "\"Alien\"", ":movie/title", "[\"Alien\"]", "{:a 1}", "#{1}")) {
            assertThat(shell(FILMS + query + "\n" + input + "\n").err())
                    .contains("inputs of a query follow its last bracket on the same line");
        }
        assertThat(shell(FILMS + "nonsense\n").err()).doesNotContain("inputs");
    }

    @Test
    void quitEndsAtOnce() {
        assertThat(answers("databases\nquit\nnonsense\n")).anyMatch(line -> line.contains("empty"));
    }

    @Test
    void quitInAFileEndsTheShell() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "limit 1\nquit\nnonsense\n");
        assertThat(answers("read " + file + "\nnonsense\n")).isEmpty();
    }

    @Test
    void commentsMayStandAnywhere() throws IOException {
        String query = "; first\n[:find (count ?m) . ; ] \r\n :where [?m :movie/title]] ; last\n";
        String file = Files.writeString(directory.resolve("file"), "\uFEFF" + query + "limit 2 ; two")
                .toString();
        assertThat(answers(FILMS + "format json ; x\n  ; y\n" + query + "read " + file))
                .endsWith("2", "2");
        assertThat(answers(FILMS + "#_[ignored]\n#_[ignored] " + query.substring(query.indexOf('['))))
                .endsWith("2");
    }

    @Test
    void aByteOrderMarkIsPassedOverOnceAndEndsOfLinesAreAnyButKeptInText() {
        assertThat(answers("\uFEFFdatabases\r\nlimit 2\rformat edn\r\n")).anyMatch(line -> line.contains("empty"));
        assertThat(shell("\uFEFF\uFEFFdatabases\n").err()).contains("there is no command");
        assertThat(shell(FILMS + "transact [{:movie/title \"a\r\nb\"}]\r\nformat csv\r\n"
                                + "[:find ?m . :where [?m :movie/title \"a\r\nb\"]]")
                        .lines())
                .last()
                .asString()
                .matches("[0-9]+");
    }

    @Test
    void inputThatIsNotUtf8IsWrongAndNoFault() {
        StringBuilder err = new StringBuilder();
        byte[] bytes = "databases\u00ff\n".getBytes(StandardCharsets.ISO_8859_1);
        String data = directory.resolve("data").toString();
        assertThat(Main.run(new ByteArrayInputStream(bytes), new StringBuilder(), err, "--data", data, "shell"))
                .isEqualTo(ExitCode.INCORRECT);
        assertThat(err).hasToString("stator: incorrect: the input: the text must be UTF-8\n");
    }

    @Test
    void aFileThatCannotBeReadIsNamed() {
        assertThat(shell("read " + directory).err()).startsWith("stator: incorrect: " + directory + ": ");
        assertThat(shell("read a\0b").err()).isEqualTo("stator: incorrect: no file has such a name: a\\u0000b\n");
    }

    @Test
    void whatIsShownOfNonsenseIsShortAndCannotMoveTheCursor() {
        String err = shell("\u001b[A" + "x".repeat(1_000_000) + "\n").err();
        assertThat(err).contains("\\u001b[Axxx", " characters ").hasSizeLessThan(2 * Failures.MESSAGE_CHARACTERS_MAX);
        assertThat(err.chars()).noneMatch(c -> c != '\n' && Character.isISOControl(c));
    }

    @Test
    @Timeout(60)
    void aCommandOfManyLinesIsReadInOneGo() {
        String text = "transact [\n" + "\n".repeat(2_000_000) + "]\n";
        assertThat(answers(FILMS + text)).last().asString().contains(":db/txInstant");
    }

    @Test
    void commandsListWhatThereIs() {
        assertThat(answers(FILMS + "format csv\nschema\n"))
                .contains(":movie/title,:db.type/string,:db.cardinality/one,:db.unique/identity,,,,,,,");
        assertThat(answers(FILMS + "format csv\nstats\n")).contains(":movie/title,2");
        assertThat(shell(FILMS + "format csv\nlimit 1\ndatoms aevt :movie/title\n")
                        .lines())
                .anyMatch(line -> line.contains(":movie/title,Alien,"))
                .noneMatch(line -> line.contains("Aliens"));
        assertThat(answers("help\n")).anyMatch(line -> line.contains("transact [{...} ...]"));
    }

    @Test
    void completionOffersCommandsWordsAndIdents() {
        try (Client client = Stator.inMemory()) {
            Shell shell = new Shell(client, Console.of(System.in, new StringBuilder(), new StringBuilder()));
            ShellCompleter completer = new ShellCompleter(shell);
            assertThat(completer.candidates("da", true)).contains("databases", "datoms");
            assertThat(completer.candidates(":movie", false)).isEmpty();
            FILMS.lines().limit(1).forEach(shell::execute);
            shell.execute(FILMS.lines().skip(1).limit(2).reduce("", String::concat));
            assertThat(completer.candidates(":movie", false)).containsExactly(":movie/title");
            assertThat(completer.candidates("dat", false)).isEmpty();
            assertThat(completer.candidates(":whe", false)).containsExactly(":where");
            assertThat(shell.prompt()).isEqualTo("films> ");
            shell.execute("as-of 5");
            assertThat(shell.prompt()).isEqualTo("films as of 5> ");
        }
    }
}
