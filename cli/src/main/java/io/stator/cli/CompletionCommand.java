package io.stator.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code stator completion}: prints what makes a shell complete the command. */
@Command(
        name = "completion",
        description = {
            "Print the script that lets bash or zsh complete commands and options.",
            "For bash, put this into ~/.bashrc; for zsh, the same with zsh into ~/.zshrc:"
        },
        footer = "  source <(stator completion bash)")
final class CompletionCommand implements Callable<Integer> {
    /** The shells there are scripts for. */
    enum Interpreter {
        BASH,
        ZSH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final String ZSH = """
            autoload -U +X compinit && compinit
            autoload -U +X bashcompinit && bashcompinit
            """;

    @ParentCommand
    private @Nullable StatorCommand parent;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "bash or zsh")
    Interpreter interpreter = Interpreter.BASH;

    @Override
    public Integer call() {
        if (parent == null || spec == null) {
            throw new IllegalStateException("a command must be run by the command line");
        }
        CommandLine root = spec.root().commandLine();
        parent.console()
                .out()
                .print(interpreter == Interpreter.ZSH ? ZSH : "")
                .print(AutoComplete.bash(root.getCommandName(), root));
        return ExitCode.OK;
    }
}
