package io.stator.cli;

import io.stator.Client;
import io.stator.Connection;
import picocli.CommandLine.Option;

/** A command on one database that is there. */
abstract class DatabaseCommand extends SystemCommand {
    @Option(names = "--db", required = true, paramLabel = "NAME", description = "The database.")
    String database = "";

    @Override
    public final Integer call() {
        try (Client client = open()) {
            run(client.connect(database));
        }
        return ExitCode.OK;
    }

    /** Does what the command is for. */
    abstract void run(Connection connection);
}
