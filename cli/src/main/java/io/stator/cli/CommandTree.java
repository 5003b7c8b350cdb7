package io.stator.cli;

import io.stator.Anomaly;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The command line: parses arguments, runs the command they name, and turns what goes wrong into one line and an exit code. */
final class CommandTree {
    private static final int USAGE_WIDTH = 110;

    private final Console console;
    private final StatorCommand top;
    private final CommandLine line;

    CommandTree(Console console) {
        this.console = console;
        this.top = new StatorCommand(console);
        this.line = new CommandLine(top);
        line.setExpandAtFiles(false);
        line.setUsageHelpWidth(USAGE_WIDTH);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setOut(new java.io.PrintWriter(new OutputWriter(console.out()), true));
        line.setErr(new java.io.PrintWriter(new OutputWriter(console.err()), true));
        line.setParameterExceptionHandler((failure, arguments) -> usage(failure));
        line.setExecutionExceptionHandler((failure, command, result) -> failed(failure));
    }

    /** Runs a command and returns its exit code. */
    int run(List<String> arguments) {
        try {
            int code = arguments.isEmpty()
                    ? line.execute("--help")
                    : line.execute(Arguments.protectNumbers(arguments).toArray(String[]::new));
            console.out().flush();
            return code;
        } catch (Output.Closed nobodyReads) {
            return ExitCode.OK;
        } catch (RuntimeException | Error failure) {
            return failed(failure);
        }
    }

    private int usage(ParameterException failure) {
        String command = failure.getCommandLine().getCommandSpec().qualifiedName();
        String text = Failures.oneLine(String.valueOf(failure.getMessage()));
        console.err().line("stator: usage: " + text + " (see '" + command + " --help')");
        if (top.verbose) {
            console.err().print(Failures.trace(failure));
        }
        return ExitCode.USAGE;
    }

    private static String data(Anomaly anomaly) {
        try {
            return Text.edn(anomaly.data());
        } catch (Anomaly unwritable) {
            return anomaly.data().toString();
        }
    }

    private int failed(Throwable failure) {
        if (failure instanceof Output.Closed) {
            return ExitCode.OK;
        }
        Anomaly anomaly = Failures.anomaly(failure);
        try {
            console.out().flush();
            Failures.tell(anomaly, console);
            if (top.verbose) {
                console.err().line(data(anomaly));
                console.err().print(Failures.trace(failure));
            }
        } catch (Output.Closed nobodyReads) {
            return ExitCode.of(anomaly.category());
        }
        return ExitCode.of(anomaly.category());
    }
}
