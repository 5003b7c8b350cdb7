package io.stator.cli;

import io.stator.Anomaly;
import io.stator.Client;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code stator shell}: asks and answers, by hand or from a script. */
@Command(
        name = "shell",
        description = {
            "Ask a database by hand, or from a script.",
            "On a terminal: line editing, history (kept in ~/.stator_history), completion with Tab. Otherwise commands and"
                    + " queries are read from the input to its end; the first that fails gives the exit code."
        })
final class ShellCommand extends SystemCommand {
    @Option(names = "--db", paramLabel = "NAME", description = "The database. Default: the only one there is")
    @Nullable
    String database;

    private int code = ExitCode.OK;

    @Override
    public Integer call() throws IOException {
        try (Client client = open()) {
            Shell shell = new Shell(client, console());
            shell.tellTimes(shared().timing);
            List<String> names = client.listDatabases();
            if (database != null) {
                shell.use(database);
            } else if (names.size() == 1) {
                shell.use(names.get(0));
            }
            if (console().inIsTerminal() && console().outIsTerminal()) {
                new ShellTerminal(shell).run(this::execute);
                return ExitCode.OK;
            }
            script(shell);
            return code;
        }
    }

    private void script(Shell shell) {
        TypedText typed =
                new TypedText("the input", new InputStreamReader(console().in(), StandardCharsets.UTF_8.newDecoder()));
        for (String text = typed.next(); text != null && !shell.hasEnded(); text = typed.next()) {
            execute(shell, text);
        }
    }

    private void execute(Shell shell, String text) {
        try {
            console().paged(() -> shell.executeTimed(text));
            console().out().flush();
        } catch (Output.Closed nobodyReads) {
            throw nobodyReads;
        } catch (RuntimeException | StackOverflowError failure) {
            Anomaly anomaly = Failures.anomaly(failure);
            console().out().flush();
            Failures.tell(anomaly, console());
            if (shared().verbose) {
                console().err().print(Failures.trace(failure));
            }
            code = code == ExitCode.OK ? ExitCode.of(anomaly.category()) : code;
        }
    }
}
