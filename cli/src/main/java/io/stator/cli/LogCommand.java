package io.stator.cli;

import io.stator.Anomaly;
import io.stator.Connection;
import io.stator.Results;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stator log}: tells what was transacted when. */
@Command(
        name = "log",
        description = "Show transactions and the datoms they added, oldest first.",
        footerHeading = "%nFor example:%n",
        footer = "  stator log --db demo --from 2020-01-01 --limit 10")
final class LogCommand extends DatabaseCommand {
    @Option(names = "--from", paramLabel = "TIME", description = "Begin at a t, a transaction id or a date.")
    @Nullable
    String from;

    @Option(names = "--to", paramLabel = "TIME", description = "End before a t, a transaction id or a date.")
    @Nullable
    String to;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "At most N transactions; -1 for all. Default: " + Results.DEFAULT_LIMIT)
    long limit = Results.DEFAULT_LIMIT;

    @Mixin
    FormatOption format = new FormatOption();

    @Override
    void run(Connection connection) {
        if (limit < Results.NO_LIMIT) {
            throw new Anomaly.Incorrect("limit must be >= -1: limit=" + limit);
        }
        TimeTable.log(
                connection,
                from == null ? null : Arguments.timePoint(from),
                to == null ? null : Arguments.timePoint(to),
                limit,
                format.format,
                console());
    }
}
