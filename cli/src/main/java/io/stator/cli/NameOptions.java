package io.stator.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The name of a database that must be given, as an option or as it is. */
final class NameOptions {
    @Option(names = "--db", paramLabel = "NAME", description = "The database.", required = true)
    @Nullable
    String option;

    @Parameters(index = "0", paramLabel = "NAME", description = "The database.", arity = "1")
    @Nullable
    String parameter;

    /** Returns the name. */
    String get() {
        return option != null ? option : String.valueOf(parameter);
    }
}
