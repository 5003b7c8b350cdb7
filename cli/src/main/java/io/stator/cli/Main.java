package io.stator.cli;

import java.io.InputStream;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The {@code stator} command. */
public final class Main {
    /** The first version of Java on which Lucene says, once a process, how it could use vectors. */
    private static final int VECTOR_ADVICE_JAVA = 20;

    private static final String VECTOR_ADVICE = "org.apache.lucene.internal.vectorization.VectorizationProvider";

    /** Kept, because a logger that nothing refers to forgets its level; null where there is nothing to silence. */
    private static final @Nullable Logger SILENCED = silenced();

    private Main() {}

    private static @Nullable Logger silenced() {
        if (Runtime.version().feature() < VECTOR_ADVICE_JAVA) {
            return null;
        }
        Logger logger = Logger.getLogger(VECTOR_ADVICE);
        logger.setLevel(Level.SEVERE);
        return logger;
    }

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
