package io.stator.cli;

import io.stator.Anomaly;
import io.stator.Connection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code stator history}: tells all that was ever said about an entity. */
@Command(
        name = "history",
        description = "Show all that was ever said about an entity, oldest first.",
        footerHeading = "%nFor example:%n",
        footer = "  stator history --db demo '[:movie/title \"The Goonies\"]'")
final class HistoryCommand extends DatabaseCommand {
    @Parameters(
            paramLabel = "ENTITY",
            description = "An entity id, an ident, or a lookup ref such as '[:a/b \"text\"]'.")
    String entity = "";

    @Mixin
    FormatOption format = new FormatOption();

    @Override
    void run(Connection connection) {
        Object whose = Arguments.value("entity", entity);
        if (whose == null) {
            throw new Anomaly.Incorrect("entity must be an entity id, an ident or a lookup ref: entity=nil");
        }
        TimeTable.history(connection.db(), whose, format.format, console());
    }
}
