package io.stator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.cli.Command.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

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
    void theVersionIsTold() {
        assertThat(Command.bare("", "--version").out()).startsWith("stator ").contains("Java ");
    }
}
