package io.stator.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code stator help}: explains a command. */
@Command(name = "help", description = "Explain a command.")
final class HelpCommand implements Runnable {
    @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "The command to explain. Default: all of them")
    @Nullable
    String command;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public void run() {
        if (spec == null) {
            throw new IllegalStateException("a command must be run by the command line");
        }
        CommandLine all = spec.parent().commandLine();
        CommandLine wanted = command == null ? all : all.getSubcommands().get(command);
        if (wanted == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "there is no command '" + command + "', only "
                            + String.join(", ", all.getSubcommands().keySet()));
        }
        wanted.usage(all.getOut());
    }
}
