package io.stator.cli;

import java.io.InputStream;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** The {@code stator} command. */
public final class Main {
    /** Loggers of libraries whose troubles are told as an error of the command, or are none; kept, or they forget their level. */
    private static final List<Logger> SILENCED = Stream.of(
                    // once a process, how Lucene could use vectors
                    "org.apache.lucene.internal.vectorization.VectorizationProvider",
                    // a terminal or a file of lines that is not as JLine expects; the shell works all the same
                    "org.jline",
                    // each way in which SQLite's native library could not be loaded
                    "org.sqlite")
            .map(Logger::getLogger)
            .toList();

    private Main() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        boolean verbose = List.of(arguments).contains("--verbose");
        SILENCED.forEach(logger -> logger.setLevel(verbose ? Level.WARNING : Level.OFF));
        LogLines.show(verbose);
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
