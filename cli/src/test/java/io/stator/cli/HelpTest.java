package io.stator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.cli.Command.Outcome;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the program tells about itself. */
final class HelpTest {
    private static final List<String> COMMANDS = List.of(
            "demo",
            "databases",
            "create",
            "delete",
            "import",
            "export",
            "migrate",
            "transact",
            "query",
            "pull",
            "datoms",
            "schema",
            "log",
            "history",
            "stats",
            "shell",
            "backup",
            "backups",
            "restore",
            "copy",
            "verify",
            "storage",
            "serve",
            "key",
            "completion",
            "dynamodb-local",
            "help");

    @TempDir
    private Path directory;

    @Test
    void helpNamesEveryCommandAndExitCode() {
        Outcome help = Command.bare("", "--help");
        assertThat(help.code()).isZero();
        assertThat(help.err()).isEmpty();
        COMMANDS.forEach(command -> assertThat(help.out()).containsPattern("(?m)^  " + command + " "));
        assertThat(help.out())
                .contains("Exit codes:")
                .contains("not-found")
                .contains("--data")
                .contains("--verbose");
    }

    @Test
    void withoutArgumentsThereIsHelp() {
        assertThat(Command.bare("")).isEqualTo(Command.bare("", "--help"));
    }

    @Test
    void everyCommandExplainsItself() {
        for (String command : COMMANDS) {
            Outcome outcome = Command.bare("", "help", command);
            assertThat(outcome.code()).isZero();
            assertThat(outcome.out()).startsWith("Usage: stator " + command);
            assertThat(Command.bare("", command, "--help").out()).isEqualTo(outcome.out());
        }
    }

    @Test
    void theManualIsInTheTerminal() {
        String chapters = Command.bare("", "help", "manual").out();
        assertThat(chapters).startsWith("# The Stator manual").contains("queries");
        for (String chapter : Manual.chapters()) {
            Outcome page = Command.bare("", "help", "manual", chapter);
            assertThat(page.err()).isEmpty();
            assertThat(page.out()).startsWith("# ").doesNotContain("<!--").contains("\n## ");
        }
        assertThat(Command.bare("", "help", "manual", "nothing").err()).contains("no chapter 'nothing', only start, ");
    }

    @Test
    void whatIsInTheManualIsFoundByItsName() {
        assertThat(Command.bare("", "help", "get-else").out()).contains("reference", "or a default", "(get-else $ ");
        for (String code : List.of("cas-failed", ":db.error/cas-failed")) {
            assertThat(Command.bare("", "help", code).out()).contains(":db.error/cas-failed", "remedy", "read again");
        }
        assertThat(Command.bare("", "help", "query-rows").out()).contains("20,000,000");
        assertThat(Command.bare("", "help", "upper-case").out()).contains("clojure.string/upper-case");
        assertThat(Command.bare("", "help", "rules").out()).contains("## Rules");
        assertThat(Command.bare("", "help", "lost", "answer").out()).contains("## A lost answer");
        Outcome none = Command.bare("", "help", "(*[");
        assertThat(none.code()).isEqualTo(ExitCode.USAGE);
        assertThat(none.err()).contains("there is no command '(*['").contains("help manual");
        for (String nothing : List.of("", " ", "\u2003", "ules")) {
            Outcome outcome = Command.bare("", "help", nothing);
            assertThat(outcome.out())
                    .as("'%s' is in each heading, or within a word", nothing)
                    .isEmpty();
            assertThat(outcome.err()).contains("there is no command '" + nothing + "'");
        }
    }

    @Test
    void aPersonIsToldWhichHelpThereIsAboutAnError() {
        String query = "[:find ?x :where [_ :db/ident ?i]]";
        for (boolean person : List.of(true, false)) {
            StringBuilder err = new StringBuilder();
            Console console = new Console(
                    InputStream.nullInputStream(),
                    Output.of(new StringBuilder()),
                    Output.of(err),
                    false,
                    false,
                    person);
            Command.bare("", "--data", directory.toString(), "create", "d");
            assertThat(Main.run(console, "--data", directory.toString(), "query", query))
                    .isEqualTo(ExitCode.INCORRECT);
            console.close();
            assertThat(err.toString().contains("more: stator help unbound-query-variables\n"))
                    .isEqualTo(person);
        }
        assertThat(Command.bare("", "help", "unbound-query-variables").out()).contains("remedy");
    }

    @Test
    void theVersionIsTold() {
        assertThat(Command.bare("", "--version").out()).startsWith("stator ").contains("Java ");
    }
}
