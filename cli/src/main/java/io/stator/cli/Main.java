package io.stator.cli;

import java.io.InputStream;
import java.util.List;

/** The {@code stator} command. */
public final class Main {
    private Main() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        int code;
        try (Console console = Console.ofProcess()) {
            code = run(console, arguments);
        }
        System.exit(code);
    }

    /** Runs a command on a console and returns its exit code. */
    static int run(Console console, String... arguments) {
        return new CommandTree(console).run(List.of(arguments));
    }

    /** Runs a command on streams that are no terminal and returns its exit code. */
    static int run(InputStream in, Appendable out, Appendable err, String... arguments) {
        try (Console console = Console.of(in, out, err)) {
            return run(console, arguments);
        }
    }
}
