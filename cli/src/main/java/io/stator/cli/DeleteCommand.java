package io.stator.cli;

import io.stator.Anomaly;
import io.stator.Client;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code stator delete}: removes a database. */
@Command(name = "delete", description = "Delete a database with all that is in it, for ever.")
final class DeleteCommand extends SystemCommand {
    @Option(names = "--db", required = true, paramLabel = "NAME", description = "The database.")
    String database = "";

    @Override
    public Integer call() {
        try (Client client = open()) {
            if (!client.deleteDatabase(database)) {
                throw new Anomaly.NotFound(
                        "there is no database " + database + ", only " + String.join(", ", client.listDatabases()));
            }
            console().out().line("deleted " + database);
        }
        return ExitCode.OK;
    }
}
