package io.stator.cli;

import io.stator.Client;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;

/** {@code stator create}: makes a database. */
@Command(name = "create", description = "Create a database, and the system when there is none.")
final class CreateCommand extends SystemCommand {
    @ArgGroup(exclusive = true, multiplicity = "1")
    NameOptions name = new NameOptions();

    @Override
    public Integer call() {
        try (Client client = openOrCreate(name.get())) {
            boolean created = client.createDatabase(name.get());
            console().out().line(created ? "created " + name.get() : name.get() + " exists already");
        }
        return ExitCode.OK;
    }
}
