package io.stator.cli;

import io.stator.Client;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code stator create}: makes a database. */
@Command(name = "create", description = "Create a database, and the system when there is none.")
final class CreateCommand extends SystemCommand {
    @Option(names = "--db", required = true, paramLabel = "NAME", description = "The database.")
    String database = "";

    @Override
    public Integer call() {
        try (Client client = openOrCreate()) {
            boolean created = client.createDatabase(database);
            console().out().line(created ? "created " + database : database + " exists already");
        }
        return ExitCode.OK;
    }
}
