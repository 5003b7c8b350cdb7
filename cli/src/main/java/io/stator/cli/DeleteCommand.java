package io.stator.cli;

import io.stator.Anomaly;
import io.stator.Client;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;

/** {@code stator delete}: removes a database. */
@Command(name = "delete", description = "Delete a database with all that is in it, for ever.")
final class DeleteCommand extends SystemCommand {
    @ArgGroup(exclusive = true, multiplicity = "1")
    NameOptions name = new NameOptions();

    @Override
    public Integer call() {
        String database = name.get();
        try (Client client = open()) {
            if (!client.deleteDatabase(database)) {
                throw new Anomaly.NotFound("there is no database " + database + ", only " + client.listDatabases());
            }
            console().out().line("deleted " + database);
        }
        return ExitCode.OK;
    }
}
