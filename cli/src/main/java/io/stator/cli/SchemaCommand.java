package io.stator.cli;

import io.stator.Connection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code stator schema}: tells what attributes there are. */
@Command(
        name = "schema",
        description = "Show the attributes of a database, and all that is known of them.",
        footerHeading = "%nFor example:%n",
        footer = {"  stator schema --db demo movie", "  stator schema --db demo --format json :movie/title"})
final class SchemaCommand extends DatabaseCommand {
    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description =
                    "An attribute, such as :movie/title, or a namespace, such as movie. Default: all that are not built in")
    String name = "";

    @Mixin
    TimeOptions time = new TimeOptions();

    @Mixin
    FormatOption format = new FormatOption();

    @Override
    void run(Connection connection) {
        SchemaTable.show(time.view(connection.db()), name, format.format, console());
    }
}
