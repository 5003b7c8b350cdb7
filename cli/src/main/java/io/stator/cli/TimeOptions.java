package io.stator.cli;

import io.stator.Database;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which of its times a database is seen at. */
final class TimeOptions {
    @Option(
            names = "--as-of",
            paramLabel = "TIME",
            description = "See the database as it was: a t, a transaction id, or a date such as 2014-02-28.")
    @Nullable
    String asOf;

    @Option(names = "--since", paramLabel = "TIME", description = "See only what was added after that time.")
    @Nullable
    String since;

    @Option(names = "--history", description = "See assertions and retractions of all time.")
    boolean history;

    /** Returns a database as the options say. */
    Database view(Database database) {
        Database view = database;
        if (asOf != null) {
            view = view.asOf(Arguments.timePoint(asOf));
        }
        if (since != null) {
            view = view.since(Arguments.timePoint(since));
        }
        return history ? view.history() : view;
    }
}
